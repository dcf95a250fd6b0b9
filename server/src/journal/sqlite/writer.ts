/** Writes batches into the file: each one whole or not at all, and only as long as nobody else has taken the journal over. */
import { statSync } from 'node:fs';
import type { StatementSync } from 'node:sqlite';
import { JournalError } from '../../errors.ts';
import { type OpenFile, WAL_LIMIT } from './open-file.ts';
import type { Batch, Piece, WriterSettings } from './protocol.ts';
import { type Bite, Pruner } from './pruner.ts';
import { factsOf, inputsOf, Seal } from './seal.ts';

/**
 * Bytes that a commit adds to the write-ahead log, about: the pages at the edges of tables and indices, for each character
 * that is kept, and for each execution that is forgotten. SQLite does not tell, and the file keeps its size when the log begins anew.
 */
const LOGGED = { commit: 24_000, character: 2, row: 1000, forgotten: 3000 };

/** Executions that a bite looks at: a few milliseconds. */
const BITE = 300;

export class Writer {
  readonly pruner: Pruner;
  private readonly opened: OpenFile;
  private readonly settings: WriterSettings;
  private readonly seal: Seal;
  private logged = 0;
  private readonly statements: ReturnType<typeof compile>;

  constructor(opened: OpenFile, settings: WriterSettings) {
    this.opened = opened;
    this.settings = settings;
    this.seal = new Seal(settings.file);
    this.pruner = new Pruner(opened.db, settings);
    this.statements = compile(opened);
  }

  /** @throws JournalError if another process has taken the journal over, or whatever SQLite throws */
  write(batch: Batch): void {
    const newlyEnded = countEnded(batch);
    let bite: Bite | undefined;
    this.transact(() => {
      // Twice of what comes is forgotten, so that what is too much gets less.
      if (this.pruner.isBehind) bite = this.pruner.bite(Math.min(BITE, 10 + 2 * newlyEnded), batch.now);
      this.insert(batch);
    });
    if (bite !== undefined) this.swallow(bite);
    this.pruner.ended += newlyEnded;
    this.logged += loggedBy(batch);
  }

  /** The last id that is in a bundle. */
  get lastBundled(): string {
    return String(this.opened.db.prepare("SELECT coalesce(max(last_id), '') AS last FROM bundles").get()?.['last']);
  }

  /** Answers whether there is more to forget. */
  prune(now: number): boolean {
    let bite: Bite = { place: '', forgotten: 0, items: 0, done: true };
    this.transact(() => {
      bite = this.pruner.bite(BITE, now);
    });
    this.swallow(bite);
    return !bite.done;
  }

  /**
   * What the keeper has left. Only between two commits is there an end to be reached, and only then does the write-ahead
   * log begin anew instead of growing on.
   */
  finishCheckpoint(): void {
    const row = this.opened.db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() ?? {};
    if (row['log'] === row['checkpointed']) this.logged = 0;
  }

  /**
   * Bytes of the write-ahead log, about.
   *
   * @throws GoneError if it is not where it was: what is written stands nowhere that a next start would look
   */
  walSize(): number {
    const size = statSync(`${this.settings.file}-wal`, { throwIfNoEntry: false })?.size;
    if (size === undefined) throw new GoneError(this.settings.file);
    // Whoever reads for long keeps it from beginning anew.
    return size > WAL_LIMIT ? size : this.logged;
  }

  pragma(text: string): void {
    this.opened.db.exec(`PRAGMA ${text}`);
  }

  close(): void {
    this.opened.close();
  }

  private swallow(bite: Bite): void {
    this.pruner.swallow(bite);
    this.logged += bite.items * LOGGED.forgotten;
  }

  private transact(work: () => void): void {
    const { db, fence } = this.opened;
    this.statements.begin.run();
    try {
      const found = this.statements.fence.get()?.['fence'];
      if (found !== fence) throw new FencedError(this.settings.file);
      work();
      this.statements.commit.run();
    } catch (thrown) {
      // Some errors have rolled it back already.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw thrown;
    }
  }

  private insert(batch: Batch): void {
    const { statements, seal } = this;
    const { owner, fence } = this.opened;
    // One that is forgotten and used again at once is there in the end.
    for (const fingerprint of batch.forgottenPlans) statements.dropPlan.run(fingerprint);
    for (const plan of batch.plans) statements.plan.run(...plan);
    for (const row of batch.bundles) statements.bundle.run(...row, this.settings.engineVersion);
    for (const key of batch.bundledKeys) statements.bundledKey.run(...key);
    for (const row of batch.created) {
      const ended = row[2] !== null;
      statements.create.run(...row, ended ? null : owner, ended ? null : fence, this.settings.engineVersion);
    }
    for (const [id, text] of batch.secretInputs) statements.sealInputs.run(seal.close(text, inputsOf(id)), id);
    for (const row of batch.changed) statements.change.run(...row, owner, fence);
    for (const piece of batch.events) statements.event.run(...piece);
    for (const piece of batch.facts) this.insertFacts(piece);
    for (const [id, count, progress, isRun] of batch.crashes) statements.crash.run(id, count, progress, isRun * fence);
    for (const id of batch.unsealed) {
      statements.dropFacts.run(id);
      statements.dropInputs.run(id);
    }
  }

  private insertFacts([id, number, text]: Piece): void {
    this.statements.fact.run(id, number, this.seal.close(text, factsOf(id, number)));
  }
}

/** Another process has the journal now: what we would write would mix with what it writes. */
export class FencedError extends JournalError {
  constructor(file: string) {
    super(
      `The journal ${file} was taken over by another process; this one writes nothing any more. ` +
        'Let one server run on a journal, and do not remove its .lock file.',
    );
  }
}

/** Its files were moved or deleted: the system lets us write on, into what nobody will find. */
export class GoneError extends JournalError {
  constructor(file: string) {
    super(
      `The journal ${file} was deleted or moved under the running server, which keeps nothing any more. ` +
        'Put it back, or leave it away, and start the server again.',
    );
  }
}

function loggedBy({ bundles, created, events, facts }: Batch): number {
  let bytes = LOGGED.commit + created.length * LOGGED.row;
  for (const row of bundles) bytes += row[9].length * LOGGED.character + row[3] * LOGGED.row;
  for (const [, , data] of events) bytes += data.length * LOGGED.character;
  for (const [, , data] of facts) bytes += data.length * LOGGED.character;
  return bytes;
}

function countEnded({ bundles, created, changed }: Batch): number {
  let count = 0;
  for (const row of bundles) count += row[2];
  for (const row of created) if (row[2] !== null) count += 1;
  for (const row of changed) if (row[0] !== null) count += 1;
  return count;
}

function compile({
  db,
}: OpenFile): Record<
  | 'begin'
  | 'commit'
  | 'fence'
  | 'plan'
  | 'bundle'
  | 'bundledKey'
  | 'create'
  | 'change'
  | 'sealInputs'
  | 'event'
  | 'fact'
  | 'crash'
  | 'dropFacts'
  | 'dropInputs'
  | 'dropPlan',
  StatementSync
> {
  return {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    fence: db.prepare('SELECT fence FROM journal'),
    plan: db.prepare('INSERT INTO plans VALUES (?, ?) ON CONFLICT DO NOTHING'),
    bundle: db.prepare('INSERT INTO bundles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'),
    bundledKey: db.prepare('INSERT INTO bundled_keys VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'),
    create: db.prepare(`
      INSERT INTO executions (execution_id, flow, status, created_at, started_at, ended_at, plan, inputs, idempotency_key,
        key_fingerprint, principal, origin, parent_id, root_id, attempt, traceparent, tags, cancel_on_disconnect, owner,
        fence, engine_version)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (execution_id) DO NOTHING`),
    change: db.prepare(`
      UPDATE executions SET status = ?1, started_at = ?2, ended_at = ?3,
        owner = iif(?1 IS NULL, ?5, NULL), fence = iif(?1 IS NULL, ?6, NULL)
      WHERE execution_id = ?4`),
    sealInputs: db.prepare('UPDATE executions SET sealed_inputs = ? WHERE execution_id = ?'),
    event: db.prepare('INSERT INTO events VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    fact: db.prepare('INSERT INTO facts VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    crash: db.prepare('REPLACE INTO crashes VALUES (?, ?, ?, ?)'),
    dropFacts: db.prepare('DELETE FROM facts WHERE execution_id = ?'),
    dropInputs: db.prepare('UPDATE executions SET sealed_inputs = NULL WHERE execution_id = ?'),
    dropPlan: db.prepare('DELETE FROM plans WHERE fingerprint = ?'),
  };
}
