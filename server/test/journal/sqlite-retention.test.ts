import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { silentLogger } from '../../src/world.ts';
import { Story, tell } from './executions.ts';
import { journalFile, openJournal, openWithWriter } from './sqlite-rig.ts';

const HOUR = 3_600_000;
/** When the executions of these tests end. */
const THEN = Date.parse('2026-01-01T00:00:00.000Z');

async function tellMany(journal: SqliteJournal, count: number): Promise<Story[]> {
  const stories: Story[] = [];
  for (let left = count; left > 0; left -= 1) stories.push(await Story.begin(journal, { created_at: THEN }));
  await Promise.all(stories.map((story) => story.start().complete().flush()));
  return stories;
}

const idsIn = async (journal: SqliteJournal): Promise<readonly string[]> =>
  (await journal.list({ flow: 'F', limit: 100_000 })).map(({ execution_id }) => execution_id).reverse();

describe('a journal forgets', () => {
  it('the oldest when there are more than it is to keep', async () => {
    const journal = await openJournal(journalFile(), { keepCount: 100, now: () => THEN });
    const stories = await tellMany(journal, 100);
    for (let count = 0; count < 80; count += 1) stories.push(await tell(journal, { created_at: THEN }));
    // A bite comes before what it makes room for, and those that ended at once go fifty at a time.
    const left = await idsIn(journal);
    expect(left.length).toBeGreaterThanOrEqual(100);
    expect(left.length).toBeLessThanOrEqual(150);
    expect(left).toEqual(stories.slice(-left.length).map(({ id }) => id));
    expect(await journal.read(stories[0]?.id ?? '', 0, 10)).toEqual([]);
  });

  it('what ended longer ago than it is to keep, by itself', async () => {
    const file = journalFile();
    const before = await openJournal(file, { now: () => THEN, keepMilliseconds: HOUR });
    const old = await tellMany(before, 1000);
    const [running] = [await Story.begin(before, { created_at: THEN })];
    await running?.start().flush();
    await before.close();
    const after = await openJournal(file, { now: () => THEN + HOUR, keepMilliseconds: HOUR });
    const newer = await tell(after, { created_at: THEN + HOUR });
    await vi.waitFor(async () => expect(await idsIn(after)).toEqual([running?.id, newer.id]), { timeout: 20_000 });
    expect(await after.read(old[0]?.id ?? '', 0, 10)).toEqual([]);
  });

  it('nothing that has not ended', async () => {
    const journal = await openJournal(journalFile(), { keepCount: 5, now: () => THEN });
    const waiting: Story[] = [];
    for (let count = 0; count < 20; count += 1) waiting.push((await Story.begin(journal)).start());
    await tellMany(journal, 50);
    for (let count = 0; count < 10; count += 1) await tell(journal, { created_at: THEN });
    const left = new Set(await idsIn(journal));
    expect(waiting.every(({ id }) => left.has(id))).toBe(true);
    expect(left.size).toBeLessThan(20 + 20);
  });

  it('no key for a quarter of an hour after the end', async () => {
    let now = THEN;
    const journal = await openJournal(journalFile(), { keepCount: 0, now: () => now });
    const keyed = new Story(journal, { created_at: THEN });
    const key = { key: 'k', fingerprint: 'f' };
    await journal.create(keyed.execution, key);
    await keyed.start().complete().flush();
    await tellMany(journal, 20);
    now = THEN + HOUR / 4 - 1;
    await tell(journal, { created_at: now });
    expect(await journal.create(new Story(journal).execution, key)).toMatchObject({ kind: 'joined' });
  });

  it('nothing that somebody reads', async () => {
    const journal = await openJournal(journalFile(), { keepCount: 3, now: () => THEN });
    const story = await Story.begin(journal, { created_at: THEN });
    const unwatch = journal.watch(story.id, () => {});
    await story.start().steps(2000).complete().flush();
    const other = await tell(journal, { created_at: THEN });
    journal.watch(other.id, () => {});
    for (let count = 0; count < 30; count += 1) await tell(journal, { created_at: THEN });
    expect((await journal.read(story.id, 0, 5000)).length).toBe(2002);
    expect((await journal.read(other.id, 0, 10)).length).toBe(2);
    unwatch();
  });

  it('nothing that somebody reads, though nothing else is written any more', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    let now = THEN;
    const journal = await openJournal(journalFile(), { now: () => now, keepMilliseconds: HOUR });
    const read = await Story.begin(journal, { created_at: THEN });
    const unwatch = journal.watch(read.id, () => {});
    await read.start().steps(2000).complete().flush();
    const reopened = await tell(journal, { created_at: THEN });
    await tell(journal, { created_at: THEN });
    journal.watch(reopened.id, () => {});
    now = THEN + 2 * HOUR;
    vi.advanceTimersByTime(60_000);
    await vi.waitFor(async () => expect(await idsIn(journal)).toEqual([read.id, reopened.id]), { timeout: 20_000 });
    expect(await journal.read(read.id, 0, 5000)).toHaveLength(2002);
    unwatch();
    await vi.waitFor(async () => {
      vi.advanceTimersByTime(60_000);
      expect(await idsIn(journal)).toEqual([reopened.id]);
    });
  });

  it('nothing that somebody has begun to read while writing failed', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    let now = THEN;
    const error = vi.fn();
    const options = { now: () => now, keepMilliseconds: HOUR, logger: { ...silentLogger, error } };
    const { journal, pragma } = await openWithWriter(journalFile(), options);
    const [first, second] = [await tell(journal, { created_at: THEN }), await tell(journal, { created_at: THEN })];
    await tell(journal, { created_at: THEN });
    journal.watch(first.id, () => {});
    pragma('max_page_count = 1');
    const running = (await Story.begin(journal, { created_at: THEN + HOUR })).start().steps(2000);
    await vi.waitFor(() => expect(error).toHaveBeenCalled());
    journal.watch(second.id, () => {});
    now = THEN + 2 * HOUR;
    vi.advanceTimersByTime(60_000);
    pragma('max_page_count = 1000000');
    await running.flush();
    vi.advanceTimersByTime(60_000);
    const kept = [first.id, second.id, running.id];
    await vi.waitFor(async () => expect(await idsIn(journal)).toEqual(kept), { timeout: 20_000 });
  });

  it('plans that no execution refers to', async () => {
    const file = journalFile();
    const journal = await openJournal(file, { keepCount: 0, now: () => THEN });
    const old = { fingerprint: 'old', source: () => 'old' };
    await (await Story.begin(journal, { created_at: THEN }, { plan: old })).start().complete().flush();
    for (let count = 0; count < 10; count += 1) await tell(journal, { created_at: THEN });
    await journal.tidy();
    await tell(journal);
    expect(await journal.plan('old')).toBeUndefined();
    expect(await journal.plan('plan')).toBeDefined();
    await (await Story.begin(journal, {}, { plan: old })).flush();
    expect(await journal.plan('old')).toBe('old');
  });
});

describe('under load', () => {
  it('neither the file nor its log grows beyond what is to be kept', async () => {
    const file = journalFile();
    const journal = await openJournal(file, { keepCount: 500, now: () => THEN });
    const many = async (): Promise<void> => {
      for (let count = 0; count < 150; count += 1) {
        const story = await Story.begin(journal, { created_at: THEN });
        await story.start().steps(10, 'x'.repeat(500)).complete().flush();
      }
    };
    const write = () => Promise.all(Array.from({ length: 20 }, many));
    await write();
    const size = statSync(file).size + statSync(`${file}-wal`).size;
    await write();
    await write();
    // 3,000 executions of some 7 kB each go through each time.
    expect(statSync(`${file}-wal`).size).toBeLessThan(32 * 2 ** 20);
    expect(statSync(file).size).toBeLessThan(size + 8 * 2 ** 20);
    expect((await idsIn(journal)).length).toBeLessThan(600);
    await journal.close();
    const db = new DatabaseSync(file, { readOnly: true });
    expect(db.prepare('SELECT count(DISTINCT execution_id) AS n FROM events').get()?.['n']).toBeLessThan(600);
    db.close();
  });
});
