import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Json } from '@flowlang/openapi';
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

  it('none for what is large either: what takes memory is counted, whoever is known is answered', async () => {
    let now = 0;
    const journal = new MemoryJournal({ now: () => now, maxBytes: 1_000_000 });
    const key = (name: number) => ({ key: `k${name}`, fingerprint: 'f' });
    const begin = (name: number) => journal.create(new Story(journal).execution, key(name));
    for (let name = 0; name < 10; name += 1) {
      const story = new Story(journal);
      expect(journal.create(story.execution, key(name))).toEqual({ kind: 'created' });
      // The same text in each event is there once.
      const text = String(name).repeat(100_000);
      story.steps(20, text).complete();
    }
    expect(begin(10)).toEqual({ kind: 'full', retry_after_seconds: 900 });
    expect(begin(9)).toMatchObject({ kind: 'joined' });
    expect(journal.create(new Story(journal).execution)).toEqual({ kind: 'created' });
    now = 900_001;
    expect(begin(11)).toEqual({ kind: 'created' });
  });

  it('none of what remembers much beside its events', async () => {
    const journal = new MemoryJournal({ now: () => 0, maxBytes: 100_000 });
    const story = new Story(journal);
    journal.create(story.execution, { key: 'k', fingerprint: 'f' });
    journal.note(story.id, { kind: 'completed', path: 'steps[0]', result: Array.from({ length: 20_000 }, () => 1) });
    expect(journal.create(new Story(journal).execution, { key: 'l', fingerprint: 'f' })).toMatchObject({
      kind: 'full',
    });
  });

  it('what ended longest ago when a hundred have ended since', async () => {
    const journal = new MemoryJournal({ now: () => 0 });
    const [first, second] = [await tell(journal), await tell(journal)];
    for (let count = 0; count < 99; count += 1) await tell(journal);
    expect(await isKept(journal, first.id)).toBe(false);
    expect(await isKept(journal, second.id)).toBe(true);
    expect(await journal.list({ flow: 'F', limit: 200 })).toHaveLength(100);
  });

  it('the inputs as well, though others of the flow stay', async () => {
    const journal = new MemoryJournal({ now: () => 0 });
    let inputs: Record<string, Json> = { text: 'x' };
    const seen = new WeakRef(inputs);
    journal.create(new Story(journal).execution, { key: 'k', fingerprint: 'f' });
    await Story.begin(journal, { inputs }).then((story) => story.complete());
    inputs = {};
    for (let count = 0; count < 100; count += 1) await tell(journal);
    setFlagsFromString('--expose-gc');
    await setImmediate();
    const collect: unknown = runInNewContext('gc');
    if (typeof collect === 'function') collect();
    expect(seen.deref()).toBeUndefined();
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

  it('no key of what somebody reads, however old it is, until the reader leaves', async () => {
    let now = 0;
    const journal = new MemoryJournal({ now: () => now });
    const story = new Story(journal);
    const key = { key: 'k', fingerprint: 'f' };
    journal.create(story.execution, key);
    const release = journal.watch(story.id, () => {});
    story.start().complete();
    now = 2 * 900_000;
    expect(journal.create(new Story(journal).execution, key)).toEqual({ kind: 'joined', execution_id: story.id });
    expect(await journal.read(story.id, 0, 10)).toEqual(story.events);
    release();
    expect(journal.create(new Story(journal).execution, key)).toEqual({ kind: 'created' });
    expect(await isKept(journal, story.id)).toBe(false);
  });

  it('earlier what has very many events', async () => {
    const journal = new MemoryJournal({ now: () => 0 });
    const stories: Story[] = [];
    for (let count = 0; count < 3; count += 1) stories.push((await Story.begin(journal)).steps(90_000).complete());
    expect(await Promise.all(stories.map(({ id }) => isKept(journal, id)))).toEqual([false, true, true]);
  });
});
