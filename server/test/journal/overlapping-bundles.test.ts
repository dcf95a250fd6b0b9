/** Workers write at the same time, each in the order of its own ids. */
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { Bundler } from '../../src/journal/sqlite/bundles.ts';
import { Entry } from '../../src/journal/sqlite/entry.ts';
import { isKept, newExecution } from './executions.ts';
import { journalFile, openJournal } from './sqlite-rig.ts';

/** A UUIDv7 of this millisecond. */
function idAt(time: number): string {
  const hex = (1_700_000_000_000 + time).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

function write(file: string, times: readonly number[]): void {
  const bundler = new Bundler('');
  for (const time of times) bundler.add(new Entry(newExecution(idAt(time)), undefined));
  const db = new DatabaseSync(file);
  for (const bundle of bundler.take().rows)
    db.prepare('INSERT INTO bundles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(...bundle, '0');
  db.close();
}

describe('bundles that overlap', () => {
  it('are read as if they did not, one by one and page by page', async () => {
    const file = journalFile();
    await (await openJournal(file)).close();
    write(file, [0, 400, 800]);
    write(file, [100, 200, 300]);
    write(file, [500, 600, 2000]);
    const journal = await openJournal(file);
    const times = [0, 100, 200, 300, 400, 500, 600, 800, 2000];
    for (const time of times) expect(await isKept(journal, idAt(time))).toBe(true);
    for (const time of [50, 700, 900, 3000]) expect(await isKept(journal, idAt(time))).toBe(false);
    const newest = times.map(idAt).toReversed();
    const listed: string[] = [];
    for (let before: string | undefined; listed.length < newest.length; before = listed.at(-1)) {
      const page = await journal.list({ flow: 'F', limit: 2, ...(before !== undefined && { before }) });
      if (page.length === 0) break;
      listed.push(...page.map(({ execution_id }) => execution_id));
    }
    expect(listed).toEqual(newest);
  });
});
