/**
 * One process owns a journal. The lock is a transaction that is held open on a small database beside it: the operating
 * system ends it with the process, also with one that is killed.
 */
import { DatabaseSync } from 'node:sqlite';
import { JournalError } from '../../errors.ts';
import { isBusy } from './explain.ts';
import { integer } from './format.ts';

export interface Lock {
  release(): void;
}

/** @throws JournalError if another process holds it */
export function lock(file: string): Lock {
  const db = new DatabaseSync(`${file}.lock`, { timeout: 0 });
  try {
    // Where two begin at once, one of them fails in one of these lines.
    db.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${process.pid}; COMMIT; BEGIN IMMEDIATE`);
  } catch (thrown) {
    const owner = isBusy(thrown) ? ownerOf(db) : undefined;
    db.close();
    if (owner === undefined) throw thrown;
    throw new JournalError(`The journal ${file} is in use by ${owner}. End that, or choose another file.`);
  }
  return { release: () => db.close() };
}

/** A write lock lets others read, and whoever holds it has written its process id. */
function ownerOf(db: DatabaseSync): string {
  try {
    const pid = integer(db, 'PRAGMA user_version');
    return pid === process.pid ? 'this process already' : `process ${pid}`;
  } catch {
    return 'another process';
  }
}
