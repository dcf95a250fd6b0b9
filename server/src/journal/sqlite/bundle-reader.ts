/** Finds executions that stand in bundles. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { EndStatus, ExecutionRow, Origin } from '../../engine/journal.ts';
import { bundledIn, findBundled, isFar } from './bundles.ts';
import { text } from './columns.ts';
import type { Bundled } from './moulds.ts';
import type { CreatedRow, KnownKey, StoredHead } from './protocol.ts';

/** Comes after all ids. */
const LAST_OF_ALL = '~';

export class BundleReader {
  private readonly from: StatementSync;
  private readonly listed: StatementSync;
  private readonly keys: StatementSync;

  constructor(db: DatabaseSync) {
    this.from = db.prepare('SELECT first_id, last_id, data FROM bundles WHERE last_id >= ? ORDER BY last_id');
    // The lists of names say where looking is in vain.
    this.listed = db.prepare(
      `SELECT last_id, data FROM bundles WHERE last_id <= ? AND instr(flows, ?) AND instr(statuses, ?) ORDER BY last_id DESC`,
    );
    this.keys = db.prepare(
      'SELECT execution_id FROM bundled_keys WHERE idempotency_key = ? AND flow = ? AND principal = ?',
    );
  }

  find(executionId: string): Bundled | undefined {
    let isFirst = true;
    for (const row of this.from.iterate(executionId)) {
      // Bundles of another worker may reach over it.
      if (!isFirst && isFar(executionId, text(row, 'last_id'))) return undefined;
      isFirst = false;
      if (text(row, 'first_id') > executionId) continue;
      const found = findBundled(text(row, 'data'), executionId);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  key(flow: string, principal: string, key: string): KnownKey | undefined {
    const row = this.keys.get(key, flow, principal);
    const bundled = row && this.find(text(row, 'execution_id'));
    return bundled && { execution_id: bundled.row[0], fingerprint: bundled.row[9] ?? '' };
  }

  /** The newest first. */
  list(flow: string, status: string | null, before: string | null, limit: number): ExecutionRow[] {
    const found: ExecutionRow[] = [];
    const last = before === null ? LAST_OF_ALL : this.lastThatMayHave(before);
    for (const bundle of this.listed.iterate(last, JSON.stringify(flow), status === null ? '' : `"${status}"`)) {
      // Those before it may hold some that are newer than what was found.
      const enough = found.length < limit ? undefined : found.sort(newestFirst)[limit - 1];
      if (enough !== undefined && text(bundle, 'last_id') < enough.execution_id) break;
      for (const { row } of bundledIn(text(bundle, 'data'))) {
        if (row[1] !== flow || (status !== null && row[2] !== status)) continue;
        if (before === null || row[0] < before) found.push(listedOf(row));
      }
    }
    return found.sort(newestFirst).slice(0, limit);
  }

  private lastThatMayHave(id: string): string {
    let last: string | undefined;
    for (const row of this.from.iterate(id)) {
      if (last !== undefined && isFar(id, text(row, 'last_id'))) break;
      last = text(row, 'last_id');
    }
    return last ?? LAST_OF_ALL;
  }
}

export function newestFirst(a: ExecutionRow, b: ExecutionRow): number {
  return a.execution_id < b.execution_id ? 1 : -1;
}

export function bundledHead(row: CreatedRow): StoredHead {
  const [execution_id, flow, status, created_at, started_at, , plan, inputs, , , principal, origin, ...more] = row;
  const [parent_id, root_id, attempt, traceparent, , cancel_on_disconnect] = more;
  const times = { created_at, started_at };
  const line = { origin, parent_id, root_id, attempt };
  return {
    execution_id,
    flow,
    status,
    ...times,
    plan,
    inputs,
    principal,
    ...line,
    traceparent,
    cancel_on_disconnect,
  };
}

function listedOf(row: CreatedRow): ExecutionRow {
  const { execution_id, flow, created_at, started_at, status, origin, parent_id, attempt } = bundledHead(row);
  return {
    execution_id,
    flow,
    created_at,
    started_at: started_at ?? undefined,
    ended_at: row[5] ?? undefined,
    status: (status ?? undefined) as EndStatus | undefined, // The writer writes no other.
    origin: origin as Origin, // The same.
    parent_id: parent_id ?? undefined,
    attempt,
  };
}
