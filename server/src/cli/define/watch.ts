/** `flowlang watch` */
import { type Command, Option } from 'commander';
import type { End } from './end.ts';
import { examples } from './parsers.ts';

export function addWatch(program: Command, end: End): void {
  program
    .command('watch')
    .description('Check and run a flow with every save, and show what changed')
    .argument('[file]', 'the flow', 'flow.yaml')
    .option('--tasks-file <file>', 'its tasks (default: the flow.ts beside it)')
    .addOption(
      new Option(
        '--test-inputs <file>',
        'a JSON file with the inputs (default: the test_inputs.json beside it)',
      ).conflicts('fixtures'),
    )
    .option('--fixtures <file>', 'run the cases of this file instead')
    .addHelpText(
      'after',
      examples(
        'flowlang watch flow.yaml --test-inputs test_inputs.json',
        'flowlang watch --fixtures tests/fixtures/cases.yaml',
      ),
    )
    .action(async (file, options) => end(await (await import('../commands/watch.ts')).watch(file, options)));
}
