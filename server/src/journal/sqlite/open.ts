/** The way into the journal in a file. */
import path from 'node:path';
import type { Logger } from '../../engine/ports.ts';
import { AskedThread } from './asking.ts';
import { Housekeeping, type HousekeepingOptions } from './housekeeping.ts';
import { SqliteJournal } from './journal.ts';
import { KeyFilter } from './key-filter.ts';
import { Keys } from './keys.ts';
import { LeftBehind } from './left-behind.ts';
import { Pins } from './pins.ts';
import type { Durability, Questions } from './protocol.ts';
import { TroubleLog } from './trouble-log.ts';
import { type OpenWriter, WriterThread } from './writer-client.ts';

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
  const { opened, file } = await openWriter(options);
  return journalOf(opened, { ...options, file });
}

/** @throws JournalError if the file cannot be used */
export async function openWriter(
  options: SqliteJournalOptions,
): Promise<{ readonly opened: OpenWriter; readonly file: string }> {
  const { durability, keepMilliseconds, keepCount, engineVersion } = options;
  const file = path.resolve(options.path);
  const settings = { file, durability, keepMilliseconds, keepCount, engineVersion };
  return { file, opened: await WriterThread.open(settings, new TroubleLog(options.logger)) };
}

type Settings = Pick<SqliteJournalOptions, 'keepCount' | 'now' | 'logger'> & { readonly file: string };

export function journalOf(opened: OpenWriter, { file, keepCount, now, logger }: Settings): SqliteJournal {
  const { thread, fence, wasLeft, ended, lastBundled } = opened;
  const pins = new Pins();
  const { reader, keys, housekeeping } = keepHouse(thread, {
    file,
    now,
    logger,
    pinned: () => pins.take(),
    forgetPlans: (ask) => journal.forgetPlans(ask),
  });
  const left = new LeftBehind((after, limit) => reader.ask('unfinished', fence, after, limit));
  const limits = { ended, lastBundled, keepCount, succession: { fence, wasLeft } };
  const journal = new SqliteJournal({
    ...{ file, writer: thread, reader, keys, housekeeping, left, pins, now, logger },
    ...limits,
  });
  return journal;
}

/** What the process does that has the file. */
export function keepHouse(
  writer: WriterThread,
  { logger, ...options }: Omit<HousekeepingOptions, 'writer' | 'trouble'> & Pick<Settings, 'logger'>,
): { readonly reader: AskedThread<Questions>; readonly keys: Keys; readonly housekeeping: Housekeeping } {
  const reader = new AskedThread<Questions>('reader', options.file, new TroubleLog(logger));
  const housekeeping = new Housekeeping({ ...options, writer, trouble: new TroubleLog(logger) });
  const filter = new KeyFilter();
  // Until then the file is asked for every key; where they cannot be read, always, and the keeper has told why.
  housekeeping.keyHashes().then(
    (hashes) => filter.load(hashes),
    () => {},
  );
  const keys = new Keys(filter, (flow, principal, key) => reader.ask('key', flow, principal, key));
  return { reader, keys, housekeeping };
}
