/**
 * The journal that ends with the process. It keeps what somebody may still ask for: executions that run, that are watched,
 * and those whose idempotency key must be known for a while.
 */
import { type FlowEvent, isTerminal } from '@flowlang/openapi';
import type { Admission, IdempotencyKey, Journal, NewExecution } from '../engine/ports.ts';

/** A repeated request with the same key is answered for at least so long after the end. Milliseconds. */
const KEY_LIFETIME = 15 * 60_000;

/** What is appended is kept already. */
const AT_ONCE = Promise.resolve();

export interface MemoryJournalOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** More executions than this are not kept at a time: new ones are turned away rather than keys forgotten. */
  readonly maxExecutions?: number;
}

interface Entry {
  readonly execution: NewExecution;
  readonly key: string | undefined;
  readonly fingerprint: string | undefined;
  readonly events: FlowEvent[];
  readonly watchers: Set<() => void>;
  endedAt: number | undefined;
}

export class MemoryJournal implements Journal {
  private readonly entries = new Map<string, Entry>();
  private readonly byKey = new Map<string, Entry>();
  /** Those with a key that have ended, the oldest first. */
  private readonly remembered = new Set<Entry>();
  private readonly now: () => number;
  private readonly maxExecutions: number;

  constructor(options: MemoryJournalOptions) {
    this.now = options.now;
    this.maxExecutions = options.maxExecutions ?? 250_000;
  }

  async create(execution: NewExecution, key?: IdempotencyKey): Promise<Admission> {
    this.forgetOld();
    const scoped = key && JSON.stringify([execution.principal, execution.flow, key.key]);
    const known = scoped === undefined ? undefined : this.byKey.get(scoped);
    if (known !== undefined) {
      if (known.fingerprint !== key?.fingerprint) return { kind: 'conflict' };
      return { kind: 'joined', execution_id: known.execution.execution_id };
    }
    if (key?.mustExist === true) return { kind: 'unknown' };
    if (this.entries.size >= this.maxExecutions) return { kind: 'full', retry_after_seconds: this.untilRoom() };
    const entry: Entry = {
      execution,
      key: scoped,
      fingerprint: key?.fingerprint,
      events: [],
      watchers: new Set(),
      endedAt: undefined,
    };
    this.entries.set(execution.execution_id, entry);
    if (scoped !== undefined) this.byKey.set(scoped, entry);
    return { kind: 'created' };
  }

  append(event: FlowEvent): void {
    const entry = this.entries.get(event.execution_id);
    if (entry === undefined) return;
    entry.events.push(event);
    if (isTerminal(event)) this.end(entry);
    for (const wake of entry.watchers) wake();
  }

  flush(): Promise<void> {
    return AT_ONCE;
  }

  async has(executionId: string): Promise<boolean> {
    return this.entries.has(executionId);
  }

  async read(executionId: string, after: number, limit: number): Promise<readonly FlowEvent[]> {
    // Numbers have no gaps: event n stands at n - 1.
    return this.entries.get(executionId)?.events.slice(after, after + limit) ?? [];
  }

  watch(executionId: string, wake: () => void): () => void {
    const entry = this.entries.get(executionId);
    if (entry === undefined) return () => {};
    entry.watchers.add(wake);
    return () => {
      entry.watchers.delete(wake);
      this.forgetIfUnwanted(entry);
    };
  }

  async close(): Promise<void> {
    this.entries.clear();
    this.byKey.clear();
    this.remembered.clear();
  }

  private end(entry: Entry): void {
    entry.endedAt = this.now();
    if (entry.key === undefined) this.forgetIfUnwanted(entry);
    else this.remembered.add(entry);
  }

  private forgetIfUnwanted(entry: Entry): void {
    if (entry.endedAt === undefined || entry.key !== undefined || entry.watchers.size > 0) return;
    this.entries.delete(entry.execution.execution_id);
  }

  private forgetOld(): void {
    const limit = this.now() - KEY_LIFETIME;
    for (const entry of this.remembered) {
      if ((entry.endedAt ?? 0) > limit) return;
      if (entry.watchers.size > 0) continue;
      this.remembered.delete(entry);
      if (entry.key !== undefined) this.byKey.delete(entry.key);
      this.entries.delete(entry.execution.execution_id);
    }
  }

  private untilRoom(): number {
    const [oldest] = this.remembered;
    if (oldest?.endedAt === undefined) return 1;
    return Math.max(1, Math.ceil((oldest.endedAt + KEY_LIFETIME - this.now()) / 1000));
  }
}
