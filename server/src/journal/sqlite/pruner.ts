/**
 * Forgets executions that ended long ago, or are too many, a bite at a time.
 *
 * It walks from the oldest to the newest and remembers where it is: what it may not forget yet is not looked at again and
 * again. From time to time it begins anew, for what has ended behind it.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { integer } from './format.ts';

/** A repeated request with the same key is answered for at least so long after the end. Milliseconds. */
export const KEY_LIFETIME = 15 * 60_000;

export interface Retention {
  readonly keepMilliseconds: number;
  readonly keepCount: number;
}

export class Pruner {
  /** Ended executions that are kept. */
  ended: number;
  pinned: ReadonlySet<string> = new Set();
  private readonly retention: Retention;
  private readonly next: StatementSync;
  private readonly deletions: readonly StatementSync[];
  private place = '';

  constructor(db: DatabaseSync, retention: Retention) {
    this.retention = retention;
    this.ended = integer(
      db,
      'SELECT (SELECT count(*) FROM executions) - (SELECT count(*) FROM executions WHERE status IS NULL)',
    );
    this.next = db.prepare(
      `SELECT execution_id, created_at, ended_at, idempotency_key IS NOT NULL AS keyed
        FROM executions WHERE execution_id > ? ORDER BY execution_id LIMIT ?`,
    );
    this.deletions = ['events', 'facts', 'executions'].map((table) =>
      db.prepare(`DELETE FROM ${table} WHERE execution_id = ?`),
    );
  }

  /** There are more than are to be kept. */
  get isBehind(): boolean {
    return this.ended > this.retention.keepCount;
  }

  /** Looks at no more than `limit` executions; answers what it found, which is so once the transaction is committed. */
  bite(limit: number, now: number): Bite {
    let { place } = this;
    const forgotten: string[] = [];
    const rows = this.next.all(place, limit);
    for (const row of rows) {
      const tooMany = this.ended - forgotten.length > this.retention.keepCount;
      // What was created after that cannot have ended before.
      if (!tooMany && Number(row['created_at']) > now - this.retention.keepMilliseconds)
        return { place, forgotten, done: true };
      place = String(row['execution_id']);
      if (!this.mayGo(row, tooMany, now)) continue;
      for (const deletion of this.deletions) deletion.run(place);
      forgotten.push(place);
    }
    return { place, forgotten, done: rows.length < limit };
  }

  /** The bite is committed. */
  swallow({ place, forgotten }: Bite): void {
    this.place = place;
    this.ended -= forgotten.length;
  }

  startOver(): void {
    this.place = '';
  }

  private mayGo(row: Record<string, unknown>, tooMany: boolean, now: number): boolean {
    const endedAt = row['ended_at'];
    if (typeof endedAt !== 'number' || this.pinned.has(String(row['execution_id']))) return false;
    if (row['keyed'] === 1 && endedAt > now - KEY_LIFETIME) return false;
    return tooMany || endedAt <= now - this.retention.keepMilliseconds;
  }
}

export interface Bite {
  readonly place: string;
  readonly forgotten: readonly string[];
  /** There is nothing more to do for now. */
  readonly done: boolean;
}
