/** `flowlang version` */
import type { Command } from 'commander';
import { examples } from './parsers.ts';

export function addVersion(program: Command): void {
  program
    .command('version')
    .description('Print the version, and those of Node and of this machine')
    .option('--json', 'print it as JSON, and nothing else')
    .addHelpText('after', examples('flowlang version', 'flowlang version --json'))
    .action(async (options) => (await import('../commands/version.ts')).version(options));
}
