/** `flowlang backup` */
import type { Command } from 'commander';
import { examples, folder, journalChoice } from './parsers.ts';

export function addBackup(program: Command): void {
  program
    .command('backup')
    .description('Copy the journal of a project, also while a server writes it')
    .argument('<file>', 'the copy; it must not be there yet')
    .option('--project <dir>', 'the folder of the project (default: this folder)', folder)
    .option('--journal <journal>', 'what serve was told: sqlite or sqlite:PATH', journalChoice, 'sqlite')
    .addHelpText(
      'after',
      examples('flowlang backup executions-backup.db', 'flowlang backup --journal sqlite:/data/executions.db copy.db'),
    )
    .action(async (file, options) => (await import('../commands/backup.ts')).backup(file, options));
}
