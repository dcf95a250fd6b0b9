/** Reads from the file what the journal does not hold in memory. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { EndStatus, ExecutionRow, Origin } from '../../engine/journal.ts';
import { BundleReader, bundledHead, newestFirst } from './bundle-reader.ts';
import { bytes, number, numberOrNull, type Row, text, textOrNull } from './columns.ts';
import type { KnownKey, Questions, StoredExecution, StoredHead, StoredRecord } from './protocol.ts';
import { factsOf, inputsOf, Seal } from './seal.ts';

const HEAD = `execution_id, flow, status, created_at, started_at, plan, inputs, principal, origin, parent_id, root_id,
  attempt, traceparent, cancel_on_disconnect`;

const LISTED = 'execution_id, flow, created_at, started_at, ended_at, status, origin, parent_id, attempt';

/** Characters of events. */
const LARGE_PAGE = 8 * 2 ** 20;

export class Reader implements Questions {
  private readonly db: DatabaseSync;
  private readonly seal: Seal;
  private readonly bundles: BundleReader;
  private readonly compiled = new Map<string, StatementSync>();

  constructor(file: string) {
    this.db = new DatabaseSync(file, { readOnly: true, timeout: 1000 });
    this.db.exec('PRAGMA cache_size = -8000');
    this.seal = new Seal(file);
    this.bundles = new BundleReader(this.db);
  }

  key(flow: string, principal: string, key: string): KnownKey | undefined {
    const row = this.get(
      `SELECT execution_id, key_fingerprint FROM executions WHERE idempotency_key = ? AND flow = ? AND principal = ?`,
      key,
      flow,
      principal,
    );
    if (row === undefined) return this.bundles.key(flow, principal, key);
    return { execution_id: text(row, 'execution_id'), fingerprint: text(row, 'key_fingerprint') };
  }

  /** Pieces are cut where they were written: the first may begin before, the last may end later. */
  events(executionId: string, after: number, limit: number): readonly string[] {
    const pieces: string[] = [];
    const statement = this.statement(
      'SELECT last_seq, data FROM events WHERE execution_id = ? AND last_seq > ? ORDER BY last_seq',
    );
    for (const row of statement.iterate(executionId, after)) {
      pieces.push(text(row, 'data'));
      if (number(row, 'last_seq') >= after + limit) return pieces;
    }
    if (pieces.length > 0) return pieces;
    const bundled = this.bundles.find(executionId);
    return bundled === undefined ? [] : [bundled.events];
  }

  record(executionId: string): StoredRecord | undefined {
    return this.atOneTime(() => {
      const row = this.get(`SELECT ${HEAD} FROM executions WHERE execution_id = ?`, executionId);
      if (row === undefined) return this.bundledRecord(executionId);
      const head = headOf(row);
      return {
        head,
        first: head.inputs === null ? this.piece(executionId, 'ASC') : undefined,
        last: head.status === null ? undefined : this.piece(executionId, 'DESC'),
      };
    });
  }

  list(flow: string, status: string | null, before: string | null, limit: number): readonly ExecutionRow[] {
    return this.atOneTime(() => {
      const alone = this.listAlone(flow, status, before, limit);
      const bundled = this.bundles.list(flow, status, before, limit);
      if (bundled.length === 0) return alone;
      return [...alone, ...bundled].sort(newestFirst).slice(0, limit);
    });
  }

  private listAlone(flow: string, status: string | null, before: string | null, limit: number): ExecutionRow[] {
    const rows = this.all(
      `SELECT ${LISTED} FROM executions WHERE flow = ? ${before === null ? '' : 'AND execution_id < ?'}
        ${status === null ? '' : 'AND status = ?'} ORDER BY execution_id DESC LIMIT ?`,
      ...[flow, before, status, limit].filter((value) => value !== null),
    );
    return rows.map(listed);
  }

  load(executionId: string): StoredExecution | undefined {
    return this.atOneTime(() => {
      const row = this.get(`SELECT ${STORED} WHERE execution_id = ?`, executionId);
      return row === undefined ? this.bundledExecution(executionId) : this.stored(row);
    });
  }

  /** Fewer than `limit` where they are large: a page of them stands in memory as a whole. */
  unfinished(fence: number, after: string, limit: number): readonly StoredExecution[] {
    return this.atOneTime(() =>
      this.page(
        this.all(
          `SELECT ${STORED} WHERE status IS NULL AND execution_id > ? AND fence < ?
            ORDER BY execution_id LIMIT ?`,
          after,
          fence,
          limit,
        ),
      ),
    );
  }

  unfinishedIds(fence: number): readonly string[] {
    const sql = 'SELECT execution_id FROM executions WHERE status IS NULL AND fence < ? ORDER BY execution_id';
    return this.all(sql, fence).map((row) => text(row, 'execution_id'));
  }

  loadUnfinished(executionIds: readonly string[]): readonly StoredExecution[] {
    const sql = `SELECT ${STORED} WHERE execution_id = ? AND status IS NULL`;
    return this.atOneTime(() =>
      this.page(executionIds.map((id) => this.get(sql, id)).filter((row) => row !== undefined)),
    );
  }

  plan(fingerprint: string): string | undefined {
    const row = this.get('SELECT source FROM plans WHERE fingerprint = ?', fingerprint);
    return row && text(row, 'source');
  }

  close(): void {
    this.db.close();
  }

  private page(rows: readonly Row[]): readonly StoredExecution[] {
    const page: StoredExecution[] = [];
    let size = 0;
    for (const row of rows) {
      if (size > LARGE_PAGE) break;
      const stored = this.stored(row);
      for (const events of stored.events) size += events.length;
      page.push(stored);
    }
    return page;
  }

  private stored(row: Row): StoredExecution {
    const head = headOf(row);
    const id = head.execution_id;
    const sealedInputs = row['sealed_inputs'] === null ? undefined : bytes(row, 'sealed_inputs');
    const secretInputs = sealedInputs && this.seal.open(sealedInputs, inputsOf(id));
    const pieces = this.all('SELECT last_number, data FROM facts WHERE execution_id = ? ORDER BY last_number', id);
    const numbers = pieces.map((piece) => number(piece, 'last_number'));
    const facts = pieces.map((piece, at) => this.seal.open(bytes(piece, 'data'), factsOf(id, numbers[at] ?? 0)));
    return {
      head,
      key: textOrNull(row, 'idempotency_key'),
      keyFingerprint: textOrNull(row, 'key_fingerprint'),
      events: this.events(id, 0, Number.MAX_SAFE_INTEGER),
      secretInputs,
      sealedInputs: sealedInputs !== undefined && secretInputs === undefined,
      facts: facts.filter((piece) => piece !== undefined),
      lastFact: numbers.at(-1) ?? 0,
      sealedFacts: facts.includes(undefined),
      ...crashesOf(row),
    };
  }

  private bundledRecord(executionId: string): StoredRecord | undefined {
    const bundled = this.bundles.find(executionId);
    return bundled && { head: bundledHead(bundled.row), first: bundled.events, last: bundled.events };
  }

  private bundledExecution(executionId: string): StoredExecution | undefined {
    const bundled = this.bundles.find(executionId);
    if (bundled === undefined) return undefined;
    const { 8: key, 9: keyFingerprint } = bundled.row;
    const nothing = { key, keyFingerprint, secretInputs: undefined, facts: [], lastFact: 0 };
    const sealed = { sealedInputs: false, sealedFacts: false };
    const crashes = { crashes: undefined, ranUnder: 0 };
    return { head: bundledHead(bundled.row), events: [bundled.events], ...nothing, ...sealed, ...crashes };
  }

  private piece(executionId: string, order: 'ASC' | 'DESC'): string | undefined {
    const row = this.get(
      `SELECT data FROM events WHERE execution_id = ? ORDER BY last_seq ${order} LIMIT 1`,
      executionId,
    );
    return row && text(row, 'data');
  }

  /** What is written meanwhile is not seen. */
  private atOneTime<T>(read: () => T): T {
    this.db.exec('BEGIN');
    try {
      return read();
    } finally {
      this.db.exec('COMMIT');
    }
  }

  private get(sql: string, ...values: (string | number)[]): Row | undefined {
    return this.statement(sql).get(...values);
  }

  private all(sql: string, ...values: (string | number)[]): Row[] {
    return this.statement(sql).all(...values);
  }

  private statement(sql: string): StatementSync {
    let statement = this.compiled.get(sql);
    if (statement === undefined) {
      statement = this.db.prepare(sql);
      this.compiled.set(sql, statement);
    }
    return statement;
  }
}

const STORED = `${HEAD}, sealed_inputs, idempotency_key, key_fingerprint, fence, count, progress, running
  FROM executions LEFT JOIN crashes USING (execution_id)`;

function headOf(row: Row): StoredHead {
  return {
    execution_id: text(row, 'execution_id'),
    flow: text(row, 'flow'),
    status: textOrNull(row, 'status'),
    created_at: number(row, 'created_at'),
    started_at: numberOrNull(row, 'started_at'),
    plan: text(row, 'plan'),
    inputs: textOrNull(row, 'inputs'),
    principal: text(row, 'principal'),
    origin: text(row, 'origin'),
    parent_id: textOrNull(row, 'parent_id'),
    root_id: textOrNull(row, 'root_id'),
    attempt: number(row, 'attempt'),
    traceparent: textOrNull(row, 'traceparent'),
    cancel_on_disconnect: numberOrNull(row, 'cancel_on_disconnect'),
  };
}

function crashesOf(row: Row): Pick<StoredExecution, 'crashes' | 'ranUnder'> {
  const running = numberOrNull(row, 'running');
  if (running === null) return { crashes: undefined, ranUnder: numberOrNull(row, 'fence') ?? 0 };
  return { crashes: { count: number(row, 'count'), progress: number(row, 'progress') }, ranUnder: running };
}

function listed(row: Row): ExecutionRow {
  return {
    execution_id: text(row, 'execution_id'),
    flow: text(row, 'flow'),
    created_at: number(row, 'created_at'),
    started_at: numberOrNull(row, 'started_at') ?? undefined,
    ended_at: numberOrNull(row, 'ended_at') ?? undefined,
    status: (textOrNull(row, 'status') ?? undefined) as EndStatus | undefined, // The writer writes no other.
    origin: text(row, 'origin') as Origin, // The same.
    parent_id: textOrNull(row, 'parent_id') ?? undefined,
    attempt: number(row, 'attempt'),
  };
}
