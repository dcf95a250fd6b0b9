/** One execution while it runs: its identity, and the one place from which its events come. */
import type {
  ExecutionError,
  FlowCancelled,
  FlowCompleted,
  FlowEvent,
  FlowFailed,
  FlowStarted,
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
import type { StepIdentity } from './planned.ts';
import { errorType } from './policy.ts';
import type { Journal, Logger, Values, World } from './ports.ts';
import { Secrets } from './secrets.ts';
import { Waits } from './waits.ts';

/** A step failed for good: what callers are told. What was thrown is its cause. */
export class StepFailure extends Error {
  override name = 'StepFailure';
  readonly error: ExecutionError;

  constructor(error: ExecutionError, cause: unknown) {
    super(error.message, { cause });
    this.error = error;
  }
}

/** What is common to all events. */
type Stamp = keyof Pick<FlowEvent, 'seq' | 'execution_id' | 'flow' | 'timestamp'>;

/** What the identity of a step tells of each of its events. */
type Place = keyof Pick<StepEvent, 'step_id' | 'kind' | 'task' | 'path' | 'parent_step_id'>;

let lastTime = 0;
let lastIso = '';

/** Many events, of all executions, fall into one millisecond; to write a date costs more than to run a step. */
function isoTime(time: number): string {
  if (time !== lastTime) {
    lastTime = time;
    lastIso = new Date(time).toISOString();
  }
  return lastIso;
}

/** After so many steps the engine lets others have the event loop. */
const STEPS_BETWEEN_BREATHS = 200;

export class Run {
  readonly id: string;
  readonly flow: string;
  readonly world: World;
  readonly waits: Waits = new Waits();
  /** What failed while a cancelled flow cleaned up. */
  readonly cleanupErrors: ExecutionError[] = [];
  private readonly journal: Journal;
  private secretValues: readonly (string | number)[] = [];
  private secrets: Secrets | undefined;
  private seq = 0;
  private at = 0;
  private steps = 0;
  private timestamp = '';

  constructor(id: string, flow: string, world: World, journal: Journal) {
    this.id = id;
    this.flow = flow;
    this.world = world;
    this.journal = journal;
  }

  /** True when it is time to let others run: a flow of 100,000 quick steps must not stall the server. */
  isOutOfBreath(): boolean {
    this.steps += 1;
    return this.steps % STEPS_BETWEEN_BREATHS === 0;
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

  /** For tasks. */
  get logger(): Logger {
    const { secrets } = this;
    const { logger } = this.world;
    if (secrets === undefined) return logger;
    const hiding = (level: keyof Logger) => (fields: object, message: string) =>
      logger[level](secrets.hide(fields), secrets.hide(message));
    return { debug: hiding('debug'), info: hiding('info'), warn: hiding('warn'), error: hiding('error') };
  }

  flowStarted(inputs: Values): number {
    this.advance();
    this.append<FlowStarted>({ type: 'flow_started', step_id: null, status: 'running', inputs: this.hide(inputs) });
    return this.at;
  }

  // The two events of nearly every step are written out: to put them together from parts costs half of a step's time.

  /** Answers when that was. */
  stepStarted(step: StepIdentity, inputs: Values): number {
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
  stepFailed(step: StepIdentity, error: ExecutionError, startedAt: number | undefined, handled: boolean): void {
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
    this.tell<StepRetrying>(step, { type: 'step_retrying', status: 'retrying', error, attempt, delay_ms });
  }

  stepProgress(step: StepIdentity, progress: number, message: string | undefined): void {
    const said = message === undefined ? {} : { message: this.hide(this.world.redact(message)) };
    this.tell<StepProgress>(step, { type: 'step_progress', status: 'running', progress, ...said });
  }

  stepWaiting(step: StepIdentity, what: Pick<StepWaiting, 'event' | 'until'>): void {
    this.tell<StepWaiting>(step, { type: 'step_waiting', status: 'waiting', ...what });
  }

  flowCompleted(outputs: Values, startedAt: number, ended: Pick<FlowCompleted, 'terminated' | 'termination_reason'>) {
    const shown = this.hide(outputs);
    this.advance();
    const duration_ms = this.since(startedAt);
    return this.append<FlowCompleted>({
      type: 'flow_completed',
      step_id: null,
      status: 'completed',
      success: true,
      outputs: shown,
      duration_ms,
      ...this.hide(ended),
    });
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

  /** What callers may know of something that was thrown. */
  describe(thrown: unknown, at: { step_id?: string; task?: string; attempts?: number }): ExecutionError {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const error = { type: errorType(thrown), message: this.world.redact(message), ...at };
    return this.secrets === undefined ? error : { ...error, ...this.hideTexts(error) };
  }

  /** Also the type and the step: an author may make them of an input. */
  private hideTexts({ type, message, step_id }: ExecutionError): Partial<ExecutionError> {
    const step = step_id === undefined ? {} : { step_id: this.hide(step_id) };
    return { type: this.hide(type), message: this.hide(message), ...step };
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
    if (step.tells === 'nothing') return;
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

/** Milliseconds with microseconds. A clock that was set back is no reason for less than 0. */
function duration(from: number, to: number): number {
  return Math.max(0, Math.round((to - from) * 1000) / 1000);
}
