/** Finds executions that stand in bundles. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { EndStatus, ExecutionRow, Origin } from '../../engine/journal.ts';
import { type Bundled, bundledIn, findBundled } from './bundles.ts';
import { text } from './columns.ts';
import type { CreatedRow, KnownKey, StoredHead } from './protocol.ts';

/** Comes after all ids. */
const LAST_OF_ALL = '~';

export class BundleReader {
  private readonly around: StatementSync;
  private readonly listed: StatementSync;
  private readonly keys: StatementSync;

  constructor(db: DatabaseSync) {
    this.around = db.prepare('SELECT first_id, last_id, data FROM bundles WHERE last_id >= ? ORDER BY last_id LIMIT 1');
    // The lists of names say where looking is in vain.
    this.listed = db.prepare(
      `SELECT data FROM bundles WHERE last_id <= ? AND instr(flows, ?) AND instr(statuses, ?) ORDER BY last_id DESC`,
    );
    this.keys = db.prepare(
      'SELECT execution_id FROM bundled_keys WHERE idempotency_key = ? AND flow = ? AND principal = ?',
    );
  }

  find(executionId: string): Bundled | undefined {
    const row = this.around.get(executionId);
    if (row === undefined || text(row, 'first_id') > executionId) return undefined;
    return findBundled(text(row, 'data'), executionId);
  }

  key(flow: string, principal: string, key: string): KnownKey | undefined {
    const row = this.keys.get(key, flow, principal);
    const bundled = row && this.find(text(row, 'execution_id'));
    return bundled && { execution_id: bundled.row[0], fingerprint: bundled.row[9] ?? '' };
  }

  /** The newest first. */
  list(flow: string, status: string | null, before: string | null, limit: number): ExecutionRow[] {
    const around = before === null ? undefined : this.around.get(before);
    const last = around === undefined ? LAST_OF_ALL : text(around, 'last_id');
    const found: ExecutionRow[] = [];
    for (const bundle of this.listed.iterate(last, JSON.stringify(flow), status === null ? '' : `"${status}"`)) {
      for (const { row } of bundledIn(text(bundle, 'data')).reverse()) {
        if (row[1] !== flow || (status !== null && row[2] !== status)) continue;
        if (before === null || row[0] < before) found.push(listedOf(row));
      }
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }
}

export function bundledHead(row: CreatedRow): StoredHead {
  const [execution_id, flow, status, created_at, started_at, , plan, inputs, , , principal, origin, ...more] = row;
  const [parent_id, root_id, attempt, traceparent, tags, cancel_on_disconnect] = more;
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
    tags,
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
