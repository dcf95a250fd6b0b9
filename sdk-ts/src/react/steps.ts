/** What the events of an execution tell of its steps, kept as they come. */
import type { FlowEvent } from '../events.ts';
import type { ExecutionError, Json } from '../wire.ts';

export type StepStatus = 'running' | 'waiting' | 'retrying' | 'completed' | 'skipped' | 'failed' | 'cancelled';

/** One run of a step: in a loop each iteration has its own, told apart by `path`. */
export interface StepState<Id extends string = string> {
  readonly id: Id;
  /** Where in the flow, with loop indices. Unlike the id, no two have the same: a key for lists. */
  readonly path: string;
  readonly kind: StepEvent['kind'];
  /** Of a task step. */
  readonly task: string | undefined;
  /** Inside a subflow: the step that runs it. */
  readonly parentId: string | undefined;
  readonly status: StepStatus;
  /** Tries so far; 0 where it never began. */
  readonly attempts: number;
  /** Milliseconds since 1970, by the clock of the server. */
  readonly startedAt: number | undefined;
  /** Milliseconds, once it has ended. */
  readonly duration: number | undefined;
  /** 0 to 1, where its task tells. */
  readonly progress: number | undefined;
  /** What its task told last. */
  readonly message: string | undefined;
  /** What it answered, where the flow shows that. */
  readonly outputs: Json | undefined;
  /** Why it failed, or is tried again. */
  readonly error: ExecutionError | undefined;
  /** Of a `wait_for`: the event that it waits for. */
  readonly event: string | undefined;
}

type StepEvent = Extract<FlowEvent, { readonly step_id: string }>;
type Change = { -readonly [Key in keyof StepState]?: StepState[Key] };

export class Steps {
  readonly #byPath = new Map<string, StepState>();

  /** In the order in which they were first heard of. */
  list(): readonly StepState[] {
    return [...this.#byPath.values()];
  }

  add(event: FlowEvent): void {
    if (event.step_id === null) return;
    const known = this.#byPath.get(event.path) ?? newStep(event);
    this.#byPath.set(event.path, { ...known, status: event.status, ...changeOf(event) });
  }
}

function newStep({ step_id, path, kind, task, parent_step_id, status }: StepEvent): StepState {
  return {
    id: step_id,
    path,
    kind,
    task,
    parentId: parent_step_id,
    status,
    attempts: 0,
    startedAt: undefined,
    duration: undefined,
    progress: undefined,
    message: undefined,
    outputs: undefined,
    error: undefined,
    event: undefined,
  };
}

function changeOf(event: StepEvent): Change {
  switch (event.type) {
    case 'step_started':
      return { attempts: event.attempt, startedAt: Date.parse(event.timestamp) };
    case 'step_progress':
      return { progress: event.progress, ...(event.message !== undefined && { message: event.message }) };
    case 'step_retrying':
      return { attempts: event.attempt + 1, error: event.error };
    case 'step_waiting':
      return { event: event.event };
    case 'step_completed':
      return { duration: event.duration_ms, outputs: event.outputs, error: undefined };
    case 'step_failed':
      return { duration: event.duration_ms, error: event.error };
    case 'step_cancelled':
      return { duration: event.duration_ms };
    case 'step_skipped':
      return {};
  }
}
