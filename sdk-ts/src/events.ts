/**
 * The events of an execution: one sequence, numbered from 1 without gaps, that exactly one of `flow_completed`,
 * `flow_failed` and `flow_cancelled` ends. A generated `Flows` map has its own unions, with the outputs of each step typed.
 */
import type { ExecutionError, Json } from './wire.ts';

export interface EventBase {
  /** Place in the sequence, from 1. */
  readonly seq: number;
  readonly execution_id: string;
  readonly flow: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly timestamp: string;
}

type Values = { readonly [name: string]: Json };

export interface FlowEventBase extends EventBase {
  readonly step_id: null;
}

export interface StepEventBase extends EventBase {
  readonly step_id: string;
  readonly kind: 'task' | 'connection' | 'parallel' | 'for_each' | 'while' | 'subflow' | 'wait' | 'wait_for';
  /** Of a task step. */
  readonly task?: string;
  /** Where in the flow, with loop indices: `steps[2].item[0].do[1]`. */
  readonly path: string;
  /** Inside a subflow: the step that runs it. */
  readonly parent_step_id?: string;
}

export interface FlowStarted extends FlowEventBase {
  readonly type: 'flow_started';
  readonly status: 'running';
  readonly inputs: Values;
}

export interface FlowCompleted extends FlowEventBase {
  readonly type: 'flow_completed';
  readonly status: 'completed';
  readonly success: true;
  readonly outputs: Values;
  readonly duration_ms: number;
  readonly terminated?: true;
  readonly termination_reason?: string;
}

export interface FlowFailed extends FlowEventBase {
  readonly type: 'flow_failed';
  readonly status: 'failed';
  readonly success: false;
  readonly error: ExecutionError;
  readonly duration_ms: number;
}

export interface FlowCancelled extends FlowEventBase {
  readonly type: 'flow_cancelled';
  readonly status: 'cancelled';
  readonly reason: string;
  readonly cleanup_errors: readonly ExecutionError[];
  readonly duration_ms: number;
}

export interface StepStarted extends StepEventBase {
  readonly type: 'step_started';
  readonly status: 'running';
  /** Not there where the flow shows no more than the status of its steps. */
  readonly inputs?: Values;
  readonly attempt: number;
}

export interface StepProgress extends StepEventBase {
  readonly type: 'step_progress';
  readonly status: 'running';
  /** 0 to 1. */
  readonly progress: number;
  readonly message?: string;
}

export interface StepRetrying extends StepEventBase {
  readonly type: 'step_retrying';
  readonly status: 'retrying';
  readonly error: ExecutionError;
  /** The try that failed, from 1. */
  readonly attempt: number;
  readonly delay_ms: number;
}

export interface StepCompleted extends StepEventBase {
  readonly type: 'step_completed';
  readonly status: 'completed';
  /** Not there where the flow shows no more than the status of its steps. */
  readonly outputs?: Json;
  readonly duration_ms: number;
}

export interface StepSkipped extends StepEventBase {
  readonly type: 'step_skipped';
  readonly status: 'skipped';
}

export interface StepFailed extends StepEventBase {
  readonly type: 'step_failed';
  readonly status: 'failed';
  readonly error: ExecutionError;
  readonly duration_ms: number;
  /** The step has an `on_error`. */
  readonly handled: boolean;
}

export interface StepWaiting extends StepEventBase {
  readonly type: 'step_waiting';
  readonly status: 'waiting';
  /** Of a `wait_for`: the event that it waits for, to be given to {@link FlowLangClient.sendEvent}. */
  readonly event?: string;
  /** Of a `wait`: when it ends. ISO 8601, UTC. */
  readonly until?: string;
}

export interface StepCancelled extends StepEventBase {
  readonly type: 'step_cancelled';
  readonly status: 'cancelled';
  readonly reason: string;
  readonly duration_ms: number;
}

export type TerminalEvent = FlowCompleted | FlowFailed | FlowCancelled;

/** An event of any flow; narrows on `type`. */
export type FlowEvent =
  | FlowStarted
  | TerminalEvent
  | StepStarted
  | StepProgress
  | StepRetrying
  | StepCompleted
  | StepSkipped
  | StepFailed
  | StepCancelled
  | StepWaiting;

/** Whether it is the last event of its sequence. */
export function isTerminal(event: FlowEvent): event is TerminalEvent {
  return /^flow_(completed|failed|cancelled)$/.test(event.type);
}
