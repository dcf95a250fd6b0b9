/** `flowlang backup`: copies the journal, also while a server writes it. */
import { ProjectError } from '../../errors.ts';
import { backUp } from '../../journal/sqlite/backup.ts';
import { type JournalChoice, projectFile } from '../../open-journal.ts';
import { locationOf } from '../flow-files.ts';
import { terminal } from '../terminal.ts';

export interface BackupOptions {
  readonly project?: string;
  readonly journal: JournalChoice;
}

export async function backup(target: string, { project = '.', journal }: BackupOptions): Promise<void> {
  if (journal === 'memory')
    throw new ProjectError('--journal memory: nothing of it is in a file that could be copied.');
  const file = journal === 'sqlite' ? projectFile(locationOf(project)) : journal.slice('sqlite:'.length);
  const { executions, bytes, keyFile } = await backUp(file, target);
  terminal.print(`Copied ${file} to ${target}: ${count(executions)}, ${size(bytes)}.`);
  if (keyFile === undefined) return;
  terminal.note(
    `Not in it: ${keyFile}, the key of what is sensitive. Without it executions with sensitive inputs cannot go on: ` +
      'keep a copy of it, in another place than the backup.',
  );
}

function count(executions: number): string {
  return executions === 1 ? 'one execution' : `${executions} executions`;
}

function size(bytes: number): string {
  const megabytes = bytes / 1_000_000;
  return megabytes < 1 ? `${Math.ceil(bytes / 1000)} kB` : `${megabytes.toFixed(1)} MB`;
}
