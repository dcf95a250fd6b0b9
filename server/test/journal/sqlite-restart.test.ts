import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { KeptExecution } from '../../src/engine/journal.ts';
import type { SqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { Story, tell } from './executions.ts';
import { journalFile, openJournal } from './sqlite-rig.ts';

const ALL = Number.MAX_SAFE_INTEGER;
const KEY = { key: 'k', fingerprint: 'body' };

async function allUnfinished(journal: SqliteJournal, page = 100): Promise<readonly KeptExecution[]> {
  const found: KeptExecution[] = [];
  for (;;) {
    const next = await journal.unfinished(found.at(-1)?.head.execution_id, page);
    found.push(...next);
    if (next.length === 0) return found;
  }
}

describe('a journal that is opened again', () => {
  it('has what was in it', async () => {
    const file = journalFile();
    const before = await openJournal(file);
    const story = await Story.begin(before, { inputs: { name: 'Ada' } });
    await story.start().steps(250).complete().flush();
    await before.close();
    const after = await openJournal(file);
    expect(await after.read(story.id, 0, ALL)).toEqual(story.events);
    expect(await after.record(story.id)).toMatchObject({
      head: story.execution.head,
      last: { type: 'flow_completed' },
    });
    expect(await after.plan('plan')).toBe('the source of the plan');
  });

  it('gives what is large in small pages, and all of it', async () => {
    const file = journalFile();
    const before = await openJournal(file);
    const stories = [];
    for (let count = 0; count < 5; count += 1) {
      const story = await Story.begin(before);
      await story.start().steps(500, 'x'.repeat(10_000)).flush();
      stories.push(story.id);
    }
    await before.close();
    const after = await openJournal(file);
    const pages: string[][] = [];
    do {
      const page = await after.unfinished(pages.at(-1)?.at(-1), 100);
      pages.push(page.map(({ head }) => head.execution_id));
    } while (pages.at(-1)?.length !== 0);
    expect(pages.flat()).toEqual(stories);
    expect(pages.length).toBeGreaterThan(3);
  });

  it('knows the keys', async () => {
    const file = journalFile();
    const before = await openJournal(file);
    const [ended, running] = [new Story(before), new Story(before)];
    await before.create(ended.execution, KEY);
    await before.create(running.execution, { ...KEY, key: 'other' });
    await Promise.all([ended.start().complete().flush(), running.start().flush()]);
    await before.close();
    const after = await openJournal(file);
    const ask = (key: string) => after.create(new Story(after).execution, { ...KEY, key });
    expect(await ask('k')).toEqual({ kind: 'joined', execution_id: ended.id });
    await allUnfinished(after);
    expect(await ask('other')).toEqual({ kind: 'joined', execution_id: running.id });
  });

  it('gives back what has not ended, the oldest first, page by page', async () => {
    const file = journalFile();
    const before = await openJournal(file);
    const stories: Story[] = [];
    for (let count = 0; count < 25; count += 1) {
      stories.push((await Story.begin(before, { inputs: { count } })).start().steps(count));
      await tell(before);
    }
    await before.close();
    const kept = await allUnfinished(await openJournal(file), 10);
    expect(kept.map(({ events }) => events)).toEqual(stories.map(({ events }) => events));
    expect(kept.map(({ head }) => head)).toEqual(stories.map(({ execution }) => execution.head));
  });

  it('goes on with it as if it had been created now', async () => {
    const file = journalFile();
    const before = await openJournal(file);
    const story = await Story.begin(before, { inputs: { pin: '***' } }, { secretInputs: { pin: '1234' } });
    story.start().steps(1500);
    before.note(story.id, { kind: 'waiting', path: 'steps[0]', until: 5 });
    await story.flush();
    await before.close();
    const after = await openJournal(file);
    const [kept] = await allUnfinished(after);
    expect(kept).toMatchObject({ inputs: { pin: '1234' }, plan: 'plan', facts: [{ kind: 'waiting', until: 5 }] });
    after.note(story.id, { kind: 'expired', path: 'steps[0]' });
    const more = new Story(after, { execution_id: story.id });
    more.events.push(...story.events);
    await more.steps(3).fail().flush();
    expect(kept?.events).toHaveLength(1501);
    expect(await after.read(story.id, 0, ALL)).toEqual(more.events);
    expect((await after.load(story.id))?.facts?.map(({ kind }) => kind)).toEqual(['waiting', 'expired']);
    expect(await allUnfinished(after)).toEqual([]);
  });

  it('has an execution that had not begun to run', async () => {
    const file = journalFile();
    const before = await openJournal(file);
    const story = await Story.begin(before, { inputs: { a: 1 } });
    await story.flush();
    await before.close();
    const [kept] = await allUnfinished(await openJournal(file));
    expect(kept).toMatchObject({ head: story.execution.head, inputs: { a: 1 }, events: [] });
  });
});

describe.each(['full', 'normal'])('a process that is killed, with durability %s,', (durability) => {
  it('has lost nothing that it knew to be kept, and left no gap', async () => {
    const file = journalFile();
    const told: { id: string; key: string; events: number }[] = [];
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'writing-child.ts'), file, durability]);
    onTestFinished(() => void child.kill('SIGKILL'));
    for await (const line of createInterface(child.stdout)) {
      told.push(JSON.parse(line));
      if (told.length === 400) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const journal = await openJournal(file);
    const unfinished = new Map((await allUnfinished(journal)).map((kept) => [kept.head.execution_id, kept]));
    for (const { id, key, events } of told) {
      const found = await journal.read(id, 0, ALL);
      expect(found.map(({ seq }) => seq)).toEqual(Array.from({ length: events }, (_, index) => index + 1));
      expect(await journal.create(new Story(journal).execution, { key, fingerprint: 'f' })).toEqual({
        kind: 'joined',
        execution_id: id,
      });
      if (found.at(-1)?.type !== 'flow_completed') expect(unfinished.get(id)?.inputs).toEqual({ pin: '1234' });
    }
    for (const { events } of unfinished.values())
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  });
});
