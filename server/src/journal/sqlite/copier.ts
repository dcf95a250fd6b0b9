/** Copies a journal that others may be writing. */
import { DatabaseSync } from 'node:sqlite';
import { number } from './columns.ts';

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
    this.db.prepare('VACUUM INTO ?').run(target);
    const copied = new DatabaseSync(target, { readOnly: true });
    const row = copied.prepare('SELECT count(*) AS executions FROM executions').get() ?? {};
    copied.close();
    return number(row, 'executions');
  }

  close(): void {
    this.db.close();
  }
}
