/** `flowlang diff` */
import { type Command, Option } from 'commander';
import type { End } from './end.ts';
import { examples } from './parsers.ts';

export function addDiff(program: Command, end: End): void {
  program
    .command('diff')
    .description('Say what changed in the contract, and fail if it breaks callers')
    .argument('[old]', 'an OpenAPI document of ours, a flow.yaml or a folder; with --base, the only one', '.')
    .argument('[new]', 'what it became')
    .option('--base <revision>', 'compare with how it was in this revision of git')
    .addOption(
      new Option('--format <format>', 'how to print it; github is for CI services')
        .choices(['text', 'json', 'github'])
        .default('text'),
    )
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .addHelpText(
      'after',
      examples(
        'flowlang diff openapi.yaml ./flows',
        'flowlang diff old.yaml new.yaml --json',
        'flowlang diff --base main ./flows --format github',
      ),
    )
    .action(async (old, after, options) => end(await (await import('../commands/diff.ts')).diff(old, after, options)));
}
