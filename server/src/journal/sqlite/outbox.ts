/**
 * What is to be written. While the writer writes one batch, the next one gathers: the more there is to do, the more goes
 * into one transaction.
 */

import type { Logger } from '../../engine/ports.ts';
import { JournalUnavailableError } from '../../errors.ts';
import { Bundler } from './bundles.ts';
import type { Entry } from './entry.ts';
import { BATCH_SIZE, emptyBatch, gather } from './gather.ts';
import type { Batch, FromWriter } from './protocol.ts';
import type { BatchWriter, WriterReport } from './writer-client.ts';

/** Milliseconds of trouble after which nobody is kept waiting any longer. */
const PATIENCE = 5000;

/**
 * Milliseconds that a batch waits for company, at most. A commit costs nearly the same for one execution as for fifty, and
 * where many callers are served at a time, those who were just answered are about to ask again. (PostgreSQL does this by
 * `commit_delay`; here nobody has to set it, and a caller who is alone waits once, if many were there before.)
 */
const COMPANY = 2;

const AT_ONCE = Promise.resolve();

export interface OutboxOptions {
  readonly writer: BatchWriter;
  readonly lastBundled: string;
  readonly now: () => number;
  readonly logger: Logger;
  /** Adds what does not belong to one execution. */
  readonly complete: (batch: Batch) => void;
  readonly pinned: () => readonly string[] | undefined;
  /** Ends an execution of which something cannot be written. */
  readonly breakOff: (entry: Entry, thrown: unknown) => void;
  /** Nothing is written any more. */
  readonly onLost: (why: Error) => void;
  /** What was sent of these executions is in the file. */
  readonly onKept: (entries: readonly Entry[], message: Extract<FromWriter, { kind: 'kept' }>) => void;
}

interface Trouble {
  readonly error: JournalUnavailableError;
  readonly timer: NodeJS.Timeout | undefined;
  patienceIsOver: boolean;
  readonly isForGood: boolean;
}

export class Outbox {
  private readonly options: OutboxOptions;
  private dirty: Entry[] = [];
  private inFlight: Entry[] | undefined;
  private trouble: Trouble | undefined;
  private scheduled = false;
  private count = 0;
  /** A batch with so many does not wait: half of all, so that one half runs while the other is written. */
  private enough = 1;
  private waiting: NodeJS.Timeout | undefined;
  private readonly bundler: Bundler;

  constructor(options: OutboxOptions) {
    this.options = options;
    this.bundler = new Bundler(options.lastBundled);
  }

  /** Why nothing can be written at present. */
  get problem(): string | undefined {
    return this.trouble?.error.message;
  }

  mark(entry: Entry): void {
    if (entry.dirty) return;
    entry.dirty = true;
    this.dirty.push(entry);
    if (this.scheduled || this.inFlight !== undefined) return;
    if (this.dirty.length < this.enough) {
      this.waitForCompany();
      return;
    }
    // What runs in this turn of the event loop goes together.
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.post();
    });
  }

  /** Resolves when all that the entry has is in the file. */
  flush(entry: Entry): Promise<void> {
    if (!entry.dirty && !entry.inFlight) return AT_ONCE;
    if (this.trouble?.patienceIsOver === true) return Promise.reject(this.trouble.error);
    return entry.kept();
  }

  /** Resolves when all is in the file, or cannot be. */
  async drain(): Promise<void> {
    while (this.dirty.length > 0 || this.inFlight !== undefined) {
      const entry = this.inFlight?.[0] ?? this.dirty[0];
      if (entry === undefined) return;
      await this.flush(entry);
    }
  }

  take(message: WriterReport): void {
    if (message.kind === 'failed') {
      this.fail(message.problem, message.forGood);
      return;
    }
    this.recover();
    const entries = this.inFlight ?? [];
    this.inFlight = undefined;
    for (const entry of entries) entry.arrive();
    this.enough = Math.ceil((entries.length + this.dirty.length) / 2);
    // Before anything else is done with what has arrived: the writer need not wait for that.
    if (this.dirty.length >= this.enough) this.post();
    else if (this.dirty.length > 0) this.waitForCompany();
    this.options.onKept(entries, message);
  }

  /** @param forGood it is not tried again */
  fail(problem: string, forGood: boolean): void {
    if (this.trouble?.isForGood || (this.trouble !== undefined && !forGood)) return;
    clearTimeout(this.trouble?.timer);
    const error = new JournalUnavailableError(problem);
    const timer = forGood ? undefined : setTimeout(() => this.losePatience(), PATIENCE);
    this.trouble = { error, timer, patienceIsOver: forGood, isForGood: forGood };
    this.options.logger.error({}, problem);
    if (!forGood) return;
    this.turnAway(error);
    this.options.onLost(error);
  }

  private recover(): void {
    if (this.trouble === undefined || this.trouble.isForGood) return;
    clearTimeout(this.trouble.timer);
    this.trouble = undefined;
    this.options.logger.info({}, 'The journal can be written again; nothing was lost.');
  }

  private losePatience(): void {
    if (this.trouble === undefined) return;
    this.trouble.patienceIsOver = true;
    this.turnAway(this.trouble.error);
  }

  /** Nobody waits on; what they wait for is still tried. */
  private turnAway(error: Error): void {
    for (const entry of [...(this.inFlight ?? []), ...this.dirty]) entry.turnAway(error);
  }

  private waitForCompany(): void {
    this.waiting ??= setTimeout(() => this.post(), COMPANY);
  }

  private post(): void {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    if (this.inFlight !== undefined || this.dirty.length === 0 || this.trouble?.isForGood) return;
    this.count += 1;
    try {
      const batch = emptyBatch(this.count, this.options.now(), this.options.pinned());
      this.inFlight = this.fill(batch);
      this.options.complete(batch);
      this.options.writer.send(batch);
    } catch (thrown) {
      // Timers and messages call it: what it throws would be laid to the charge of a task, and all would wait for ever.
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      this.fail(`The journal cannot be written, by an error of FlowLang (${why}). Start the server again.`, true);
    }
  }

  /** The rest waits for the next one. */
  private fill(batch: Batch): Entry[] {
    let size = 0;
    let many = 0;
    for (const entry of this.dirty) {
      if (size > BATCH_SIZE) break;
      size += this.gather(entry, batch);
      entry.depart();
      many += 1;
    }
    const { rows, keys } = this.bundler.take();
    batch.bundles = rows;
    batch.bundledKeys = keys;
    const taken = many === this.dirty.length ? this.dirty : this.dirty.slice(0, many);
    this.dirty = this.dirty.slice(many);
    const last = taken.at(-1);
    // The others have their turn before the rest of it.
    if (last?.dirty) this.dirty.push(last);
    return taken;
  }

  private gather(entry: Entry, batch: Batch): number {
    try {
      return gather(entry, batch, this.bundler);
    } catch (thrown) {
      this.options.breakOff(entry, thrown);
      return gather(entry, batch, this.bundler);
    }
  }
}
