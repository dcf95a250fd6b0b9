import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { JournalError } from '../../src/errors.ts';
import { MIGRATIONS, type Migration, migrate } from '../../src/journal/sqlite/format.ts';
import { Story, TIME, tell } from './executions.ts';
import { journalFile, openJournal, temporary } from './sqlite-rig.ts';

/** Why it cannot be opened. */
async function refusal(file: string): Promise<string> {
  const error = await openJournal(file).then(
    () => expect.fail('it was opened'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(JournalError);
  return error instanceof Error ? error.message : '';
}

function sql(file: string, text: string): void {
  const db = new DatabaseSync(file);
  db.exec(text);
  db.close();
}

describe('a journal of an older format', () => {
  it('is one of this format when it is open, and has what was in it', async () => {
    const file = journalFile();
    mkdirSync(path.dirname(file), { recursive: true });
    const db = new DatabaseSync(file);
    migrate(db, file, MIGRATIONS.slice(0, 1));
    const event = { seq: 1, execution_id: 'e', flow: 'F', timestamp: TIME, type: 'flow_cancelled', step_id: null };
    const more = { status: 'cancelled', reason: 'no', cleanup_errors: [], duration_ms: 1 };
    db.exec(`INSERT INTO executions (execution_id, flow, status, created_at, plan, principal, origin, attempt, engine_version, inputs)
      VALUES ('e', 'F', 'cancelled', 0, 'p', 'anonymous', 'api', 1, '0', '{}')`);
    db.prepare('INSERT INTO events VALUES (?, ?, ?)').run('e', 1, JSON.stringify([{ ...event, ...more }]));
    db.close();
    const journal = await openJournal(file);
    await tell(journal);
    expect(await journal.read('e', 0, 10)).toEqual([{ ...event, ...more }]);
    expect((await journal.list({ flow: 'F', limit: 10 })).length).toBe(2);
  });
});

describe('a journal refuses', () => {
  it('a file that another process has, and says which', async () => {
    const file = journalFile();
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'writing-child.ts'), file, 'normal']);
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    expect(await refusal(file)).toBe(
      `The journal ${file} is in use by process ${child.pid}. End that, or choose another file.`,
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    await openJournal(file);
  });

  it('a file that this process has', async () => {
    const file = journalFile();
    const journal = await openJournal(file);
    expect(await refusal(file)).toContain('in use by this process already');
    await tell(journal);
  });

  it('a newer format, and leaves it as it is', async () => {
    const file = journalFile();
    await (await openJournal(file)).close();
    sql(file, 'PRAGMA user_version = 99');
    const message = await refusal(file);
    expect(message).toContain('has format 99');
    expect(message).toContain(`knows formats up to ${MIGRATIONS.length}`);
    expect(await refusal(file)).toBe(message);
  });

  it('a database of another program', async () => {
    const file = path.join(temporary(), 'other.db');
    sql(file, 'CREATE TABLE theirs (x)');
    expect(await refusal(file)).toContain('is a database of another program');
  });

  it('what is no database', async () => {
    const file = path.join(temporary(), 'notes.txt');
    writeFileSync(file, 'My notes. '.repeat(100));
    expect(await refusal(file)).toContain('is not a journal');
  });

  it('a folder that cannot be made', async () => {
    const file = path.join(temporary(), 'file');
    writeFileSync(file, '');
    expect(await refusal(path.join(file, 'in', 'executions.db'))).toContain('cannot be made');
  });

  it('a path where a folder is', async () => {
    const file = path.join(temporary(), 'folder');
    mkdirSync(file);
    expect(await refusal(file)).toContain('cannot be opened');
  });
});

describe('a journal that was taken over', () => {
  it('writes nothing any more, and says so', async () => {
    const file = journalFile();
    const stale = await openJournal(file);
    const story = await Story.begin(stale);
    await story.start().flush();
    // What its owner must not do; on some network drives a lock holds nobody off.
    rmSync(`${file}.lock`);
    const fresh = await openJournal(file);
    await expect(story.complete().flush()).rejects.toThrow('was taken over by another process');
    expect(await stale.create(new Story(stale).execution)).toMatchObject({ kind: 'unavailable' });
    const [kept] = await fresh.unfinished(undefined, 10);
    expect(kept?.events).toHaveLength(1);
  });
});

describe('a journal of an older format', () => {
  const steps: readonly Migration[] = [
    (db) => db.exec('CREATE TABLE numbers (n); INSERT INTO numbers VALUES (20)'),
    (db) => db.exec('UPDATE numbers SET n = n + 1'),
    (db) => db.exec('UPDATE numbers SET n = n * 2'),
  ];
  const numberIn = (db: DatabaseSync) => db.prepare('SELECT n FROM numbers').get()?.['n'];

  it('is brought to the newest one step by step', () => {
    const db = new DatabaseSync(':memory:');
    migrate(db, 'f', steps.slice(0, 1));
    expect(numberIn(db)).toBe(20);
    migrate(db, 'f', steps);
    migrate(db, 'f', steps);
    expect(numberIn(db)).toBe(42);
  });

  it('stays as it is if a step fails', () => {
    const db = new DatabaseSync(':memory:');
    migrate(db, 'f', steps.slice(0, 1));
    const failing: Migration = () => {
      throw new Error('no');
    };
    expect(() => migrate(db, 'f', [...steps, failing])).toThrow('no');
    expect(numberIn(db)).toBe(20);
    migrate(db, 'f', steps);
    expect(numberIn(db)).toBe(42);
  });
});
