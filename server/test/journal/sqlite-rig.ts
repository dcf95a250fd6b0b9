/** Journals in files of a test's own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { SqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { journalOf, openSqliteJournal, openWriter, type SqliteJournalOptions } from '../../src/journal/sqlite/open.ts';
import { silentLogger } from '../../src/world.ts';

// Each opens threads and waits for the disk, and a machine may have other work.
vi.setConfig({ testTimeout: 60_000 });

/** A folder that goes with the test. */
export function temporary(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'journal-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The path of a journal in a folder that is not there yet. */
export function journalFile(): string {
  return path.join(temporary(), 'kept', 'executions.db');
}

const DEFAULTS = {
  now: () => 0,
  durability: 'normal',
  keepMilliseconds: Number.MAX_SAFE_INTEGER,
  keepCount: 100_000,
  logger: silentLogger,
  engineVersion: '0.0.0',
} as const;

export async function openJournal(
  file: string = journalFile(),
  options: Partial<SqliteJournalOptions> = {},
): Promise<SqliteJournal> {
  const journal = await openSqliteJournal({ path: file, ...DEFAULTS, ...options });
  onTestFinished(() => journal.close());
  return journal;
}

/** With a way to spoil what the writer does: limits of SQLite's own. */
export async function openWithWriter(file: string, options: Partial<SqliteJournalOptions> = {}) {
  const all = { path: file, ...DEFAULTS, ...options };
  const { opened } = await openWriter(all);
  const journal = journalOf(opened, { ...all, file });
  onTestFinished(() => journal.close());
  return { journal, pragma: (text: string) => opened.thread.send({ kind: 'pragma', text }) };
}
