/** What the file knows of processes that ended without closing it, and of what they ran. */
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { KeptExecution } from '../../src/engine/journal.ts';
import { Story } from './executions.ts';
import { journalFile, openJournal } from './sqlite-rig.ts';

/** Makes of a file that was closed one that was not. */
function crash(file: string): void {
  sql(file, "UPDATE journal SET owner = 'somebody'");
}

function sql(file: string, text: string): void {
  const db = new DatabaseSync(file);
  db.exec(text);
  db.close();
}

interface Counting {
  readonly count: number;
  readonly isRun: boolean;
}

/** What the next process finds of the one execution, which it goes on with, and counts if that is said. */
async function next(file: string, counting?: Counting): Promise<KeptExecution | undefined> {
  const journal = await openJournal(file);
  const [kept] = await journal.unfinished(undefined, 10);
  if (kept !== undefined && counting !== undefined) {
    const { execution_id } = kept.head;
    journal.countCrashes(execution_id, { count: counting.count, progress: 7 }, counting.isRun);
    await journal.flush(execution_id);
  }
  await journal.close();
  return kept;
}

async function begun(): Promise<string> {
  const file = journalFile();
  const journal = await openJournal(file);
  await (await Story.begin(journal)).start().flush();
  await journal.close();
  return file;
}

describe('an execution that goes on', () => {
  it('fell with its process where that did not close the file, and not where it was stopped', async () => {
    const file = await begun();
    expect(await next(file)).toMatchObject({ fell: false, crashes: undefined });
    crash(file);
    expect(await next(file)).toMatchObject({ fell: true });
  });

  it('brings along what was counted, over stops and crashes', async () => {
    const file = await begun();
    await next(file, { count: 3, isRun: true });
    expect(await next(file)).toMatchObject({ fell: false, crashes: { count: 3, progress: 7 } });
  });

  it('did not fall where it was held back, nor where the process ended before it came to it', async () => {
    const file = await begun();
    await next(file, { count: 2, isRun: false });
    crash(file);
    expect(await next(file, { count: 2, isRun: true })).toMatchObject({ fell: false });
    crash(file);
    sql(file, 'UPDATE journal SET fence = fence + 1');
    expect(await next(file)).toMatchObject({ fell: false, crashes: { count: 2 } });
  });

  it('goes on, too, in a file that an older FlowLang has made, or has written to', async () => {
    const file = await begun();
    sql(file, 'DROP TABLE crashes');
    expect(await next(file, { count: 1, isRun: true })).toMatchObject({ crashes: undefined });
    sql(file, "UPDATE executions SET status = 'completed'");
    await next(file);
    const db = new DatabaseSync(file);
    expect(db.prepare('SELECT count(*) AS rows FROM crashes').get()).toEqual({ rows: 0 });
    db.close();
  });
});
