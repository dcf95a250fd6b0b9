/** The command line: commands, their options and their help. What a command needs is loaded when it is asked for. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { FlowLangError } from '../errors.ts';
import type { JournalChoice } from '../open-journal.ts';
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
  addBackup(program);
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
    .option('--journal <journal>', 'where executions are kept: sqlite, sqlite:PATH or memory', journalChoice, 'sqlite')
    .addOption(
      new Option('--durability <level>', 'full survives a power cut, normal is faster; both survive the process')
        .choices(['full', 'normal'])
        .default('full'),
    )
    .option(
      '--keep <time>',
      'how long executions are kept after their end, such as 12h or 7d',
      duration,
      duration('7d'),
    )
    .option('--keep-count <number>', 'how many ended executions are kept', wholeNumber(0, 1e9), 100_000)
    .option('--max-concurrency <number>', 'executions that run at a time; as many more wait', wholeNumber(1, 1e6), 1000)
    .addOption(
      new Option('--max-time <time>', 'how long one execution may take, waits included')
        .argParser(duration)
        .default(duration('365d'), '365d'),
    )
    .option('--max-steps <number>', 'how many steps one execution may take', wholeNumber(1, 1e9), 1_000_000)
    .option('--max-events <number>', 'how many events one execution may have', wholeNumber(10, 1e9), 250_000)
    .option('--max-output <bytes>', 'how much one step may answer', wholeNumber(1, 1e9), 16 * 1024 * 1024)
    .option('--max-body <bytes>', 'how large the body of a request may be', wholeNumber(1, 1e9), 1024 * 1024)
    .option('--max-streams <number>', 'event streams that are open at a time', wholeNumber(0, 1e6), 20_000)
    .addOption(
      new Option('--drain-timeout <time>', 'how long a stop waits for what runs')
        .argParser(duration)
        .default(duration('10s'), '10s'),
    )
    .option('--list-executions', 'list executions though others than this machine can call')
    .option('--cors <origin...>', 'origins that a browser may call from; * is any')
    .addHelpText(
      'after',
      examples(
        'flowlang serve --project ./my-project --port 8000',
        'flowlang serve --multi ./flows',
        'flowlang serve --cors http://localhost:5173',
        'flowlang serve --journal sqlite:/var/lib/flows/executions.db --keep 30d',
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
    .description('Write the OpenAPI document, the types of a client, or mock handlers for a front end')
    .argument('<what>', 'what to write: openapi, client, python or msw')
    .argument('[dir]', 'the project', '.')
    .option('-o, --output <file>', 'the file to write (default: standard output)')
    .option('--check', 'write nothing, and fail if the file is stale')
    .addHelpText(
      'after',
      examples(
        'flowlang generate openapi . -o openapi.yaml',
        'flowlang generate client ./flows -o src/flowlang.gen.ts',
        'flowlang generate python . -o flows.py --check',
        'flowlang generate msw ./flows -o src/mocks.gen.ts',
      ),
    )
    .action(async (what, dir, options) =>
      end(await (await import('./commands/generate.ts')).generate(what, dir, options)),
    );
}

function addBackup(program: Command): void {
  program
    .command('backup')
    .description('Copy the journal of a project, also while a server writes it')
    .argument('<file>', 'the copy; it must not be there yet')
    .option('--project <dir>', 'the folder of the project (default: this folder)')
    .option('--journal <journal>', 'what serve was told: sqlite or sqlite:PATH', journalChoice, 'sqlite')
    .addHelpText(
      'after',
      examples('flowlang backup executions-backup.db', 'flowlang backup --journal sqlite:/data/executions.db copy.db'),
    )
    .action(async (file, options) => (await import('./commands/backup.ts')).backup(file, options));
}

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

function journalChoice(text: string): JournalChoice {
  if (text === 'memory' || text === 'sqlite') return text;
  const path = /^sqlite:(.+)$/.exec(text)?.[1];
  if (path !== undefined) return `sqlite:${path}`;
  throw new InvalidArgumentError('It must be sqlite, sqlite:PATH or memory.');
}

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds. */
function duration(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  if (unit in UNITS) return Number(number) * UNITS[unit as keyof typeof UNITS]; // Asked on this line.
  throw new InvalidArgumentError('It must be a number and a unit, such as 500ms, 30s, 5m, 12h or 7d.');
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
