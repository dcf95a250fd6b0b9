/**
 * The journal in a file. In memory stands what has not ended, is not in the file yet, or is watched; a thread writes, and
 * another one reads what is in the file alone.
 *
 * 1. Only what is in the file is told.
 * 2. The event loop never waits for the disk, or for whoever holds the file.
 */
import type { FlowEvent } from '@flowlang/openapi';
import type {
  Admission,
  ExecutionQuery,
  ExecutionRecord,
  ExecutionRow,
  Fact,
  IdempotencyKey,
  Journal,
  KeptExecution,
  NewExecution,
} from '../../engine/journal.ts';
import type { Logger } from '../../engine/ports.ts';
import { AskedThread } from './asking.ts';
import { Entry, type EntryKey, scopeOf } from './entry.ts';
import { Housekeeping } from './housekeeping.ts';
import { KeyFilter } from './key-filter.ts';
import { Keys } from './keys.ts';
import { LeftBehind } from './left-behind.ts';
import { Outbox } from './outbox.ts';
import { Pins } from './pins.ts';
import { Plans } from './plans.ts';
import type { Questions, StoredExecution } from './protocol.ts';
import { eventsOf, keptOf, recordOf } from './stored.ts';
import type { OpenWriter } from './writer-client.ts';

/** Ended executions above what is to be kept: more are there only if their keys must be known for a while. */
const ROOM_FOR_KEYS = 1_000_000;

/** Seconds. */
const RETRY_AFTER = 5;

export interface SqliteJournalParts {
  readonly file: string;
  readonly opened: OpenWriter;
  readonly keepCount: number;
  readonly now: () => number;
  readonly logger: Logger;
}

export class SqliteJournal implements Journal {
  readonly lasts = true;
  private readonly parts: SqliteJournalParts;
  private readonly entries = new Map<string, Entry>();
  private readonly filter = new KeyFilter();
  private readonly keys = new Keys(this.filter);
  private readonly plans = new Plans();
  private readonly pins = new Pins();
  private readonly outbox: Outbox;
  private readonly reader: AskedThread<Questions>;
  private readonly housekeeping: Housekeeping;
  private readonly left: LeftBehind;
  private ended: number;
  private toldOfSeal = false;
  private closed: Promise<void> | undefined;

  constructor(parts: SqliteJournalParts) {
    const { file, opened, now, logger } = parts;
    const writer = opened.thread;
    this.parts = parts;
    this.ended = opened.ended;
    this.reader = new AskedThread<Questions>('reader', file);
    this.left = new LeftBehind((after, limit) => this.reader.ask('unfinished', opened.fence, after, limit));
    this.outbox = new Outbox({
      writer,
      lastBundled: opened.lastBundled,
      now,
      logger,
      pinned: () => this.pins.take(),
      complete: (batch) => this.plans.complete(batch),
      onKept: (entries, { wal, ended }) => {
        this.ended = ended;
        for (const entry of entries) this.arrived(entry);
        this.housekeeping.look(wal);
      },
    });
    writer.listen((message) => this.outbox.take(message));
    const forgetPlans = (ask: () => Promise<readonly string[]>) =>
      this.plans.forgetUnused(
        [...this.entries.values()].map(({ plan }) => plan),
        ask,
      );
    this.housekeeping = new Housekeeping({ file, writer, now, forgetPlans });
    // Until then the file is asked for every key.
    this.housekeeping.keyHashes().then(
      (hashes) => this.filter.load(hashes),
      () => {},
    );
  }

  async create(execution: NewExecution, key?: IdempotencyKey): Promise<Admission> {
    if (key === undefined) return this.admit(execution, undefined);
    const { flow, principal } = execution.head;
    const scope = scopeOf(principal, flow, key.key);
    if (this.keys.isNew(scope)) {
      if (key.mustExist === true) return { kind: 'unknown' };
      return this.admit(execution, { scope, key: key.key, fingerprint: key.fingerprint });
    }
    const found =
      this.keys.inMemory(scope) ??
      (await this.keys.inFile(scope, () => this.reader.ask('key', flow, principal, key.key)));
    // Of those who waited for the answer, the first has begun it.
    const known = this.keys.inMemory(scope) ?? found;
    if (known !== undefined) {
      if (known.fingerprint !== key.fingerprint) return { kind: 'conflict' };
      return { kind: 'joined', execution_id: known.execution_id };
    }
    if (key.mustExist === true) return { kind: 'unknown' };
    return this.admit(execution, { scope, key: key.key, fingerprint: key.fingerprint });
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
    entry.facts.push(fact);
    this.outbox.mark(entry);
  }

  async flush(executionId: string): Promise<void> {
    const entry = this.entries.get(executionId);
    if (entry !== undefined) await this.outbox.flush(entry);
  }

  async has(executionId: string): Promise<boolean> {
    return this.entries.has(executionId) || this.reader.ask('has', executionId);
  }

  async read(executionId: string, after: number, limit: number): Promise<readonly FlowEvent[]> {
    const held = this.entries.get(executionId)?.read(after, limit);
    if (held !== undefined) return held;
    return eventsOf(await this.reader.ask('events', executionId, after, limit), { executionId, after, limit });
  }

  watch(executionId: string, wake: () => void): () => void {
    const entry = this.entries.get(executionId);
    if (entry === undefined) {
      this.pins.add(executionId);
      return once(() => this.pins.remove(executionId));
    }
    entry.watch(wake);
    return once(() => {
      entry.unwatch(wake);
      if (entry.isWatched || !entry.isKept) return;
      this.pins.remove(executionId);
      this.letGo(entry);
    });
  }

  async record(executionId: string): Promise<ExecutionRecord | undefined> {
    const entry = this.entries.get(executionId);
    if (entry !== undefined) return entry.record();
    const stored = await this.reader.ask('record', executionId);
    return stored && recordOf(stored);
  }

  async list({ flow, status, before, limit }: ExecutionQuery): Promise<readonly ExecutionRow[]> {
    return this.reader.ask('list', flow, status ?? null, before ?? null, limit);
  }

  async load(executionId: string): Promise<KeptExecution | undefined> {
    await this.flush(executionId);
    const stored = await this.reader.ask('load', executionId);
    return stored && this.opened(stored);
  }

  async unfinished(after: string | undefined, limit: number): Promise<readonly KeptExecution[]> {
    const page = await this.left.page(after ?? '', limit);
    return page.map((stored) => this.hold(stored));
  }

  async plan(fingerprint: string): Promise<string | undefined> {
    return this.reader.ask('plan', fingerprint);
  }

  /** Forgets plans that no execution refers to; it is done from time to time, too. */
  tidy(): Promise<void> {
    return this.housekeeping.forgetPlans();
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
    await Promise.all([this.reader.close(), this.housekeeping.close()]);
    // The last one who closes the file takes the write-ahead log into it.
    await this.parts.opened.thread.close();
  }

  private admit(execution: NewExecution, key: EntryKey | undefined): Admission {
    const { problem } = this.outbox;
    if (problem !== undefined) return { kind: 'unavailable', retry_after_seconds: RETRY_AFTER, problem };
    if (this.ended > this.parts.keepCount + ROOM_FOR_KEYS) return { kind: 'full', retry_after_seconds: RETRY_AFTER };
    const entry = new Entry(execution, key);
    this.plans.use(execution.plan);
    this.entries.set(entry.id, entry);
    this.keys.hold(entry);
    this.outbox.mark(entry);
    return { kind: 'created' };
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
    this.keys.letGo(entry);
    entry.empty();
  }

  private hold(stored: StoredExecution): KeptExecution {
    const kept = this.opened(stored);
    const entry = Entry.resumed(kept, stored);
    this.entries.set(entry.id, entry);
    this.keys.hold(entry);
    // Its row is to say whose it is now.
    this.outbox.mark(entry);
    return kept;
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
