import { describe, expect, it } from 'vitest';
import { MemoryJournal } from '../../src/journal/memory.ts';
import { isKept, Story, tell } from './executions.ts';
import { describeJournal } from './suite.ts';

describeJournal('the memory journal', async () => ({ journal: new MemoryJournal({ now: () => 0 }) }));

describe('the memory journal forgets', () => {
  it('no key too early: it turns work away instead', async () => {
    let now = 0;
    const journal = new MemoryJournal({ now: () => now, maxExecutions: 1 });
    const story = new Story(journal);
    await journal.create(story.execution, { key: 'k', fingerprint: 'f' });
    story.cancel();
    now = 60_000;
    expect(await journal.create(new Story(journal).execution)).toEqual({ kind: 'full', retry_after_seconds: 840 });
    now = 900_001;
    expect(await journal.create(new Story(journal).execution)).toEqual({ kind: 'created' });
  });

  it('what ended longest ago when a hundred have ended since', async () => {
    const journal = new MemoryJournal({ now: () => 0 });
    const [first, second] = [await tell(journal), await tell(journal)];
    for (let count = 0; count < 99; count += 1) await tell(journal);
    expect(await isKept(journal, first.id)).toBe(false);
    expect(await isKept(journal, second.id)).toBe(true);
    expect(await journal.list({ flow: 'F', limit: 200 })).toHaveLength(100);
  });

  it('nothing that somebody reads, until the reader leaves', async () => {
    const journal = new MemoryJournal({ now: () => 0 });
    const story = await tell(journal);
    const release = journal.watch(story.id, () => {});
    for (let count = 0; count < 100; count += 1) await tell(journal);
    expect(await isKept(journal, story.id)).toBe(true);
    release();
    expect(await isKept(journal, story.id)).toBe(false);
  });

  it('earlier what has very many events', async () => {
    const journal = new MemoryJournal({ now: () => 0 });
    const stories: Story[] = [];
    for (let count = 0; count < 3; count += 1) stories.push((await Story.begin(journal)).steps(90_000).complete());
    expect(await Promise.all(stories.map(({ id }) => isKept(journal, id)))).toEqual([false, true, true]);
  });
});
