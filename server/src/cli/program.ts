/** The command line. `define/` has the options and the help of each command; what it does is loaded when it is asked for. */
import { Command } from 'commander';
import { VERSION } from '../version.ts';
import { addAdd } from './define/add.ts';
import { addBackup } from './define/backup.ts';
import { addCompletions } from './define/completions.ts';
import { addDiff } from './define/diff.ts';
import { addDoctor } from './define/doctor.ts';
import type { End } from './define/end.ts';
import { addGenerate } from './define/generate.ts';
import { addInit } from './define/init.ts';
import { examples } from './define/parsers.ts';
import { addRun } from './define/run.ts';
import { addScaffolder } from './define/scaffolder.ts';
import { addServe } from './define/serve.ts';
import { addStatus } from './define/status.ts';
import { addValidate } from './define/validate.ts';
import { addVersion } from './define/version.ts';
import { addVisualize } from './define/visualize.ts';
import { addWatch } from './define/watch.ts';
import { terminal } from './terminal.ts';

const EXIT_CODES = `
Exit codes:
  0  it is done
  1  the answer is no: a flow is not valid, an execution failed, a file is stale, a change breaks callers
  2  it could not be tried: a mistyped option, a missing file, a port in use`;

/** In the order in which help shows them. */
const COMMANDS: readonly ((program: Command, end: End) => void)[] = [
  addInit,
  addAdd,
  addServe,
  addValidate,
  addRun,
  addWatch,
  addVisualize,
  addGenerate,
  addDiff,
  addScaffolder,
  addStatus,
  addBackup,
  addDoctor,
  addVersion,
  addCompletions,
];

export function createProgram(end: End): Command {
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
        'flowlang init my-project',
        'flowlang serve --project .',
        'flowlang validate flow.yaml',
        'flowlang run flow.yaml --inputs test_inputs.json',
        'flowlang generate openapi . -o openapi.yaml',
      ),
    )
    .addHelpText('after', EXIT_CODES);
  for (const add of COMMANDS) add(program, end);
  return program;
}
