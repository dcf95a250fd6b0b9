import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { JournalUnavailableError } from '../../src/errors.ts';
import type { SqliteJournal } from '../../src/journal/sqlite/journal.ts';
import type { SqliteJournalOptions } from '../../src/journal/sqlite/open.ts';
import { silentLogger } from '../../src/world.ts';
import { Story, tell } from './executions.ts';
import { openWithWriter, temporary } from './sqlite-rig.ts';

const ALL = Number.MAX_SAFE_INTEGER;

afterEach(() => {
  vi.useRealTimers();
});

/** A journal that can be made to fail, and mended. */
interface Failing {
  readonly journal: SqliteJournal;
  readonly logger: typeof silentLogger & { readonly error: ReturnType<typeof vi.fn>; info: ReturnType<typeof vi.fn> };
  spoil(): void;
  mend(): void;
}

async function open(
  how: (file: string, pragma: (text: string) => void) => Pick<Failing, 'spoil' | 'mend'>,
  options: Partial<SqliteJournalOptions> = {},
) {
  const file = path.join(temporary(), 'kept', 'executions.db');
  mkdirSync(path.dirname(file));
  const logger = { ...silentLogger, error: vi.fn(), info: vi.fn() };
  const { journal, pragma } = await openWithWriter(file, { ...options, logger });
  return { journal, logger, ...how(file, pragma) } satisfies Failing;
}

/** SQLite allows the file no more pages than it has. */
const full = () =>
  open((_file, pragma) => ({
    spoil: () => pragma('max_page_count = 1'),
    mend: () => pragma('max_page_count = 1000000'),
  }));

const brokenBy = (spoil: string, mend: string, options?: Partial<SqliteJournalOptions>) =>
  open((file) => {
    const run = (text: string): void => {
      const db = new DatabaseSync(file, { timeout: 10_000 });
      db.exec(text);
      db.close();
    };
    return { spoil: () => run(spoil), mend: () => run(mend) };
  }, options);

const failingAt = (operation: string, options?: Partial<SqliteJournalOptions>) =>
  brokenBy(
    `CREATE TRIGGER spoiled BEFORE ${operation} BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END`,
    'DROP TRIGGER spoiled',
    options,
  );

/** Whatever is written into one table fails. */
const broken = () => failingAt('INSERT ON events');

/** Another program has the file. */
const locked = () =>
  open((file) => {
    const db = new DatabaseSync(file);
    return {
      spoil: () => db.exec('BEGIN IMMEDIATE'),
      mend: () => {
        db.exec('ROLLBACK');
        db.close();
      },
    };
  });

/** Larger than what is free in pages that are there. */
const LARGE = 'x'.repeat(200_000);

describe.each([
  ['a full disk', full, /is full: make room/],
  ['a disk that fails', broken, /disk I\/O error/],
  ['a file that another program has locked', locked, /locked by another program/],
] as const)('%s', (_name, openFailing, reason) => {
  it('turns new work away with a reason, and goes on when it is over, with nothing lost or twice', async () => {
    const { journal, logger, spoil, mend } = await openFailing();
    const before = await tell(journal);
    const story = await Story.begin(journal);
    await story.start().flush();
    spoil();
    story.steps(3, LARGE);
    await vi.waitFor(() => expect(logger.error).toHaveBeenCalled(), { timeout: 20_000 });
    const answer = await journal.create(new Story(journal).execution);
    expect(answer).toMatchObject({ kind: 'unavailable', problem: expect.stringMatching(reason) });
    expect((await journal.read(story.id, 0, ALL)).length).toBe(1);
    expect(await journal.read(before.id, 0, ALL)).toEqual(before.events);
    mend();
    await story.complete().flush();
    expect(await journal.read(story.id, 0, ALL)).toEqual(story.events);
    expect(await journal.create(new Story(journal).execution)).toEqual({ kind: 'created' });
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(logger.info).toHaveBeenCalledTimes(1);
  });
});

it('a file that is deleted under the server is noticed by the next who writes, and told in the log', async () => {
  const { journal, logger, file } = await deletable();
  const lost = vi.fn();
  journal.listen({ brokenOff: () => {}, lost });
  const story = (await Story.begin(journal)).start();
  await story.flush();
  rmSync(path.dirname(file), { recursive: true });
  await expect(story.steps(1).flush()).rejects.toThrow(/deleted or moved under the running server/);
  expect(await journal.create(new Story(journal).execution)).toMatchObject({ kind: 'unavailable' });
  expect(lost).toHaveBeenCalledOnce();
  expect(logger.error).toHaveBeenCalledOnce();
});

async function deletable() {
  const file = path.join(temporary(), 'kept', 'executions.db');
  mkdirSync(path.dirname(file));
  const logger = { ...silentLogger, error: vi.fn() };
  const { journal } = await openWithWriter(file, { logger });
  return { file, journal, logger };
}

describe('trouble that lasts', () => {
  it('keeps nobody waiting for more than five seconds', async () => {
    const { journal, logger, spoil, mend } = await broken();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    spoil();
    const story = (await Story.begin(journal)).start();
    let state = 'waiting';
    const flushed = story.flush().catch((thrown: unknown) => {
      state = 'turned away';
      return thrown;
    });
    while (logger.error.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(4999);
    await Promise.resolve();
    expect(state).toBe('waiting');
    vi.advanceTimersByTime(1);
    expect(await flushed).toBeInstanceOf(JournalUnavailableError);
    await expect(story.flush()).rejects.toThrow(JournalUnavailableError);
    mend();
    while (logger.info.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await story.flush();
    expect(await journal.read(story.id, 0, ALL)).toEqual(story.events);
  });
});

describe('a journal that cannot be read', () => {
  it('says why in the log, once for all who ask within a minute', async () => {
    const { journal, logger, spoil } = await brokenBy('ALTER TABLE bundles RENAME TO gone', '');
    const { id } = await tell(journal);
    spoil();
    for (let count = 0; count < 3; count += 1)
      await expect(journal.read(id, 0, ALL)).rejects.toThrow(JournalUnavailableError);
    expect(logger.error.mock.calls).toEqual([[{}, expect.stringMatching(/cannot be used: no such table: .*bundles/)]]);
  });
});

describe('what a journal does beside', () => {
  it('is in the log where it fails, as the reason why nothing is forgotten', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { journal, logger, spoil, mend } = await failingAt('DELETE ON executions', {
      keepMilliseconds: 0,
      now: Date.now,
    });
    const story = (await Story.begin(journal)).start();
    await story.flush();
    await story.complete().flush();
    spoil();
    vi.advanceTimersByTime(60_000);
    await vi.waitFor(() => expect(logger.error).toHaveBeenCalledWith({}, expect.stringMatching(/disk I\/O error/)));
    mend();
  });
});
