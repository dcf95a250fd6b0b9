/** The tables of the journal's file, and how an older file becomes one of this format. */
import type { DatabaseSync } from 'node:sqlite';
import { JournalError } from '../../errors.ts';

/** `FLWJ`: by this a file is known as a journal (SQLite's `application_id`). */
const APPLICATION = 0x46_4c_57_4a;

export type Migration = (db: DatabaseSync) => void;

/**
 * Step n makes format n + 1 of format n. No step is ever changed: there are files that have gone through it.
 *
 * Ids are made in order, so that new rows stand at the right edge of each table and index, and a commit touches few pages.
 * `events` and `facts` have row ids, since rows of a kilobyte and more would leave half a page empty without.
 */
export const MIGRATIONS: readonly Migration[] = [
  (db) =>
    db.exec(`
      CREATE TABLE journal (fence INTEGER NOT NULL, owner TEXT NOT NULL) STRICT;
      INSERT INTO journal VALUES (0, '');
      CREATE TABLE executions (
        execution_id TEXT PRIMARY KEY,
        flow TEXT NOT NULL,
        status TEXT,
        created_at REAL NOT NULL,
        started_at REAL,
        ended_at REAL,
        plan TEXT NOT NULL,
        inputs TEXT,
        sealed_inputs BLOB,
        idempotency_key TEXT,
        key_fingerprint TEXT,
        principal TEXT NOT NULL,
        origin TEXT NOT NULL,
        parent_id TEXT,
        root_id TEXT,
        attempt INTEGER NOT NULL,
        traceparent TEXT,
        tags TEXT,
        cancel_on_disconnect INTEGER,
        owner TEXT,
        fence INTEGER,
        engine_version TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX executions_of_flow ON executions (flow, execution_id, status);
      CREATE INDEX unfinished_executions ON executions (execution_id) WHERE status IS NULL;
      CREATE UNIQUE INDEX executions_by_key ON executions (idempotency_key, flow, principal)
        WHERE idempotency_key IS NOT NULL;
      CREATE TABLE events (
        execution_id TEXT NOT NULL,
        last_seq INTEGER NOT NULL,
        data TEXT NOT NULL,
        PRIMARY KEY (execution_id, last_seq)
      ) STRICT;
      CREATE TABLE facts (
        execution_id TEXT NOT NULL,
        last_number INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (execution_id, last_number)
      ) STRICT;
      CREATE TABLE plans (fingerprint TEXT PRIMARY KEY, source TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `),
  (db) =>
    db.exec(`
      CREATE TABLE bundles (
        last_id TEXT PRIMARY KEY,
        first_id TEXT NOT NULL,
        count INTEGER NOT NULL,
        keyed INTEGER NOT NULL,
        created_at REAL NOT NULL,
        ended_at REAL NOT NULL,
        flows TEXT NOT NULL,
        statuses TEXT NOT NULL,
        plans TEXT NOT NULL,
        data TEXT NOT NULL,
        engine_version TEXT NOT NULL
      ) STRICT;
      CREATE TABLE bundled_keys (
        idempotency_key TEXT NOT NULL,
        flow TEXT NOT NULL,
        principal TEXT NOT NULL,
        execution_id TEXT NOT NULL,
        PRIMARY KEY (idempotency_key, flow, principal)
      ) STRICT, WITHOUT ROWID;
    `),
  // Nothing in the tables: bundles may have moulds, which a FlowLang of format 2 cannot read.
  () => {},
];

/**
 * All steps that the file lacks, in one transaction: it has the old format or the new one, whatever happens meanwhile.
 *
 * @throws JournalError if the file is of a newer format, or of another program
 */
export function migrate(db: DatabaseSync, file: string, migrations: readonly Migration[] = MIGRATIONS): void {
  const format = integer(db, 'PRAGMA user_version');
  const known = migrations.length;
  const application = integer(db, 'PRAGMA application_id');
  if (application !== APPLICATION && integer(db, 'SELECT count(*) FROM sqlite_schema') > 0)
    throw new JournalError(`${file} is a database of another program. Choose another file with --journal sqlite:PATH.`);
  if (format > known)
    throw new JournalError(
      `${file} has format ${format}, and this FlowLang knows formats up to ${known}. ` +
        'Use the newer FlowLang that wrote it, or another file with --journal sqlite:PATH.',
    );
  if (format === known) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const step of migrations.slice(format)) step(db);
    db.exec(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${known}; COMMIT`);
  } catch (thrown) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw thrown;
  }
}

/**
 * What an older FlowLang of the same format neither needs nor minds. `running` is the fence of the process that ran it last, 0
 * while it was held back. Rows are written when executions go on, and go at the next start.
 */
export function addExtras(db: DatabaseSync): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS crashes (
      execution_id TEXT PRIMARY KEY,
      count INTEGER NOT NULL,
      progress INTEGER NOT NULL,
      running INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    DELETE FROM crashes WHERE NOT EXISTS (
      SELECT 1 FROM executions WHERE executions.execution_id = crashes.execution_id AND status IS NULL);
  `);
}

/** Of a statement that answers one whole number. */
export function integer(db: DatabaseSync, sql: string): number {
  const [value] = Object.values(db.prepare(sql).get() ?? {});
  return Number(value);
}
