import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { JournalError } from '../../src/errors.ts';
import { openFile } from '../../src/journal/sqlite/open-file.ts';
import { Reader } from '../../src/journal/sqlite/reader.ts';
import { eventsOf } from '../../src/journal/sqlite/stored.ts';
import { Story } from './executions.ts';
import { journalFile, openJournal, temporary } from './sqlite-rig.ts';

const ALL = Number.MAX_SAFE_INTEGER;
const PAGE = 4096;

/** The same numbers in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Written {
  readonly db: string;
  readonly wal: string;
  /** In the order of commits. */
  readonly stories: readonly Story[];
}

/** Copies of a journal's files: the first half of what was written stands in the database, the rest in the log. */
async function written(): Promise<Written> {
  const file = journalFile();
  const stories: Story[] = [];
  const write = async (): Promise<void> => {
    const journal = await openJournal(file);
    for (let count = 0; count < 40; count += 1) {
      const story = (await Story.begin(journal)).start().steps(count % 5, 'text'.repeat(count * 50));
      await story.flush();
      await story.complete().flush();
      stories.push(story);
    }
    if (stories.length < 50) await journal.close();
  };
  await write();
  await write();
  const dir = temporary();
  const copies = { db: path.join(dir, 'copy.db'), wal: path.join(dir, 'copy.db-wal'), stories };
  copyFileSync(file, copies.db);
  copyFileSync(`${file}-wal`, copies.wal);
  return copies;
}

/** How many executions it has, whole or in part, if they are those that were written first; -1 if it says what is wrong. */
function openCut({ stories }: Written, file: string): number {
  try {
    openFile({
      file,
      durability: 'normal',
      keepMilliseconds: ALL,
      keepCount: ALL,
      engineVersion: '0',
      signal: new Int32Array(new SharedArrayBuffer(4)),
    }).close();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(JournalError);
    expect(thrown).toHaveProperty('message', expect.stringMatching(/damaged|cut off|not a journal/));
    return -1;
  }
  const reader = new Reader(file);
  try {
    const found = stories.map(({ id }) =>
      eventsOf(reader.events(id, 0, ALL), { executionId: id, after: 0, limit: ALL }),
    );
    const last = found.findLastIndex((events) => events.length > 0);
    for (const [at, { events }] of stories.entries())
      expect(found[at]).toEqual(at < last ? events : events.slice(0, found[at]?.length));
    return last + 1;
  } finally {
    reader.close();
  }
}

function cutCopy(from: Written, db: number | undefined, wal: number | undefined): string {
  const file = path.join(temporary(), 'cut.db');
  copyFileSync(from.db, file);
  if (db !== undefined) truncateSync(file, db);
  if (wal === undefined) return file;
  copyFileSync(from.wal, `${file}-wal`);
  truncateSync(`${file}-wal`, wal);
  return file;
}

describe('a journal with a page of something else', () => {
  it('after a clean stop, too, says so and is left alone, wherever the page is in use', async () => {
    const from = await written();
    const random = seeded(4);
    const pages = statSync(from.db).size / PAGE;
    let noticed = 0;
    for (let page = 0; page < pages; page += 1) {
      const file = cutCopy(from, undefined, undefined);
      const bytes = readFileSync(file);
      bytes.set(
        Uint8Array.from({ length: PAGE }, () => Math.floor(random() * 256)),
        page * PAGE,
      );
      writeFileSync(file, bytes);
      const found = openCut(from, file);
      // A page that is not in use may hold anything.
      expect([-1, 40]).toContain(found);
      if (found !== -1) continue;
      noticed += 1;
      expect(readFileSync(file).equals(bytes), `page ${page} of ${pages}`).toBe(true);
    }
    expect(noticed).toBeGreaterThan(pages / 2);
  });
});

describe('a journal that was cut off', () => {
  it('in its log, has what was written up to there', async () => {
    const from = await written();
    const random = seeded(1);
    const size = statSync(from.wal).size;
    const cuts = Array.from({ length: 30 }, () => Math.floor(random() * size)).sort((a, b) => a - b);
    const found = cuts.map((cut) => openCut(from, cutCopy(from, undefined, cut)));
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(found[0]).toBeGreaterThanOrEqual(40);
    expect(openCut(from, cutCopy(from, undefined, size))).toBe(80);
  });

  it('in its database, says so', async () => {
    const from = await written();
    const random = seeded(2);
    const size = statSync(from.db).size;
    for (let count = 0; count < 20; count += 1) {
      const cut = 1 + Math.floor(random() * (size - 1));
      expect(openCut(from, cutCopy(from, cut, undefined)), `cut at ${cut}`).toBe(-1);
    }
    expect(openCut(from, cutCopy(from, size, undefined))).toBe(40);
  });

  it('in both, has a beginning of what was written or says so', async () => {
    const from = await written();
    const random = seeded(3);
    const [db, wal] = [statSync(from.db).size, statSync(from.wal).size];
    for (let count = 0; count < 20; count += 1)
      openCut(from, cutCopy(from, Math.floor(random() * db), Math.floor(random() * wal)));
  });
});
