/** Copies a journal that others may be writing. */
import { DatabaseSync } from 'node:sqlite';
import { JournalError } from '../../errors.ts';
import { number } from './columns.ts';
import { isBusy, isDamage, isFull } from './explain.ts';

export interface Copying {
  /** Answers how many executions the copy has. */
  copy(target: string): number;
}

export class Copier implements Copying {
  private readonly db: DatabaseSync;

  constructor(file: string) {
    this.db = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
  }

  copy(target: string): number {
    // One snapshot, however much is written meanwhile; a copy page by page would begin anew with each commit.
    try {
      this.db.prepare('VACUUM INTO ?').run(target);
    } catch (thrown) {
      // What is wrong with the journal is told of it; all else that fails here fails at the target.
      if (isDamage(thrown) || isBusy(thrown)) throw thrown;
      const what = isFull(thrown) ? 'the disk is full' : `it cannot be written (${thrown})`;
      throw new JournalError(`There is no backup ${target.replace(/\.new$/, '')}: ${what}.`);
    }
    const copied = new DatabaseSync(target, { readOnly: true });
    const row = copied.prepare('SELECT count(*) AS executions FROM executions').get() ?? {};
    copied.close();
    return number(row, 'executions');
  }

  close(): void {
    this.db.close();
  }
}
