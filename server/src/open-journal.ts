/** Which journal: the wiring of what a person chooses. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Journal } from './engine/journal.ts';
import type { Logger } from './engine/ports.ts';
import { MemoryJournal } from './journal/memory.ts';
import type { SqliteJournalOptions } from './journal/sqlite/open.ts';
import { homeOf, type ProjectLocation } from './project/discover.ts';
import { VERSION } from './version.ts';

/** `memory`, `sqlite` for the file of the project, or `sqlite:PATH`. */
export type JournalChoice = 'memory' | 'sqlite' | `sqlite:${string}`;

export interface JournalOptions {
  readonly journal: JournalChoice;
  /** `full` (default): what is told survives a power cut. `normal`: a power cut may take the last moments. Both survive the process. */
  readonly durability?: 'full' | 'normal';
  /** Milliseconds for which executions are kept after their end. Default 7 days. */
  readonly keep?: number;
  /** Ended executions that are kept. Default 100,000. */
  readonly keepCount?: number;
}

const WEEK = 7 * 86_400_000;

interface Tools {
  readonly now: () => number;
  readonly logger: Logger;
}

/** @throws JournalError if the file cannot be used */
export async function openJournal(options: JournalOptions, location: ProjectLocation, tools: Tools): Promise<Journal> {
  if (options.journal === 'memory') return new MemoryJournal({ now: tools.now });
  // Loaded on demand: it brings SQLite.
  const { openSqliteJournal } = await import('./journal/sqlite/open.ts');
  return openSqliteJournal(sqliteOptions(options.journal, options, location, tools));
}

export function sqliteOptions(
  journal: Exclude<JournalChoice, 'memory'>,
  { durability = 'full', keep = WEEK, keepCount = 100_000 }: Omit<JournalOptions, 'journal'>,
  location: ProjectLocation,
  { now, logger }: Tools,
): SqliteJournalOptions {
  if (journal === 'sqlite') ignoreInGit(path.dirname(projectFile(location)));
  return {
    path: journal === 'sqlite' ? projectFile(location) : journal.slice('sqlite:'.length),
    now,
    durability,
    keepMilliseconds: keep,
    keepCount,
    logger,
    engineVersion: VERSION,
  };
}

/** Where the executions of a project are kept, unless it is said. */
export function projectFile(location: ProjectLocation): string {
  return path.join(homeOf(location), '.flowlang', 'executions.db');
}

/** Executions are nothing that belongs to a project's text. */
function ignoreInGit(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
    writeFileSync(path.join(dir, '.gitignore'), '*\n', { flag: 'wx' });
  } catch {
    // It is there, or the folder cannot be written: the journal says so itself.
  }
}
