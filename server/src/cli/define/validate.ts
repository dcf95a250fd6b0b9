/** `flowlang validate` */
import { type Command, Option } from 'commander';
import type { End } from './end.ts';
import { examples } from './parsers.ts';

export function addValidate(program: Command, end: End): void {
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
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .addHelpText(
      'after',
      examples(
        'flowlang validate flow.yaml --tasks-file flow.ts',
        'flowlang validate ./flows --fix',
        'flowlang validate ./flows --format sarif > flows.sarif',
      ),
    )
    .action(async (path, options) => end(await (await import('../commands/validate.ts')).validate(path, options)));
}
