/** Executions that began and ended between two commits. */
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import type { SqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { isKept, Story, TIME } from './executions.ts';
import { journalFile, openJournal } from './sqlite-rig.ts';

const ALL = Number.MAX_SAFE_INTEGER;

/** All at once, in the order of their ids. */
async function tellAtOnce(
  journal: SqliteJournal,
  count: number,
  end: (index: number) => 'complete' | 'fail' = () => 'complete',
  flow: (index: number) => string = () => 'F',
): Promise<Story[]> {
  const stories: Story[] = [];
  for (let index = 0; index < count; index += 1) {
    stories.push(await Story.begin(journal, { flow: flow(index), inputs: { index } }));
  }
  for (const [index, story] of stories.entries()) story.start().steps(1)[end(index)]();
  await Promise.all(stories.map((story) => story.flush()));
  return stories;
}

function count(file: string, table: 'bundles' | 'bundled_keys' | 'executions' | 'events'): number {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);
  } finally {
    db.close();
  }
}

describe('executions that began and ended between two commits', () => {
  it('stand in few rows, each as it was', async () => {
    const file = journalFile();
    const journal = await openJournal(file);
    const stories = await tellAtOnce(journal, 120, (index) => (index % 3 === 0 ? 'fail' : 'complete'));
    expect(count(file, 'bundles')).toBe(3);
    expect([count(file, 'executions'), count(file, 'events')]).toEqual([0, 0]);
    for (const { id, events, execution } of stories) {
      expect(await isKept(journal, id)).toBe(true);
      expect(await journal.read(id, 0, ALL)).toEqual(events);
      expect(await journal.read(id, 1, 1)).toEqual(events.slice(1, 2));
      expect((await journal.record(id))?.head).toEqual(execution.head);
      expect((await journal.record(id))?.last).toEqual(events.at(-1));
      expect(await journal.load(id)).toMatchObject({ head: execution.head, events, plan: 'plan', facts: [] });
    }
  });

  it('are found after a restart, and those that come then beside them', async () => {
    const file = journalFile();
    const before = await openJournal(file);
    const stories = await tellAtOnce(before, 60);
    await before.close();
    const after = await openJournal(file);
    stories.push(...(await tellAtOnce(after, 10)));
    for (const { id, events } of stories) expect(await after.read(id, 0, ALL)).toEqual(events);
    expect(await after.unfinished(undefined, 10)).toEqual([]);
  });

  it('are listed with the others in one order, page by page, by flow and by status', async () => {
    const journal = await openJournal();
    const stories: Story[] = [];
    for (let round = 0; round < 4; round += 1) {
      const alone = (await Story.begin(journal)).start();
      await alone.flush();
      stories.push(alone);
      const end = (index: number) => (index % 5 === 0 ? 'fail' : 'complete');
      stories.push(...(await tellAtOnce(journal, 30, end, (index) => (index % 2 === 0 ? 'F' : 'G'))));
      await alone.complete().flush();
    }
    for (const status of [undefined, 'failed', 'completed', 'cancelled'] as const) {
      for (const flow of ['F', 'G', 'none']) {
        const wanted = stories.filter(
          ({ events }) => events[0]?.flow === flow && (status === undefined || events.at(-1)?.status === status),
        );
        const found: string[] = [];
        for (;;) {
          const page = await journal.list({ flow, status, before: found.at(-1), limit: 7 });
          if (page.length === 0) break;
          found.push(...page.map(({ execution_id }) => execution_id));
        }
        expect(found).toEqual(wanted.map(({ id }) => id).reverse());
      }
    }
  });

  it('stand alone where they are large', async () => {
    const file = journalFile();
    const journal = await openJournal(file);
    await (await Story.begin(journal)).start().steps(1, 'x'.repeat(10_000)).complete().flush();
    expect([count(file, 'bundles'), count(file, 'executions')]).toEqual([0, 1]);
  });

  it('are found by their keys, also after a restart, until they are forgotten', async () => {
    const file = journalFile();
    let now = 0;
    const options = { now: () => now, keepMilliseconds: 3_600_000 };
    const before = await openJournal(file, options);
    const key = { key: 'k', fingerprint: 'f' };
    const keyed = new Story(before);
    expect(await before.create(keyed.execution, key)).toEqual({ kind: 'created' });
    await keyed.start().complete().flush();
    expect([count(file, 'bundles'), count(file, 'executions')]).toEqual([1, 0]);
    const joined = { kind: 'joined', execution_id: keyed.id };
    expect(await before.create(new Story(before).execution, key)).toEqual(joined);
    await before.close();
    const after = await openJournal(file, options);
    expect(await after.create(new Story(after).execution, key)).toEqual(joined);
    expect(await after.create(new Story(after).execution, { key: 'k', fingerprint: 'g' })).toEqual({
      kind: 'conflict',
    });
    expect(await after.create(new Story(after).execution, { ...key, key: 'other', mustExist: true })).toEqual({
      kind: 'unknown',
    });
    await after.close();
    now = Date.parse(TIME) + 3_600_000;
    const later = await openJournal(file, options);
    await vi.waitFor(() => expect([count(file, 'bundles'), count(file, 'bundled_keys')]).toEqual([0, 0]), {
      timeout: 20_000,
    });
    expect(await later.create(new Story(later).execution, key)).toEqual({ kind: 'created' });
  });

  it('stand alone where their ids do not rise, as after a clock was set back', async () => {
    const file = journalFile();
    const journal = await openJournal(file);
    const [newer] = await tellAtOnce(journal, 1);
    const older = await Story.begin(journal, { execution_id: '00000000-0000-7000-8000-000000000000' });
    await older.start().complete().flush();
    expect([count(file, 'bundles'), count(file, 'executions')]).toEqual([1, 1]);
    for (const story of [newer, older]) expect(await journal.read(story?.id ?? '', 0, ALL)).toEqual(story?.events);
  });

  it('are not found by an id between theirs', async () => {
    const journal = await openJournal();
    const [first] = await tellAtOnce(journal, 3);
    expect(await isKept(journal, `${first?.id.slice(0, -1)}~`)).toBe(false);
    expect(await journal.record(`${first?.id.slice(0, -1)}~`)).toBeUndefined();
  });
});
