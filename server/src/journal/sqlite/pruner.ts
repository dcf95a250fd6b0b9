/**
 * Forgets executions that ended long ago, or are too many, a bite at a time.
 *
 * It walks from the oldest to the newest and remembers where it is: what it may not forget yet is not looked at again and
 * again. From time to time it begins anew, for what has ended behind it.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { KEY_LIFETIME } from '../../engine/journal.ts';
import { bundledIn, keyOf } from './bundles.ts';
import { number, numberOrNull, type Row, text } from './columns.ts';
import { integer } from './format.ts';

export interface Retention {
  readonly keepMilliseconds: number;
  readonly keepCount: number;
}

/** What is forgotten as a whole: an execution, or a bundle of them. */
interface Item {
  readonly first: string;
  readonly last: string;
  readonly count: number;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly keyed: boolean;
  readonly isBundle: boolean;
}

export class Pruner {
  /** Ended executions that are kept. */
  ended: number;
  pinned: ReadonlySet<string> = new Set();
  private readonly retention: Retention;
  private readonly next: StatementSync;
  private readonly deletions: readonly StatementSync[];
  private readonly bundle: Readonly<Record<'data' | 'delete' | 'deleteKey', StatementSync>>;
  private place = '';

  constructor(db: DatabaseSync, retention: Retention) {
    this.retention = retention;
    this.ended = integer(
      db,
      `SELECT (SELECT count(*) FROM executions) - (SELECT count(*) FROM executions WHERE status IS NULL)
        + (SELECT coalesce(sum(count), 0) FROM bundles)`,
    );
    this.next = db.prepare(
      `SELECT * FROM (SELECT execution_id AS first, execution_id AS last, 1 AS count, created_at, ended_at,
            idempotency_key IS NOT NULL AS keyed, 0 AS bundle
          FROM executions WHERE execution_id > ?1 ORDER BY execution_id LIMIT ?2)
        UNION ALL
        SELECT * FROM (SELECT first_id, last_id, count, created_at, ended_at, keyed > 0, 1
          FROM bundles WHERE last_id > ?1 ORDER BY last_id LIMIT ?2)
        ORDER BY last LIMIT ?2`,
    );
    this.deletions = ['events', 'facts', 'executions'].map((table) =>
      db.prepare(`DELETE FROM ${table} WHERE execution_id = ?`),
    );
    this.bundle = {
      data: db.prepare('SELECT data FROM bundles WHERE last_id = ?'),
      delete: db.prepare('DELETE FROM bundles WHERE last_id = ?'),
      deleteKey: db.prepare('DELETE FROM bundled_keys WHERE idempotency_key = ? AND flow = ? AND principal = ?'),
    };
  }

  /** There are more than are to be kept. */
  get isBehind(): boolean {
    return this.ended > this.retention.keepCount;
  }

  /** Looks at no more than `limit` executions or bundles; answers what it found, which is so once the transaction is committed. */
  bite(limit: number, now: number): Bite {
    let { place } = this;
    let [seen, forgotten, isEnough] = [0, 0, false];
    const going: Item[] = [];
    // Row by row: most of the time few go, and what is read in vain lives until the thread's old space is cleaned.
    for (const row of this.next.iterate(place, limit)) {
      const item = itemOf(row);
      const above = this.ended - forgotten - this.retention.keepCount;
      const isOld = item.createdAt <= now - this.retention.keepMilliseconds;
      // What was created after that cannot have ended before. Of a bundle that is only partly too much nothing goes.
      isEnough = !isOld && (above <= 0 || (item.isBundle && item.count > above));
      if (isEnough) break;
      seen += 1;
      place = item.last;
      if (!this.mayGo(item, above >= item.count, now)) continue;
      going.push(item);
      forgotten += item.count;
    }
    for (const item of going) {
      if (item.isBundle) this.forgetBundle(item);
      else for (const deletion of this.deletions) deletion.run(item.last);
    }
    return { place, forgotten, items: going.length, done: isEnough || seen < limit };
  }

  /** The bite is committed. */
  swallow({ place, forgotten }: Bite): void {
    this.place = place;
    this.ended -= forgotten;
  }

  startOver(): void {
    this.place = '';
  }

  private mayGo({ first, last, endedAt, keyed }: Item, tooMany: boolean, now: number): boolean {
    if (endedAt === null || (keyed && endedAt > now - KEY_LIFETIME)) return false;
    if (this.isPinned(first, last)) return false;
    return tooMany || endedAt <= now - this.retention.keepMilliseconds;
  }

  private forgetBundle({ last, keyed }: Item): void {
    if (keyed) {
      const data = this.bundle.data.get(last)?.['data'];
      for (const { row } of bundledIn(String(data))) {
        const key = keyOf(row);
        if (key !== undefined) this.bundle.deleteKey.run(key[0], key[1], key[2]);
      }
    }
    this.bundle.delete.run(last);
  }

  private isPinned(first: string, last: string): boolean {
    if (first === last) return this.pinned.has(first);
    for (const pinned of this.pinned) if (pinned >= first && pinned <= last) return true;
    return false;
  }
}

function itemOf(row: Row): Item {
  return {
    first: text(row, 'first'),
    last: text(row, 'last'),
    count: number(row, 'count'),
    createdAt: number(row, 'created_at'),
    endedAt: numberOrNull(row, 'ended_at'),
    keyed: row['keyed'] === 1,
    isBundle: row['bundle'] === 1,
  };
}

export interface Bite {
  readonly place: string;
  /** Executions. */
  readonly forgotten: number;
  /** Executions that stood alone, and bundles. */
  readonly items: number;
  /** There is nothing more to do for now. */
  readonly done: boolean;
}
