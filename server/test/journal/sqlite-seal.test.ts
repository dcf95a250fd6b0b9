import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import type { SqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { silentLogger } from '../../src/world.ts';
import { Story } from './executions.ts';
import { journalFile, openJournal } from './sqlite-rig.ts';

const SECRET = 'hunter2-and-more';

/** Its inputs and one of its facts are sensitive. */
async function secretStory(journal: SqliteJournal): Promise<Story> {
  const story = await Story.begin(journal, { inputs: { pin: '***' } }, { secretInputs: { pin: SECRET } });
  story.start();
  journal.note(story.id, { kind: 'completed', path: 'steps[0]', result: SECRET });
  await story.flush();
  return story;
}

/** All that the journal has written, but for the key. */
function everything(file: string): Buffer {
  const dir = path.dirname(file);
  return Buffer.concat(readdirSync(dir).map((name) => readFileSync(path.join(dir, name))));
}

describe('what is sensitive', () => {
  it('stands in no file as it is', async () => {
    const file = journalFile();
    const journal = await openJournal(file);
    const story = await secretStory(journal);
    expect((await journal.load(story.id))?.inputs).toEqual({ pin: SECRET });
    expect(everything(file).includes(story.id)).toBe(true);
    expect(everything(file).includes(SECRET)).toBe(false);
    await journal.close();
    expect(everything(file).includes(SECRET)).toBe(false);
  });

  it('has a key that only its owner may read', async () => {
    const file = journalFile();
    const journal = await openJournal(file);
    expect(readdirSync(path.dirname(file))).not.toContain('executions.db.key');
    await secretStory(journal);
    expect(statSync(`${file}.key`).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['without the key', (key: string) => rmSync(key)],
    ['with another key', (key: string) => writeFileSync(key, 'k'.repeat(32))],
  ])('is unknown %s, and that is said once', async (_name, spoil) => {
    const file = journalFile();
    const before = await openJournal(file);
    const stories = [await secretStory(before), await secretStory(before)];
    const open = await Story.begin(before, { inputs: { a: 1 } });
    await open.start().flush();
    await before.close();
    spoil(`${file}.key`);
    const warn = vi.fn();
    const after = await openJournal(file, { logger: { ...silentLogger, warn } });
    const kept = await after.unfinished(undefined, 10);
    expect(kept.map(({ inputs, facts }) => ({ inputs, facts }))).toEqual([
      { inputs: undefined, facts: undefined },
      { inputs: undefined, facts: undefined },
      { inputs: { a: 1 }, facts: [] },
    ]);
    expect(kept[0]?.events).toEqual(stories[0]?.events);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[1]).toContain(`${file}.key`);
  });

  it.each([
    [
      'inputs of another execution',
      'UPDATE executions SET sealed_inputs = (SELECT sealed_inputs FROM executions WHERE execution_id = :from)',
    ],
    ['facts of another execution', 'UPDATE facts SET data = (SELECT data FROM facts WHERE execution_id = :from)'],
    ['facts of another time', 'UPDATE facts SET last_number = 2'],
  ])('does not open at another place: %s', async (what, move) => {
    const file = journalFile();
    const before = await openJournal(file);
    const [other, story] = [await secretStory(before), await secretStory(before)];
    await before.close();
    const db = new DatabaseSync(file);
    const moving = db.prepare(`${move} WHERE execution_id = :id`);
    moving.setAllowUnknownNamedParameters(true);
    moving.run({ id: story.id, from: other.id });
    db.close();
    const after = await openJournal(file);
    const [, kept] = await after.unfinished(undefined, 10);
    const { inputs, facts } = kept ?? {};
    const fact = { kind: 'completed', path: 'steps[0]', result: SECRET };
    if (what.startsWith('inputs')) expect({ inputs, facts }).toEqual({ inputs: undefined, facts: [fact] });
    else expect({ inputs, facts }).toEqual({ inputs: { pin: SECRET }, facts: undefined });
  });

  it('is there again when the key is', async () => {
    const file = journalFile();
    const before = await openJournal(file);
    await secretStory(before);
    await before.close();
    renameSync(`${file}.key`, `${file}.elsewhere`);
    const without = await openJournal(file);
    expect((await without.unfinished(undefined, 10))[0]?.inputs).toBeUndefined();
    await without.close();
    renameSync(`${file}.elsewhere`, `${file}.key`);
    const after = await openJournal(file);
    expect((await after.unfinished(undefined, 10))[0]?.inputs).toEqual({ pin: SECRET });
  });

  it.each([
    ['complete', false],
    ['cancel', false],
    ['fail', true],
  ] as const)('of an execution that ended with %s is kept: %s', async (end, kept) => {
    const journal = await openJournal();
    const story = await secretStory(journal);
    await story[end]().flush();
    const found = await journal.load(story.id);
    expect(found?.facts?.length).toBe(kept ? 1 : 0);
    expect(found?.inputs).toEqual({ pin: kept ? SECRET : '***' });
  });
});
