/** How much of an execution is in memory: what is not is read from the file, and so is gone when it is gone there. */
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { SqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { Story } from './executions.ts';
import { journalFile, openJournal } from './sqlite-rig.ts';

async function emptyFile(file: string): Promise<void> {
  const db = new DatabaseSync(file);
  db.exec('DELETE FROM events');
  db.close();
}

async function isInMemory(journal: SqliteJournal, { id }: Story, seq: number): Promise<boolean> {
  return (await journal.read(id, seq - 1, 1)).length === 1;
}

describe('of an execution that runs', () => {
  it('a thousand events are in memory, and the older ones in the file alone', async () => {
    const file = journalFile();
    const journal = await openJournal(file);
    const story = await Story.begin(journal);
    await story.start().steps(3999).flush();
    expect(await journal.read(story.id, 0, 5000)).toEqual(story.events);
    await emptyFile(file);
    expect(await isInMemory(journal, story, 3000)).toBe(false);
    expect(await isInMemory(journal, story, 3001)).toBe(true);
  });

  it('a thousand are, too, where it goes on after a restart', async () => {
    const file = journalFile();
    const before = await openJournal(file);
    const story = await Story.begin(before);
    await story.start().steps(1199).flush();
    await before.close();
    const journal = await openJournal(file);
    await journal.unfinished(undefined, 10);
    await journal.flush(story.id);
    await emptyFile(file);
    expect(await isInMemory(journal, story, 200)).toBe(false);
    expect(await isInMemory(journal, story, 201)).toBe(true);
  });

  it('so many more are that they need not be moved for each that comes', async () => {
    const file = journalFile();
    const journal = await openJournal(file);
    const story = await Story.begin(journal);
    await story.start().steps(1499).flush();
    await emptyFile(file);
    expect(await isInMemory(journal, story, 1)).toBe(true);
  });
});
