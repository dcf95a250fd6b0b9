/**
 * The journal in a file. In memory stands what has not ended, is not in the file yet, or is watched; a thread writes, and
 * another one reads what is in the file alone.
 *
 * 1. Only what is in the file is told.
 * 2. The event loop never waits for the disk, or for whoever holds the file.
 */
import type { FlowEvent } from '@flowlang/openapi';
import { ById } from '../../engine/by-id.ts';
import type {
  Admission,
  Crashes,
  ExecutionQuery,
  ExecutionRecord,
  ExecutionRow,
  Fact,
  IdempotencyKey,
  Journal,
  JournalListener,
  KeptExecution,
  NewExecution,
} from '../../engine/journal.ts';
import { Entry, type EntryKey } from './entry.ts';
import type { SqliteJournalParts } from './journal-parts.ts';
import { scopeOf } from './key-filter.ts';
import { Outbox } from './outbox.ts';
import type { Pins } from './pins.ts';
import { Plans } from './plans.ts';
import type { StoredExecution } from './protocol.ts';
import { eventsOf, keptOf, recordOf } from './stored.ts';
import { unwritable } from './unwritable.ts';

/** Ended executions above what is to be kept: more are there only if their keys must be known for a while. */
const ROOM_FOR_KEYS = 1_000_000;

/** Seconds. */
const RETRY_AFTER = 5;

const AT_ONCE = Promise.resolve();

export class SqliteJournal implements Journal {
  readonly lasts = true;
  private readonly parts: SqliteJournalParts;
  private readonly entries = new ById<Entry>();
  private readonly plans = new Plans();
  private readonly pins: Pins;
  private readonly outbox: Outbox;
  private ended: number;
  private toldOfSeal = false;
  private closed: Promise<void> | undefined;
  private listener: JournalListener | undefined;

  constructor(parts: SqliteJournalParts) {
    const { writer, others, pins, lastBundled, now, logger } = parts;
    this.parts = parts;
    this.ended = parts.ended;
    this.pins = pins;
    this.outbox = new Outbox({
      writer,
      lastBundled,
      now,
      logger,
      pinned: () => (others === undefined ? pins.take() : undefined),
      complete: (batch) => this.plans.complete(batch),
      breakOff: (entry, thrown) => this.breakOff(entry, thrown),
      onLost: (why) => this.listener?.lost(why),
      onKept: (entries, { wal, ended }) => {
        this.ended = ended;
        for (const entry of entries) this.arrived(entry);
        parts.housekeeping?.look(wal);
      },
    });
    writer.listen((message) => this.outbox.take(message));
  }

  listen(listener: JournalListener): void {
    this.listener = listener;
  }

  create(execution: NewExecution, key?: IdempotencyKey): Admission | Promise<Admission> {
    const refused = this.refused();
    if (key === undefined) return refused ?? this.admit(execution, undefined);
    const { flow, principal, execution_id } = execution.head;
    const scope = scopeOf(principal, flow, key.key);
    const entryKey = { scope, key: key.key, fingerprint: key.fingerprint };
    // It still answers for what was begun.
    const mustExist = key.mustExist === true || refused !== undefined;
    const claiming = this.parts.keys.claim({ ...entryKey, flow, principal, execution_id, mustExist });
    const answer = (claimed: Admission): Admission => {
      if (claimed.kind === 'created') return this.admit(execution, entryKey);
      return claimed.kind === 'unknown' && key.mustExist !== true && refused !== undefined ? refused : claimed;
    };
    return claiming instanceof Promise ? claiming.then(answer) : answer(claiming);
  }

  /** It runs here, or did until a moment ago. */
  holds(executionId: string): boolean {
    return this.entries.has(executionId);
  }

  append(event: FlowEvent): void {
    const entry = this.entries.get(event.execution_id);
    if (entry === undefined || entry.last !== undefined) return;
    entry.append(event);
    this.outbox.mark(entry);
  }

  note(executionId: string, fact: Fact): void {
    const entry = this.entries.get(executionId);
    if (entry === undefined || entry.last !== undefined) return;
    entry.note(fact);
    this.outbox.mark(entry);
  }

  flush(executionId: string): Promise<void> {
    const entry = this.entries.get(executionId);
    if (entry !== undefined) return this.outbox.flush(entry);
    return this.parts.others?.written(executionId) ?? AT_ONCE;
  }

  async read(executionId: string, after: number, limit: number): Promise<readonly FlowEvent[]> {
    const held = this.entries.get(executionId)?.read(after, limit);
    if (held !== undefined) return held;
    return eventsOf(await this.parts.reader.ask('events', executionId, after, limit), { executionId, after, limit });
  }

  watch(executionId: string, wake: () => void): () => void {
    const entry = this.entries.get(executionId);
    if (entry === undefined) {
      this.pins.add(executionId);
      const unwatch = this.parts.others?.watch(executionId, wake);
      return once(() => {
        this.pins.remove(executionId);
        unwatch?.();
      });
    }
    entry.watch(wake);
    return () => {
      if (!entry.unwatch(wake) || entry.isWatched || !entry.isKept) return;
      this.pins.remove(executionId);
      this.letGo(entry);
    };
  }

  async record(executionId: string): Promise<ExecutionRecord | undefined> {
    const entry = this.entries.get(executionId);
    if (entry !== undefined) return entry.record();
    const stored = await this.parts.reader.ask('record', executionId);
    return stored && recordOf(stored);
  }

  async list({ flow, status, before, limit }: ExecutionQuery): Promise<readonly ExecutionRow[]> {
    return this.parts.reader.ask('list', flow, status ?? null, before ?? null, limit);
  }

  async load(executionId: string): Promise<KeptExecution | undefined> {
    await this.flush(executionId);
    const stored = await this.parts.reader.ask('load', executionId);
    return stored && this.opened(stored);
  }

  async unfinished(after: string | undefined, limit: number): Promise<readonly KeptExecution[]> {
    const page = await this.parts.left.page(after ?? '', limit);
    return page.map((stored) => this.hold(stored));
  }

  countCrashes(executionId: string, { count, progress }: Crashes, isRun: boolean): void {
    const entry = this.entries.get(executionId);
    if (entry === undefined) return;
    entry.crashes = [executionId, count, progress, isRun ? 1 : 0];
    this.outbox.mark(entry);
  }

  async plan(fingerprint: string): Promise<string | undefined> {
    return this.parts.reader.ask('plan', fingerprint);
  }

  /** Forgets plans that no execution refers to; it is done from time to time, too. */
  async tidy(): Promise<void> {
    await this.parts.housekeeping?.forgetPlans();
  }

  /** @param ask which are such in the file */
  forgetPlans(ask: () => Promise<readonly string[]>): Promise<void> {
    return this.plans.forgetUnused(this.plansInUse(), ask);
  }

  /** Of these plans, answers those that are not in use here; they are sent again when they are. */
  giveUpPlans(fingerprints: readonly string[]): readonly string[] {
    return this.plans.giveUp(fingerprints, this.plansInUse());
  }

  close(): Promise<void> {
    this.closed ??= this.end();
    return this.closed;
  }

  private async end(): Promise<void> {
    try {
      await this.outbox.drain();
    } catch (thrown) {
      this.parts.logger.error({ err: thrown }, 'The journal is closed without what could not be written');
    }
    const { reader, housekeeping, writer } = this.parts;
    await Promise.all([reader.close(), housekeeping?.close()]);
    // The last one who closes the file takes the write-ahead log into it.
    await writer.close();
  }

  /** Why nothing can begin, if anything. */
  private refused(): Admission | undefined {
    const { problem } = this.outbox;
    if (problem !== undefined) return { kind: 'unavailable', retry_after_seconds: RETRY_AFTER, problem };
    if (this.ended <= this.parts.keepCount + ROOM_FOR_KEYS) return undefined;
    return { kind: 'full', retry_after_seconds: RETRY_AFTER };
  }

  private admit(execution: NewExecution, key: EntryKey | undefined): Admission {
    const entry = new Entry(execution, key);
    this.plans.use(execution.plan);
    this.entries.set(entry.id, entry);
    this.outbox.mark(entry);
    return { kind: 'created' };
  }

  private plansInUse(): string[] {
    return this.entries.values().map(({ plan }) => plan);
  }

  private breakOff(entry: Entry, thrown: unknown): void {
    const { now, logger } = this.parts;
    const last = entry.breakOff(unwritable(thrown), now());
    const { execution_id, flow, error } = last;
    logger.error({ execution_id, flow, ...(error.type === 'JournalError' && { err: thrown }) }, error.message);
    // Not from within: whoever hears of it may have more to write.
    queueMicrotask(() => this.listener?.brokenOff(last));
  }

  private arrived(entry: Entry): void {
    if (entry.isKept) {
      if (!entry.isWatched) {
        this.letGo(entry);
        return;
      }
      this.pins.add(entry.id);
    }
    entry.trim();
    entry.wake();
  }

  private letGo(entry: Entry): void {
    this.entries.delete(entry.id);
    this.parts.keys.letGo(entry);
    entry.empty();
  }

  private hold(stored: StoredExecution): KeptExecution {
    const kept = this.opened(stored);
    const entry = Entry.resumed(kept, stored);
    this.entries.set(entry.id, entry);
    this.parts.keys.hold(entry);
    // Its row is to say whose it is now.
    this.outbox.mark(entry);
    return { ...kept, crashes: stored.crashes, fell: this.fell(stored) };
  }

  /** It runs nowhere any more: under our own fence it ran in a worker that is gone. */
  private fell({ ranUnder }: StoredExecution): boolean {
    const { fence, wasLeft } = this.parts.succession;
    return ranUnder === fence || (wasLeft && ranUnder === fence - 1);
  }

  private opened(stored: StoredExecution): KeptExecution {
    if ((stored.sealedInputs || stored.sealedFacts) && !this.toldOfSeal) {
      this.toldOfSeal = true;
      this.parts.logger.warn(
        { execution_id: stored.head.execution_id },
        `What is sensitive in some executions cannot be read: the key ${this.parts.file}.key is missing, or another one. ` +
          'Put the right one there, and start again.',
      );
    }
    return keptOf(stored);
  }
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
