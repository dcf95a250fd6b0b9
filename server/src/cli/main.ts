/** The command line: commands, their options and their help. What a command needs is loaded when it is asked for. */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { FlowLangError } from '../errors.ts';
import { VERSION } from '../version.ts';
import type { ExitCode } from './exit-code.ts';
import { terminal } from './terminal.ts';

/** Runs one command; resolves when all that it printed is written. It never throws. */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = createProgram((result) => {
    code = result;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (thrown) {
    code = explain(thrown);
  }
  await terminal.flush();
  return code;
}

function explain(thrown: unknown): ExitCode {
  // Commander has said it already.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  terminal.note(thrown instanceof FlowLangError ? `flowlang: ${thrown.message}` : ownMistake(thrown));
  return 2;
}

function ownMistake(thrown: unknown): string {
  return `flowlang failed, and that is a mistake of its own: ${thrown instanceof Error ? thrown.stack : thrown}`;
}

function createProgram(end: (code: ExitCode) => void): Command {
  const program = new Command('flowlang')
    .description('Typed workflow APIs from flow.yaml')
    .version(VERSION, '--version', 'print the version')
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('Run it with --help to see what it takes.')
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: /, 'flowlang: ')),
    })
    .addHelpText(
      'after',
      examples(
        'flowlang serve --project .',
        'flowlang validate flow.yaml',
        'flowlang run flow.yaml --inputs test_inputs.json',
        'flowlang generate openapi . -o openapi.yaml',
      ),
    );
  addServe(program);
  addValidate(program, end);
  addRun(program, end);
  addGenerate(program, end);
  return program;
}

function addServe(program: Command): void {
  program
    .command('serve')
    .description('Serve the flows of a project over HTTP')
    .addOption(new Option('--project <dir>', 'a folder with one flow.yaml (default: this folder)').conflicts('multi'))
    .option('--multi <dir>', 'a folder whose folders have a flow.yaml each')
    .option('--host <host>', 'the address to listen on', 'localhost')
    .option('--port <port>', 'the port to listen on; 0 takes any that is free', wholeNumber(0, 65_535), 8000)
    .addOption(new Option('--journal <journal>', 'where executions are kept').choices(['memory']).default('memory'))
    .option('--cors <origin...>', 'origins that a browser may call from; * is any')
    .addHelpText(
      'after',
      examples(
        'flowlang serve --project ./my-project --port 8000',
        'flowlang serve --multi ./flows',
        'flowlang serve --cors http://localhost:5173',
      ),
    )
    .action(async (options) => (await import('./commands/serve.ts')).serve(options));
}

function addValidate(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('validate')
    .description('Find every mistake in a flow, or in all flows of a folder, before it runs')
    .argument('[path]', 'a flow.yaml or a folder', 'flow.yaml')
    .option('--tasks-file <file>', 'the tasks to check it against (default: the flow.ts beside it, if there is one)')
    .option('--fix', 'mend what can be mended for certain, and show the rest')
    .addOption(
      new Option('--format <format>', 'how to print what is found; sarif and github are for CI services')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .addHelpText(
      'after',
      examples(
        'flowlang validate flow.yaml --tasks-file flow.ts',
        'flowlang validate ./flows --fix',
        'flowlang validate ./flows --format sarif > flows.sarif',
      ),
    )
    .action(async (path, options) => end(await (await import('./commands/validate.ts')).validate(path, options)));
}

function addRun(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('run')
    .description('Run a flow once, in this process')
    .argument('[file]', 'the flow', 'flow.yaml')
    .option('--tasks-file <file>', 'its tasks (default: the flow.ts beside it)')
    .option('--inputs <file>', 'a JSON file with the inputs; - reads standard input')
    .option('--json', 'print the result as JSON, and nothing else')
    .addHelpText(
      'after',
      examples('flowlang run flow.yaml --inputs test_inputs.json', 'flowlang run flow.yaml --json | jq .outputs'),
    )
    .action(async (file, options) => end(await (await import('./commands/run.ts')).run(file, options)));
}

function addGenerate(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('generate')
    .description('Write the OpenAPI document, or the types of a client')
    .addArgument(new Argument('<what>', 'what to write').choices(['openapi', 'client', 'python']))
    .argument('[dir]', 'the project', '.')
    .option('-o, --output <file>', 'the file to write (default: standard output)')
    .option('--check', 'write nothing, and fail if the file is stale')
    .addHelpText(
      'after',
      examples(
        'flowlang generate openapi . -o openapi.yaml',
        'flowlang generate client ./flows -o src/flowlang.gen.ts',
        'flowlang generate python . -o flows.py --check',
      ),
    )
    .action(async (what, dir, options) =>
      end(await (await import('./commands/generate.ts')).generate(what, dir, options)),
    );
}

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
