/** The events of one execution, and the facts that they do not tell: the one place from which both come. */
import type {
  ExecutionError,
  FlowCancelled,
  FlowCompleted,
  FlowEvent,
  FlowFailed,
  Json,
  StepCancelled,
  StepCompleted,
  StepEvent,
  StepFailed,
  StepProgress,
  StepRetrying,
  StepSkipped,
  StepStarted,
  StepWaiting,
} from '@flowlang/openapi';
import type { History } from './history.ts';
import type { Fact, Journal } from './journal.ts';
import type { StepIdentity } from './planned.ts';
import type { Values, World } from './ports.ts';
import { Secrets } from './secrets.ts';
import { duration, isoTime } from './stamp.ts';

/** What is common to all events. */
type Stamp = keyof Pick<FlowEvent, 'seq' | 'execution_id' | 'flow' | 'timestamp'>;

/** What the identity of a step tells of each of its events. */
type Place = keyof Pick<StepEvent, 'step_id' | 'kind' | 'task' | 'path' | 'parent_step_id'>;

/** The part of a journal that a running execution writes to. */
export type Log = Pick<Journal, 'append' | 'note'>;

/** Most executions have no secrets, and nothing to clean up. */
const NONE: readonly never[] = [];

const NOWHERE: Log = { append() {}, note() {} };

export interface TellingOptions {
  readonly id: string;
  readonly flow: string;
  readonly world: World;
  readonly journal: Log;
  /** What it did before a restart, or what it takes over. */
  readonly past?: History | undefined;
}

export class Telling {
  readonly id: string;
  readonly flow: string;
  readonly world: World;
  readonly past: History | undefined;
  /** What failed while a cancelled flow cleaned up. */
  cleanupErrors: readonly ExecutionError[] = NONE;
  protected secrets: Secrets | undefined;
  /** The number of the last event. */
  protected seq: number;
  private journal: Log;
  private secretValues: readonly (string | number)[] = NONE;
  private at = 0;
  /** Milliseconds since 1970; undefined until it has. */
  startedAt: number | undefined;
  private timestamp = '';

  constructor({ id, flow, world, journal, past }: TellingOptions) {
    this.id = id;
    this.flow = flow;
    this.world = world;
    this.journal = journal;
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

  note(fact: Fact): void {
    this.journal.note(this.id, fact);
  }

  /** From now on these are not shown: not in events, not in the result, not in what tasks log. */
  protect(values: readonly (string | number)[]): void {
    if (values.length === 0) return;
    this.secretValues = [...this.secretValues, ...values];
    this.secrets = new Secrets(this.secretValues, this.secrets);
  }

  /** The value as it may be shown. */
  hide<T>(value: T): T {
    return this.secrets === undefined ? value : this.secrets.hide(value);
  }

  /** The id that a loop has made, as it may be shown. */
  hideId(id: string): string {
    return this.secrets === undefined ? id : this.secrets.hideId(id);
  }

  // The four events of nearly every flow are written out: to put them together from parts takes half of a step's time.

  /** Answers when that was. */
  flowStarted(inputs: Values): number {
    const before = this.past?.flowStarted();
    if (before !== undefined) {
      this.startedAt = before;
      return before;
    }
    this.advance();
    this.startedAt = this.at;
    this.journal.append({
      seq: this.seq,
      execution_id: this.id,
      flow: this.flow,
      timestamp: this.timestamp,
      type: 'flow_started',
      step_id: null,
      status: 'running',
      inputs: this.hide(inputs),
    });
    return this.at;
  }

  /** Answers when that was. */
  stepStarted(step: StepIdentity, inputs: Values): number {
    const before = this.past?.step(step.path)?.startedAt;
    if (before !== undefined) return before;
    if (step.tells !== 'all') return this.quietlyStarted(step);
    this.advance();
    this.journal.append({
      seq: this.seq,
      execution_id: this.id,
      flow: this.flow,
      timestamp: this.timestamp,
      type: 'step_started',
      step_id: step.step_id,
      kind: step.kind,
      task: step.task,
      path: step.path,
      parent_step_id: step.parent_step_id,
      status: 'running',
      inputs: this.hide(inputs),
      attempt: 1,
    });
    return this.at;
  }

  stepCompleted(step: StepIdentity, outputs: Json, startedAt: number): void {
    if (this.past?.wasTold('step_completed', step.path)) return;
    if (step.tells !== 'all') {
      this.quietlyCompleted(step, startedAt);
      return;
    }
    this.advance();
    this.journal.append({
      seq: this.seq,
      execution_id: this.id,
      flow: this.flow,
      timestamp: this.timestamp,
      type: 'step_completed',
      step_id: step.step_id,
      kind: step.kind,
      task: step.task,
      path: step.path,
      parent_step_id: step.parent_step_id,
      status: 'completed',
      outputs: this.hide(outputs),
      duration_ms: this.since(startedAt),
    });
  }

  stepSkipped(step: StepIdentity): void {
    this.tell<StepSkipped>(step, { type: 'step_skipped', status: 'skipped' });
  }

  /** @param startedAt undefined for a step that failed before it started */
  /** What the step answered, where its event does not tell it as it is. */
  keepEnd(step: StepIdentity, result: Json): void {
    if (step.tells === 'all' && this.secrets === undefined) return;
    if (this.past?.step(step.path)?.end === undefined) this.note({ kind: 'completed', path: step.path, result });
  }

  stepFailed(step: StepIdentity, error: ExecutionError, startedAt: number | undefined, handled: boolean): void {
    if (step.tells === 'nothing' && this.past?.step(step.path)?.end === undefined) {
      this.note({ kind: 'failed', path: step.path, error, handled });
    }
    this.tell<StepFailed>(step, { type: 'step_failed', status: 'failed', error, ...this.lasted(startedAt), handled });
  }

  stepCancelled(step: StepIdentity, reason: string, startedAt: number | undefined): void {
    const shown = this.hide(reason);
    this.tell<StepCancelled>(step, {
      type: 'step_cancelled',
      status: 'cancelled',
      reason: shown,
      ...this.lasted(startedAt),
    });
  }

  stepRetrying(step: StepIdentity, error: ExecutionError, attempt: number, delay_ms: number): void {
    if (step.tells === 'nothing') {
      this.note({ kind: 'retrying', path: step.path, attempt, due: this.world.clock.now() + delay_ms });
    }
    this.tell<StepRetrying>(step, { type: 'step_retrying', status: 'retrying', error, attempt, delay_ms });
  }

  stepProgress(step: StepIdentity, progress: number, message: string | undefined): void {
    const said = message === undefined ? {} : { message: this.hide(this.world.redact(message)) };
    this.tell<StepProgress>(step, { type: 'step_progress', status: 'running', progress, ...said });
  }

  stepWaiting(step: StepIdentity, what: Pick<StepWaiting, 'event'> | { readonly until: number }): void {
    if ('until' in what) {
      const { until } = what;
      if (step.tells === 'nothing' && this.past?.step(step.path)?.until === undefined) {
        this.note({ kind: 'waiting', path: step.path, until });
      }
      this.tell<StepWaiting>(step, { type: 'step_waiting', status: 'waiting', until: new Date(until).toISOString() });
      return;
    }
    this.tell<StepWaiting>(step, { type: 'step_waiting', status: 'waiting', ...what });
  }

  /** @param ended why, where an `exit` ended it */
  flowCompleted(
    outputs: Values,
    startedAt: number,
    ended: Pick<FlowCompleted, 'terminated' | 'termination_reason'> | undefined,
  ): FlowCompleted {
    const shown = this.hide(outputs);
    this.advance();
    const event: FlowCompleted = {
      seq: this.seq,
      execution_id: this.id,
      flow: this.flow,
      timestamp: this.timestamp,
      type: 'flow_completed',
      step_id: null,
      status: 'completed',
      success: true,
      outputs: shown,
      duration_ms: this.since(startedAt),
    };
    const complete = ended === undefined ? event : { ...event, ...this.hide(ended) };
    this.journal.append(complete);
    return complete;
  }

  flowFailed(error: ExecutionError, startedAt: number): FlowFailed {
    this.advance();
    const duration_ms = this.since(startedAt);
    return this.append({ type: 'flow_failed', step_id: null, status: 'failed', success: false, error, duration_ms });
  }

  flowCancelled(reason: string, startedAt: number): FlowCancelled {
    const [shown, cleanup_errors] = [this.hide(reason), this.cleanupErrors];
    this.advance();
    const duration_ms = this.since(startedAt);
    return this.append({
      type: 'flow_cancelled',
      step_id: null,
      status: 'cancelled',
      reason: shown,
      cleanup_errors,
      duration_ms,
    });
  }

  private quietlyStarted(step: StepIdentity): number {
    if (step.tells === 'nothing') return this.world.clock.now();
    this.tell<StepStarted>(step, { type: 'step_started', status: 'running', attempt: 1 });
    return this.at;
  }

  private quietlyCompleted(step: StepIdentity, startedAt: number): void {
    if (step.tells === 'nothing') return;
    this.tell<StepCompleted>(step, { type: 'step_completed', status: 'completed', ...this.lasted(startedAt) });
  }

  private tell<E extends StepEvent>(step: StepIdentity, event: Omit<E, Stamp | Place>): void {
    if (step.tells === 'nothing' || this.past?.wasTold(event.type, step.path)) return;
    const { tells: _tells, ...place } = step;
    this.advance();
    // The place and the rest of a step's event are that event.
    this.append<E>({ ...place, ...event } as unknown as Omit<E, Stamp>);
  }

  /** To the next event's number and time. */
  private advance(): void {
    this.seq += 1;
    this.at = this.world.clock.now();
    this.timestamp = isoTime(Math.floor(this.at));
  }

  private append<E extends FlowEvent>(event: Omit<E, Stamp>): E {
    const { seq, id, flow, timestamp } = this;
    // A stamp and the rest of an event are that event.
    const complete = { seq, execution_id: id, flow, timestamp, ...event } as unknown as E;
    this.journal.append(complete);
    return complete;
  }

  private lasted(startedAt: number | undefined): { readonly duration_ms: number } {
    const now = this.world.clock.now();
    return { duration_ms: duration(startedAt ?? now, now) };
  }

  /** Up to the newest event. */
  private since(startedAt: number): number {
    return duration(startedAt, this.at);
  }
}
