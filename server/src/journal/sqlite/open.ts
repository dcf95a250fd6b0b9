/** The way into the journal in a file. */
import path from 'node:path';
import type { Logger } from '../../engine/ports.ts';
import { SqliteJournal } from './journal.ts';
import type { Durability } from './protocol.ts';
import { WriterThread } from './writer-client.ts';

export interface SqliteJournalOptions {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** `full`: what is told survives a power cut; `normal`: it survives the process, and a power cut may take the last moments. */
  readonly durability: Durability;
  /** For so long after their end executions are kept. */
  readonly keepMilliseconds: number;
  /** So many ended executions are kept. */
  readonly keepCount: number;
  readonly logger: Logger;
  readonly engineVersion: string;
}

/** @throws JournalError if the file cannot be used: it says why, and what to do */
export async function openSqliteJournal(options: SqliteJournalOptions): Promise<SqliteJournal> {
  const { now, logger, durability, keepMilliseconds, keepCount, engineVersion } = options;
  const file = path.resolve(options.path);
  const opened = await WriterThread.open({ file, durability, keepMilliseconds, keepCount, engineVersion });
  return new SqliteJournal({ file, opened, keepCount, now, logger });
}
