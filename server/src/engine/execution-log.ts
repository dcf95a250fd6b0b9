/** What one execution writes to the journal: in the order of its numbers and times, and with nothing that is to be hidden. */
import type { FlowEvent } from '@flowlang/openapi';
import type { History } from './history.ts';
import type { Fact, Journal } from './journal.ts';
import type { World } from './ports.ts';
import { Secrets } from './secrets.ts';
import { duration, isoTime } from './stamp.ts';

/** What is common to all events. */
export type Stamp = keyof Pick<FlowEvent, 'seq' | 'execution_id' | 'flow' | 'timestamp'>;

/** The part of a journal that a running execution writes to. */
export type Log = Pick<Journal, 'append' | 'note'>;

/** Most executions have no secrets, and nothing to clean up. */
export const NONE: readonly never[] = [];

const NOWHERE: Log = { append() {}, note() {} };

export interface ExecutionLogOptions {
  readonly id: string;
  readonly flow: string;
  readonly world: World;
  readonly journal: Log;
  /** The names of properties that are shown, whatever is sensitive. */
  readonly names?: (() => ReadonlySet<string>) | undefined;
  /** What it did before a restart, or what it takes over. */
  readonly past?: History | undefined;
}

export class ExecutionLog {
  readonly id: string;
  readonly flow: string;
  readonly world: World;
  readonly past: History | undefined;
  protected secrets: Secrets | undefined;
  /** The number of the last event. */
  protected seq: number;
  /** Events in which a task says how far it is. */
  protected asides = 0;
  /** When that was. Milliseconds since 1970. */
  protected at = 0;
  protected timestamp = '';
  private journal: Log;
  private readonly names: (() => ReadonlySet<string>) | undefined;
  private secretValues: readonly (string | number)[] = NONE;

  constructor({ id, flow, world, journal, names, past }: ExecutionLogOptions) {
    this.id = id;
    this.flow = flow;
    this.world = world;
    this.journal = journal;
    this.names = names;
    this.past = past;
    this.seq = past?.lastSeq ?? 0;
  }

  /** Nothing of it is kept from now on: it goes on from what is kept, at the next start of the server. */
  suspend(): void {
    this.journal = NOWHERE;
  }

  get isSuspended(): boolean {
    return this.journal === NOWHERE;
  }

  /** Grows with what it gets done. */
  get progress(): number {
    return this.seq - this.asides;
  }

  note(fact: Fact): void {
    this.journal.note(this.id, fact);
  }

  /** From now on these are not shown: not in events, not in the result, not in what tasks log. */
  protect(values: readonly (string | number)[]): void {
    // Most subflows of a loop are given the same ones.
    const unknown = values.filter((value) => this.secrets?.has(value) !== true);
    if (unknown.length === 0) return;
    this.secretValues = [...this.secretValues, ...unknown];
    this.secrets = new Secrets(this.secretValues, this.names, this.secrets);
  }

  /** The value as it may be shown. */
  hide<T>(value: T): T {
    return this.secrets === undefined ? value : this.secrets.hide(value);
  }

  /** The id that a loop has made, as it may be shown. */
  hideId(id: string): string {
    return this.secrets === undefined ? id : this.secrets.hideId(id);
  }

  /** To the next event's number and time. */
  protected advance(): void {
    this.seq += 1;
    this.at = this.world.clock.now();
    this.timestamp = isoTime(Math.floor(this.at));
  }

  protected write(event: FlowEvent): void {
    this.journal.append(event);
  }

  protected append<E extends FlowEvent>(event: Omit<E, Stamp>): E {
    const { seq, id, flow, timestamp } = this;
    // A stamp and the rest of an event are that event.
    const complete = { seq, execution_id: id, flow, timestamp, ...event } as unknown as E;
    this.write(complete);
    return complete;
  }

  protected lasted(startedAt: number | undefined): { readonly duration_ms: number } {
    const now = this.world.clock.now();
    return { duration_ms: duration(startedAt ?? now, now) };
  }

  /** Up to the newest event. */
  protected since(startedAt: number): number {
    return duration(startedAt, this.at);
  }
}
