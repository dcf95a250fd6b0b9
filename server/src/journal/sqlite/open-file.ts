/** Opens the journal's file for its owner, or says why it cannot be used. */
import { mkdirSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { JournalError } from '../../errors.ts';
import { explain } from './explain.ts';
import { integer, migrate } from './format.ts';
import { type Lock, lock } from './lock.ts';
import type { WriterSettings } from './protocol.ts';

/** Bytes of a file whose pages are read through in a fraction of a second, and of one that is read with all of its indexes. */
const QUICKLY_CHECKED = 64 * 2 ** 20;
const WHOLLY_CHECKED = 16 * 2 ** 20;

/**
 * Bytes to which the write-ahead log is cut when it begins anew. Far more than it usually has: to write over what is there
 * takes the disk two thirds of the time that it takes to write on at the end.
 */
export const WAL_LIMIT = 16 * 2 ** 20;

export interface OpenFile {
  readonly db: DatabaseSync;
  /** Whoever has a lower one has lost the journal to us. */
  readonly fence: number;
  readonly owner: string;
  close(): void;
}

/** @throws JournalError */
export function openFile(settings: WriterSettings): OpenFile {
  const { file } = settings;
  let held: Lock | undefined;
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    held = lock(file);
    const unclean = sizeOf(`${file}-wal`) > 0;
    db = new DatabaseSync(file, { timeout: 1000 });
    check(db, file);
    prepare(db, settings);
    // After a stop that was none.
    if (unclean) db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const owner = `${process.pid}@${hostname()}`;
    return { db, owner, fence: takeOver(db, owner), close: closing(db, held) };
  } catch (thrown) {
    db?.close();
    held?.release();
    if (thrown instanceof JournalError) throw thrown;
    const code = thrown instanceof Error && 'syscall' in thrown ? thrown.message : undefined;
    throw new JournalError(
      code === undefined
        ? explain(thrown, file)
        : `The folder of the journal ${file} cannot be made (${code}). Let this user write there, or choose another file with --journal sqlite:PATH.`,
    );
  }
}

function prepare(db: DatabaseSync, { file, durability }: WriterSettings): void {
  // Before anything is changed: a file that is refused stays as it is.
  migrate(db, file);
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'};
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA journal_size_limit = ${WAL_LIMIT};
    PRAGMA cache_size = -16000;
  `);
}

/** Before anything is changed: a file that is damaged is left alone. */
function check(db: DatabaseSync, file: string): void {
  const size = sizeOf(file);
  if (size > QUICKLY_CHECKED) return;
  const pragma = size > WHOLLY_CHECKED ? 'quick_check' : 'integrity_check';
  const [said] = Object.values(db.prepare(`PRAGMA ${pragma}(1)`).get() ?? {});
  if (said !== 'ok')
    throw new JournalError(
      `The journal ${file} is damaged (${said}): put a backup in its place, or move it away to begin a new one.`,
    );
}

/** Whoever had it before can write no more. What has not ended becomes ours when it goes on. */
function takeOver(db: DatabaseSync, owner: string): number {
  db.exec('BEGIN IMMEDIATE');
  db.prepare('UPDATE journal SET fence = fence + 1, owner = ?').run(owner);
  const fence = integer(db, 'SELECT fence FROM journal');
  db.exec('COMMIT');
  return fence;
}

function closing(db: DatabaseSync, held: Lock): () => void {
  return () => {
    db.close();
    held.release();
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
