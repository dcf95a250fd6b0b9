/** `flowlang status` */
import type { Command } from 'commander';
import type { End } from './end.ts';
import { examples } from './parsers.ts';

export function addStatus(program: Command, end: End): void {
  program
    .command('status')
    .description('Show which tasks are done, and which are to do')
    .argument('[dir]', 'the folder of a flow, or of several', '.')
    .option('--json', 'print it as JSON, and nothing else')
    .addHelpText(
      'after',
      examples('flowlang status', 'flowlang status ./flows', 'flowlang status --json | jq .pending'),
    )
    .action(async (dir, options) => end(await (await import('../commands/status.ts')).status(dir, options)));
}
