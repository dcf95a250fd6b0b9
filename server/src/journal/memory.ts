/**
 * The journal that ends with the process. It keeps what somebody may still ask for: executions that run, that are watched,
 * whose idempotency key must be known for a while, and the newest of the others.
 */
import { getHeapStatistics } from 'node:v8';
import { type FlowEvent, isTerminal } from '@flowlang/openapi';
import { ById } from '../engine/by-id.ts';
import {
  type Admission,
  type Crashes,
  type ExecutionQuery,
  type ExecutionRecord,
  type ExecutionRow,
  type Fact,
  type IdempotencyKey,
  type Journal,
  KEY_LIFETIME,
  type KeptExecution,
  type NewExecution,
} from '../engine/journal.ts';
import { type Entry, isWatched, lighten, rowOf, startOf } from './memory-entry.ts';
import { Shelf } from './shelf.ts';
import { Weight } from './weight.ts';

/**
 * Executions without a key that are kept after their end, and how many events of all of them: some have many. To keep a
 * thousand would double what the journal costs: what outlives the next collections of garbage is moved by each of them.
 */
const NEWEST = 100;
const NEWEST_EVENTS = 200_000;

/** What is appended is kept already. */
const AT_ONCE = Promise.resolve();

export interface MemoryJournalOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** More executions than this are not kept at a time: new ones are turned away rather than keys forgotten. */
  readonly maxExecutions?: number;
  /** Nor more than about so many bytes of those with a key. Default: a quarter of what V8 may take. */
  readonly maxBytes?: number;
}

export class MemoryJournal implements Journal {
  readonly lasts = false;
  private entries = new ById<Entry>();
  private readonly byKey = new Map<string, Entry>();
  /** Those with a key that have ended, the oldest first. */
  private readonly remembered = new Set<Entry>();
  /**
   * Those without one, in a ring, and nowhere else: what a map with much coming and going held once, the collector takes
   * for alive for long.
   */
  private readonly newest: (Entry | undefined)[] = new Array(NEWEST).fill(undefined);
  private newestAt = 0;
  private newestEvents = 0;
  private readonly byFlow = new Map<string, Shelf<Entry>>();
  private readonly now: () => number;
  private readonly maxExecutions: number;
  private readonly maxBytes: number;
  /** Of those with a key. */
  private bytes = 0;

  constructor(options: MemoryJournalOptions) {
    this.now = options.now;
    this.maxExecutions = options.maxExecutions ?? 250_000;
    this.maxBytes = options.maxBytes ?? getHeapStatistics().heap_size_limit / 4;
  }

  create(execution: NewExecution, key?: IdempotencyKey): Admission {
    this.forgetOld();
    const scoped = key && JSON.stringify([execution.head.principal, execution.head.flow, key.key]);
    const known = scoped === undefined ? undefined : this.byKey.get(scoped);
    if (known !== undefined) {
      if (known.fingerprint !== key?.fingerprint) return { kind: 'conflict' };
      return { kind: 'joined', execution_id: known.head.execution_id };
    }
    if (key?.mustExist === true) return { kind: 'unknown' };
    if (this.entries.size >= this.maxExecutions || (scoped !== undefined && this.bytes >= this.maxBytes))
      return { kind: 'full', retry_after_seconds: this.untilRoom() };
    const { head, secretInputs, plan, facts = [] } = execution;
    const entry: Entry = {
      id: head.execution_id,
      head,
      secretInputs,
      plan: plan.fingerprint,
      key: scoped,
      fingerprint: key?.fingerprint,
      weight: scoped === undefined ? undefined : new Weight(),
      facts: [...facts],
      events: [],
      last: undefined,
      watchers: undefined,
      endedAt: undefined,
      isAmongNewest: false,
      isForgotten: false,
    };
    this.entries.set(entry.id, entry);
    this.shelfOf(head.flow).add(entry);
    if (scoped !== undefined) this.byKey.set(scoped, entry);
    this.bytes += entry.weight?.bytes ?? 0;
    return { kind: 'created' };
  }

  append(event: FlowEvent): void {
    const entry = this.entries.get(event.execution_id);
    if (entry === undefined || entry.last !== undefined) return;
    entry.events.push(event);
    if (entry.weight !== undefined) this.bytes += entry.weight.add(event);
    if (isTerminal(event)) {
      entry.last = event;
      this.end(entry);
    }
    if (entry.watchers !== undefined) for (const wake of entry.watchers) wake();
  }

  note(executionId: string, fact: Fact): void {
    const entry = this.entries.get(executionId);
    if (entry === undefined) return;
    entry.facts.push(fact);
    if (entry.weight !== undefined) this.bytes += entry.weight.add(fact);
  }

  flush(): Promise<void> {
    return AT_ONCE;
  }

  async read(executionId: string, after: number, limit: number): Promise<readonly FlowEvent[]> {
    // Numbers have no gaps: event n stands at n - 1.
    return this.find(executionId)?.events.slice(after, after + limit) ?? [];
  }

  watch(executionId: string, wake: () => void): () => void {
    const entry = this.find(executionId);
    if (entry === undefined) return () => {};
    // The ring may let go of it meanwhile.
    this.entries.set(executionId, entry);
    entry.watchers ??= new Set();
    entry.watchers.add(wake);
    return () => {
      entry.watchers?.delete(wake);
      this.forgetIfUnwanted(entry);
    };
  }

  async record(executionId: string): Promise<ExecutionRecord | undefined> {
    const entry = this.find(executionId);
    return entry && { head: entry.head, started_at: startOf(entry), last: entry.last };
  }

  async list({ flow, status, before, limit }: ExecutionQuery): Promise<readonly ExecutionRow[]> {
    return (this.byFlow.get(flow)?.below(before) ?? [].values())
      .filter(({ last }) => status === undefined || last?.status === status)
      .take(limit)
      .map(rowOf)
      .toArray();
  }

  async load(executionId: string): Promise<KeptExecution | undefined> {
    const entry = this.find(executionId);
    if (entry === undefined) return undefined;
    const { head, secretInputs, plan, events, facts } = entry;
    return { head, inputs: secretInputs ?? head.inputs, plan, events: [...events], facts: [...facts] };
  }

  countCrashes(_executionId: string, _crashes: Crashes, _isRun: boolean): void {}

  /** What a process leaves behind is gone with it. */
  async unfinished(): Promise<readonly KeptExecution[]> {
    return [];
  }

  async plan(): Promise<string | undefined> {
    return undefined;
  }

  async close(): Promise<void> {
    this.entries = new ById();
    this.byKey.clear();
    this.bytes = 0;
    this.remembered.clear();
    this.newest.fill(undefined);
    this.byFlow.clear();
  }

  private end(entry: Entry): void {
    if (entry.key !== undefined) {
      entry.endedAt = this.now();
      this.remembered.add(entry);
      return;
    }
    this.putAmongNewest(entry);
  }

  private find(executionId: string): Entry | undefined {
    return this.entries.get(executionId) ?? this.newest.find((entry) => entry?.id === executionId);
  }

  private putAmongNewest(entry: Entry): void {
    // While it is watched it must not go with the newest.
    if (!isWatched(entry)) this.entries.delete(entry.id);
    this.dropOldest();
    this.newest[this.newestAt] = entry;
    entry.isAmongNewest = true;
    this.newestAt = (this.newestAt + 1) % NEWEST;
    this.newestEvents += entry.events.length;
    for (let at = 1; at < NEWEST && this.newestEvents > NEWEST_EVENTS; at++) this.dropOldest(at);
  }

  /** @param after so many places after the oldest one */
  private dropOldest(after = 0): void {
    const at = (this.newestAt + after) % NEWEST;
    const oldest = this.newest[at];
    if (oldest === undefined) return;
    this.newest[at] = undefined;
    oldest.isAmongNewest = false;
    this.newestEvents -= oldest.events.length;
    this.forgetIfUnwanted(oldest);
  }

  private forgetIfUnwanted(entry: Entry): void {
    if (entry.last === undefined || entry.key !== undefined || isWatched(entry)) return;
    if (!entry.isAmongNewest) this.forget(entry);
  }

  private forget(entry: Entry): void {
    if (entry.isForgotten) return;
    const { flow } = entry.head;
    this.entries.delete(entry.id);
    entry.isForgotten = true;
    this.bytes -= entry.weight?.bytes ?? 0;
    lighten(entry);
    const shelf = this.shelfOf(flow);
    shelf.countForgotten();
    // Flows come and go, too.
    if (shelf.isEmpty) this.byFlow.delete(flow);
  }

  private shelfOf(flow: string): Shelf<Entry> {
    let shelf = this.byFlow.get(flow);
    if (shelf === undefined) {
      shelf = new Shelf();
      this.byFlow.set(flow, shelf);
    }
    return shelf;
  }

  private forgetOld(): void {
    if (this.remembered.size === 0) return;
    const limit = this.now() - KEY_LIFETIME;
    for (const entry of this.remembered) {
      if ((entry.endedAt ?? 0) > limit) return;
      if (isWatched(entry)) continue;
      this.remembered.delete(entry);
      if (entry.key !== undefined) this.byKey.delete(entry.key);
      this.forget(entry);
    }
  }

  private untilRoom(): number {
    const [oldest] = this.remembered;
    if (oldest?.endedAt === undefined) return 1;
    return Math.max(1, Math.ceil((oldest.endedAt + KEY_LIFETIME - this.now()) / 1000));
  }
}
