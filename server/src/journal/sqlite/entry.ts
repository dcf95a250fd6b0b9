/** What the journal holds in memory of an execution that has not ended, is not kept yet, or is watched. */
import {
  type ExecutionError,
  type FlowEvent,
  type FlowFailed,
  isTerminal,
  type TerminalEvent,
} from '@flowlang/openapi';
import type { ExecutionHead, ExecutionRecord, Fact, KeptExecution, NewExecution } from '../../engine/journal.ts';
import type { Values } from '../../engine/ports.ts';
import { duration, isoTime, timeOf } from '../../engine/stamp.ts';
import { scopeOf } from './key-filter.ts';
import type { CrashRow, StoredExecution } from './protocol.ts';

/** Events of one execution that stay in memory, and about how many characters of them; older ones are read from the file. */
const IN_MEMORY = 1000;
const SIZE_IN_MEMORY = 4 * 2 ** 20;

export interface EntryKey {
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
}

export class Entry {
  readonly id: string;
  readonly head: ExecutionHead;
  readonly plan: string;
  readonly key: EntryKey | undefined;
  readonly secretInputs: Values | undefined;
  /** The newest events. */
  events: FlowEvent[] = [];
  /** So many older ones are in the file alone. */
  dropped = 0;
  sentSeq = 0;
  keptSeq = 0;
  /** Those that are not sent yet; each was noted after so many events. */
  facts: { readonly fact: Fact; readonly after: number }[] = [];
  factsSent = 0;
  /** What the row in the file says, or will. */
  row: 'none' | 'left behind' | 'queued' | 'started' | 'ended' = 'none';
  /** If they are not sent yet. */
  crashes: CrashRow | undefined;
  sealed = false;
  startedAt: number | undefined;
  last: TerminalEvent | undefined;
  /** It has something that is not sent yet. */
  dirty = false;
  /** It has something on its way to the file. */
  inFlight = false;
  /** Characters of what was sent and may still be in memory. */
  private size = 0;
  private watchers: Set<() => void> | undefined;
  /** All who wait for what is not sent yet, and for what is on its way; most of the time nobody does. */
  private waiting: PromiseWithResolvers<void> | undefined;
  private posted: PromiseWithResolvers<void> | undefined;

  constructor({ head, plan, secretInputs, facts }: NewExecution, key: EntryKey | undefined) {
    this.id = head.execution_id;
    this.head = head;
    this.plan = plan.fingerprint;
    this.secretInputs = secretInputs;
    this.key = key;
    if (facts !== undefined) this.facts = facts.map((fact) => ({ fact, after: 0 }));
  }

  /** It goes on where the file has it. */
  static resumed(kept: KeptExecution, stored: StoredExecution): Entry {
    const { head, events } = kept;
    const key =
      stored.key === null || stored.keyFingerprint === null
        ? undefined
        : {
            scope: scopeOf(head.principal, head.flow, stored.key),
            key: stored.key,
            fingerprint: stored.keyFingerprint,
          };
    const entry = new Entry({ head, plan: { fingerprint: kept.plan, source: () => '' } }, key);
    entry.events = events.slice(-IN_MEMORY);
    entry.dropped = events.length - entry.events.length;
    entry.sentSeq = events.length;
    entry.keptSeq = events.length;
    entry.factsSent = stored.lastFact;
    entry.sealed = stored.sealedInputs || stored.secretInputs !== undefined;
    entry.startedAt = stored.head.started_at ?? undefined;
    entry.row = 'left behind';
    return entry;
  }

  get seq(): number {
    return this.dropped + this.events.length;
  }

  /** Its last event is in the file. */
  get isKept(): boolean {
    return this.last !== undefined && this.keptSeq >= this.last.seq && !this.dirty && !this.inFlight;
  }

  append(event: FlowEvent): void {
    if (this.startedAt === undefined) this.startedAt = timeOf(event.timestamp);
    this.events.push(event);
    if (isTerminal(event)) this.last = event;
  }

  note(fact: Fact): void {
    this.facts.push({ fact, after: this.seq });
  }

  /** @param size characters */
  sent(size: number): void {
    this.size += size;
  }

  /** Ends it after what is sent: the rest cannot be written, and nobody has been told of it. */
  breakOff(error: ExecutionError, now: number): FlowFailed {
    const { id, head, sentSeq, startedAt = now } = this;
    this.events = this.events.slice(0, sentSeq - this.dropped);
    this.facts = this.facts.filter(({ after }) => after <= sentSeq);
    const event: FlowFailed = {
      seq: sentSeq + 1,
      execution_id: id,
      flow: head.flow,
      timestamp: isoTime(Math.floor(now)),
      type: 'flow_failed',
      step_id: null,
      status: 'failed',
      success: false,
      error,
      duration_ms: duration(startedAt, now),
    };
    this.append(event);
    return event;
  }

  record(): ExecutionRecord {
    const { head, last } = this;
    return {
      head,
      started_at: this.keptSeq > 0 ? this.startedAt : undefined,
      last: last !== undefined && this.keptSeq >= last.seq ? last : undefined,
    };
  }

  /** What is in the file, from memory; undefined if it is not all there. */
  read(after: number, limit: number): readonly FlowEvent[] | undefined {
    if (after < this.dropped) return undefined;
    // Numbers have no gaps: event n stands at n - 1, less those that were dropped.
    const end = Math.min(after + limit, this.keptSeq);
    return this.events.slice(after - this.dropped, Math.max(0, end - this.dropped));
  }

  /** Half as many again may gather, so that the list is not moved for each event. */
  trim(): void {
    const isLarge = this.size > SIZE_IN_MEMORY;
    if (!isLarge && this.events.length <= IN_MEMORY * 1.5) return;
    const kept = this.keptSeq - this.dropped;
    const many = isLarge ? kept : Math.min(this.events.length - IN_MEMORY, kept);
    if (many <= 0) return;
    this.events = this.events.slice(many);
    this.dropped += many;
    if (isLarge) this.size = 0;
  }

  /** Resolves when what it has now is in the file. */
  kept(): Promise<void> {
    if (this.dirty) {
      this.waiting ??= Promise.withResolvers();
      return this.waiting.promise;
    }
    this.posted ??= Promise.withResolvers();
    return this.posted.promise;
  }

  /** What is sent of it is on its way. */
  depart(): void {
    this.inFlight = true;
    this.dirty = this.sentSeq < this.seq;
    // Who waits for all of it waits for the rest.
    if (this.dirty) return;
    this.posted = this.waiting;
    this.waiting = undefined;
  }

  arrive(): void {
    this.inFlight = false;
    this.keptSeq = this.sentSeq;
    this.posted?.resolve();
    this.posted = undefined;
  }

  turnAway(error: Error): void {
    this.posted?.reject(error);
    this.waiting?.reject(error);
    this.posted = undefined;
    this.waiting = undefined;
  }

  get isWatched(): boolean {
    return this.watchers !== undefined && this.watchers.size > 0;
  }

  watch(wake: () => void): void {
    this.watchers ??= new Set();
    this.watchers.add(wake);
  }

  /** Answers whether it still watched. */
  unwatch(wake: () => void): boolean {
    return this.watchers?.delete(wake) ?? false;
  }

  wake(): void {
    for (const wake of this.watchers ?? []) wake();
  }

  /** It is not in memory any more. What a map held once, the collector takes for alive for long: so it is made light. */
  empty(): void {
    this.events = [];
    this.facts = [];
  }
}
