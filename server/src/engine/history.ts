/** What an execution did before a restart, as its steps ask for it when they are run again. */
import type { ExecutionError, FlowEvent, Json, StepEvent, StepEventKind } from '@flowlang/openapi';
import type { Fact } from './journal.ts';

export type PastEnd =
  | { readonly kind: 'completed'; readonly result: Json }
  | { readonly kind: 'failed'; readonly error: ExecutionError; readonly handled: boolean };

/** What is known of one step. Times are milliseconds since 1970. */
export interface PastStep {
  startedAt?: number;
  end?: PastEnd;
  /** The last try that failed, and when the next is due. */
  retrying?: { readonly attempt: number; readonly due: number };
  /** Of a `wait`: when it ends. */
  until?: number;
  /** When a time limit of it began to run. */
  began?: number;
}

/** Something that came from outside of the steps: a time limit that ran out, or a caller who cancelled. */
export type Turn = Extract<Fact, { kind: 'expired' | 'cancelled' }>;

/** Their ends are taken from the past; those of the others follow from them. */
const LEAVES: ReadonlySet<StepEventKind> = new Set(['task', 'connection', 'wait', 'wait_for']);

/** A task that had begun, and not ended. */
export interface InFlight {
  readonly step: string;
  readonly task: string | undefined;
}

const ENDS: ReadonlySet<FlowEvent['type']> = new Set(['step_completed', 'step_failed', 'step_cancelled']);

export class History {
  /** The number of the last event. */
  readonly lastSeq: number;
  /** Grows with all that it gets done, and not with what a task says of itself meanwhile. */
  readonly progress: number;
  /** In the order in which they came. */
  readonly turns: readonly Turn[];
  private readonly told = new Set<string>();
  private readonly steps = new Map<string, PastStep>();
  private readonly begun = new Map<string, InFlight>();
  private readonly waits = new Set<string>();
  private readonly decisions = new Map<string, number>();
  private readonly expired: ReadonlySet<string>;
  private readonly flowStartedAt: number | undefined;

  constructor(events: readonly FlowEvent[], facts: readonly Fact[]) {
    const [first] = events;
    this.flowStartedAt = first && Date.parse(first.timestamp);
    this.lastSeq = events.at(-1)?.seq ?? 0;
    this.progress = events.filter(({ type }) => type !== 'step_progress').length + facts.length;
    this.turns = facts.filter((fact) => fact.kind === 'expired' || fact.kind === 'cancelled');
    this.expired = new Set(facts.flatMap((fact) => (fact.kind === 'expired' ? [fact.path] : [])));
    for (const event of events) this.learnFrom(event);
    // Last: they know what events hide.
    for (const fact of facts) this.learn(fact);
  }

  /** When the event was told, if it was. Milliseconds since 1970. */
  flowStarted(): number | undefined {
    return this.flowStartedAt;
  }

  /** Whether readers have been told this of the step: nothing is told twice. */
  wasTold(type: FlowEvent['type'], path: string): boolean {
    return this.told.has(`${type} ${path}`);
  }

  step(path: string): PastStep | undefined {
    return this.steps.get(path);
  }

  hasExpired(path: string): boolean {
    return this.expired.has(path);
  }

  /** Tasks that ran when the process ended, as far as events tell. @param now milliseconds since 1970 */
  inFlight(now: number): readonly InFlight[] {
    return [...this.begun].flatMap(([path, task]) => (this.isResting(path, now) ? [] : [task]));
  }

  /** It did more than wait. */
  isBusy(now: number): boolean {
    if (this.lastSeq === 0) return false;
    const isWaiting = this.waits.size > 0 || [...this.begun.keys()].some((path) => this.isResting(path, now));
    return !isWaiting || this.inFlight(now).length > 0;
  }

  /** Its next try is not due yet. */
  private isResting(path: string, now: number): boolean {
    return (this.step(path)?.retrying?.due ?? now) > now;
  }

  /** Which of the jobs of a step ended the others. */
  decided(path: string): number | undefined {
    return this.decisions.get(path);
  }

  private learnFrom(event: FlowEvent): void {
    if (event.step_id === null) return;
    // Of these there may be more.
    if (event.type !== 'step_progress' && event.type !== 'step_retrying') this.told.add(`${event.type} ${event.path}`);
    const time = Date.parse(event.timestamp);
    this.follow(event);
    if (event.type === 'step_started') this.at(event.path).startedAt = time;
    else if (event.type === 'step_waiting' && event.until !== undefined) {
      this.at(event.path).until = Date.parse(event.until);
    } else if (event.type === 'step_retrying') {
      this.at(event.path).retrying = { attempt: event.attempt, due: time + event.delay_ms };
    } else if (LEAVES.has(event.kind)) {
      if (event.type === 'step_completed') {
        this.at(event.path).end = { kind: 'completed', result: event.outputs ?? null };
      } else if (event.type === 'step_failed') {
        this.at(event.path).end = { kind: 'failed', error: event.error, handled: event.handled };
      }
    }
  }

  private follow(event: StepEvent): void {
    const { type, path, kind, step_id, task } = event;
    if (type === 'step_waiting') this.waits.add(path);
    else if (type === 'step_started' && (kind === 'task' || kind === 'connection')) {
      this.begun.set(path, { step: step_id, task });
    } else if (ENDS.has(type)) {
      this.waits.delete(path);
      this.begun.delete(path);
    }
  }

  private learn(fact: Fact): void {
    if (fact.kind === 'completed' || fact.kind === 'failed') {
      this.begun.delete(fact.path);
      this.waits.delete(fact.path);
    } else if (fact.kind === 'waiting') this.waits.add(fact.path);
    switch (fact.kind) {
      case 'completed':
        this.at(fact.path).end = { kind: 'completed', result: fact.result };
        return;
      case 'failed':
        this.at(fact.path).end = { kind: 'failed', error: fact.error, handled: fact.handled };
        return;
      case 'retrying':
        this.at(fact.path).retrying = { attempt: fact.attempt, due: fact.due };
        return;
      case 'waiting':
        this.at(fact.path).until = fact.until;
        return;
      case 'began':
        this.at(fact.path).began = fact.at;
        return;
      case 'decided':
        this.decisions.set(fact.path, fact.job);
        return;
      case 'unhandled':
      case 'expired':
      case 'cancelled':
    }
  }

  private at(path: string): PastStep {
    const known = this.steps.get(path);
    if (known !== undefined) return known;
    const step: PastStep = {};
    this.steps.set(path, step);
    return step;
  }
}
