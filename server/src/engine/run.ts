/** One execution while it runs: its identity, and the one place from which its events come. */
import type {
  ExecutionError,
  FlowCancelled,
  FlowCompleted,
  FlowEvent,
  FlowFailed,
  Json,
  StepCancelled,
  StepEventKind,
  StepFailed,
  StepSkipped,
} from '@flowlang/openapi';
import { errorType } from './policy.ts';
import type { Journal, Values, World } from './ports.ts';

/** Which step an event is about. */
export interface StepIdentity {
  readonly step_id: string;
  readonly kind: StepEventKind;
  readonly task?: string;
  readonly path: string;
}

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
type Stamp = Pick<FlowEvent, 'seq' | 'execution_id' | 'flow' | 'timestamp'>;

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
  private readonly journal: Journal;
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

  /** The time of the newest event, in milliseconds since 1970. */
  get now(): number {
    return this.at;
  }

  emit<E extends FlowEvent>(event: Omit<E, keyof Stamp>): E {
    this.advance();
    return this.append(event);
  }

  // The two events of nearly every step are written out: to put them together from parts costs half of a step's time.

  /** Answers when that was. */
  stepStarted(step: StepIdentity, inputs: Values): number {
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
      status: 'running',
      inputs,
      attempt: 1,
    });
    return this.at;
  }

  stepCompleted(step: StepIdentity, outputs: Json, startedAt: number): void {
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
      status: 'completed',
      outputs,
      duration_ms: this.since(startedAt),
    });
  }

  stepSkipped(step: StepIdentity): void {
    this.emit<StepSkipped>({ type: 'step_skipped', ...step, status: 'skipped' });
  }

  /** @param startedAt undefined for a step that failed before it started */
  stepFailed(step: StepIdentity, error: ExecutionError, startedAt: number | undefined, handled: boolean): void {
    this.advance();
    const duration_ms = this.since(startedAt ?? this.at);
    this.append<StepFailed>({ type: 'step_failed', ...step, status: 'failed', error, duration_ms, handled });
  }

  stepCancelled(step: StepIdentity, reason: string, startedAt: number | undefined): void {
    this.advance();
    const duration_ms = this.since(startedAt ?? this.at);
    this.append<StepCancelled>({ type: 'step_cancelled', ...step, status: 'cancelled', reason, duration_ms });
  }

  flowCompleted(outputs: Values, startedAt: number, ended: Pick<FlowCompleted, 'terminated' | 'termination_reason'>) {
    this.advance();
    const duration_ms = this.since(startedAt);
    const status = 'completed';
    return this.append<FlowCompleted>({
      type: 'flow_completed',
      step_id: null,
      status,
      success: true,
      outputs,
      duration_ms,
      ...ended,
    });
  }

  flowFailed(error: ExecutionError, startedAt: number): FlowFailed {
    this.advance();
    const duration_ms = this.since(startedAt);
    return this.append({ type: 'flow_failed', step_id: null, status: 'failed', success: false, error, duration_ms });
  }

  flowCancelled(reason: string, startedAt: number): FlowCancelled {
    this.advance();
    const duration_ms = this.since(startedAt);
    const cleanup_errors: ExecutionError[] = [];
    return this.append({
      type: 'flow_cancelled',
      step_id: null,
      status: 'cancelled',
      reason,
      cleanup_errors,
      duration_ms,
    });
  }

  /** What callers may know of something that was thrown. */
  describe(thrown: unknown, at: { step_id?: string; task?: string; attempts?: number }): ExecutionError {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { type: errorType(thrown), message: this.world.redact(message), ...at };
  }

  /** To the next event's number and time. */
  private advance(): void {
    this.seq += 1;
    this.at = this.world.clock.now();
    this.timestamp = isoTime(Math.floor(this.at));
  }

  private append<E extends FlowEvent>(event: Omit<E, keyof Stamp>): E {
    const { seq, id, flow, timestamp } = this;
    // A stamp and the rest of an event are that event.
    const complete = { seq, execution_id: id, flow, timestamp, ...event } as unknown as E;
    this.journal.append(complete);
    return complete;
  }

  /** Milliseconds with microseconds, up to the newest event. A clock that was set back is no reason for less than 0. */
  private since(startedAt: number): number {
    return Math.max(0, Math.round((this.at - startedAt) * 1000) / 1000);
  }
}
