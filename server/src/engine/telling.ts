/** The events of one execution, and the facts that they do not tell: the one place from which both come. */
import type {
  ExecutionError,
  FlowCancelled,
  FlowCompleted,
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
import { ExecutionLog, NONE, type Stamp } from './execution-log.ts';
import type { StepIdentity } from './planned.ts';
import type { Values } from './ports.ts';

/** What the identity of a step tells of each of its events. */
type Place = keyof Pick<StepEvent, 'step_id' | 'kind' | 'task' | 'path' | 'parent_step_id'>;

/** Why an `exit` ended it. */
type Ended = Pick<FlowCompleted, 'terminated' | 'termination_reason'>;

export class Telling extends ExecutionLog {
  /** What failed while a cancelled flow cleaned up. */
  cleanupErrors: readonly ExecutionError[] = NONE;
  /** Milliseconds since 1970; undefined until it has. */
  startedAt: number | undefined;

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
    this.write({
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
    this.write({
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
    this.write({
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

  /** What the step answered, where its event does not tell it as it is. */
  keepEnd(step: StepIdentity, result: Json): void {
    if (step.tells === 'all' && this.secrets === undefined) return;
    if (this.past?.step(step.path)?.end === undefined) this.note({ kind: 'completed', path: step.path, result });
  }

  /** @param startedAt undefined for a step that failed before it started */
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
    this.asides += 1;
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
  flowCompleted(outputs: Values, startedAt: number, ended: Ended | undefined): FlowCompleted {
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
    const complete = ended === undefined ? event : { ...event, ...this.hideReason(ended) };
    this.write(complete);
    return complete;
  }

  private hideReason(ended: Ended): Ended {
    const { termination_reason } = ended;
    return termination_reason === undefined ? ended : { ...ended, termination_reason: this.hide(termination_reason) };
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
    const { step_id, kind, task, path, parent_step_id } = step;
    // A person who reads a stream finds everything at its place: as in the events that are written out.
    const place = { type: event.type, step_id, kind, task, path, parent_step_id };
    this.advance();
    // The place and the rest of a step's event are that event.
    this.append<E>({ ...place, ...event } as unknown as Omit<E, Stamp>);
  }
}
