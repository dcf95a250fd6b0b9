/** What the workers have to write. While the writer writes, what comes gathers, and goes together in one transaction. */
import { emptyBatch } from '../journal/sqlite/gather.ts';
import type { Batch } from '../journal/sqlite/protocol.ts';
import type { BatchWriter, WriterReport } from '../journal/sqlite/writer-client.ts';
import type { Member } from './member.ts';

export interface Sent {
  /** Undefined: the hub itself. */
  readonly from: Member | undefined;
  readonly batch: Batch;
}

type Kept = Extract<WriterReport, { kind: 'kept' }>;

export interface WriteQueueOptions {
  readonly writer: BatchWriter;
  /** What somebody reads; undefined: as before. */
  readonly pinned: () => readonly string[] | undefined;
  readonly onKept: (sent: readonly Sent[], report: Kept) => void;
}

export class WriteQueue {
  private readonly options: WriteQueueOptions;
  private waiting: Sent[] = [];
  private writing: readonly Sent[] = [];
  private trouble: WriterReport | undefined;
  private count = 0;
  private idle: (() => void) | undefined;

  constructor(options: WriteQueueOptions) {
    this.options = options;
    options.writer.listen((report) => this.take(report));
  }

  add(sent: Sent): void {
    this.waiting.push(sent);
    if (this.trouble !== undefined) sent.from?.peer.tell('report', this.trouble);
    if (this.writing.length === 0) this.post();
  }

  /** Something of it is not in the file yet. */
  has(member: Member): boolean {
    return [...this.writing, ...this.waiting].some(({ from }) => from === member);
  }

  /** Resolves when all is in the file, or cannot be. */
  async drained(): Promise<void> {
    if (this.writing.length === 0 || this.trouble !== undefined) return;
    await new Promise<void>((resolve) => {
      this.idle = resolve;
    });
  }

  private take(report: WriterReport): void {
    if (report.kind === 'failed') {
      this.trouble = report;
      for (const { from } of [...this.writing, ...this.waiting]) from?.peer.tell('report', report);
      this.idle?.();
      return;
    }
    this.trouble = undefined;
    const kept = this.writing;
    this.writing = [];
    // Before anything else is done: the writer need not wait for that.
    this.post();
    // Before the watchers are woken: a worker may watch what it has taken over, and must know by then what it may read of it.
    for (const { from } of kept) from?.peer.tell('report', report);
    this.options.onKept(kept, report);
    if (this.writing.length === 0) this.idle?.();
  }

  private post(): void {
    if (this.waiting.length === 0) return;
    this.writing = this.waiting;
    this.waiting = [];
    this.count += 1;
    const batches = this.writing.map(({ batch }) => batch);
    this.options.writer.send(merge(this.count, batches, this.options.pinned()));
  }
}

function merge(number: number, batches: readonly Batch[], pinned: readonly string[] | undefined): Batch {
  const all = emptyBatch(number, Math.max(...batches.map(({ now }) => now)), pinned);
  all.bundles = batches.flatMap((batch) => batch.bundles);
  all.bundledKeys = batches.flatMap((batch) => batch.bundledKeys);
  for (const batch of batches) {
    all.plans.push(...batch.plans);
    all.forgottenPlans.push(...batch.forgottenPlans);
    all.created.push(...batch.created);
    all.changed.push(...batch.changed);
    all.secretInputs.push(...batch.secretInputs);
    all.events.push(...batch.events);
    all.facts.push(...batch.facts);
    all.crashes.push(...batch.crashes);
    all.unsealed.push(...batch.unsealed);
  }
  return all;
}
