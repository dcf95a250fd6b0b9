/** `flowlang run` */
import type { Command } from 'commander';
import type { End } from './end.ts';
import { examples } from './parsers.ts';

export function addRun(program: Command, end: End): void {
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
    .action(async (file, options) => end(await (await import('../commands/run.ts')).run(file, options)));
}
