/**
 * The closed union of events. One sequence per execution, numbered from 1 without gaps; flow events have `step_id: null`.
 * Exactly one of `flow_completed`, `flow_failed` and `flow_cancelled` ends a sequence.
 */
import type { Json } from '../language/model.ts';

/** What went wrong in a run, as callers see it: never a stack trace, a path or a secret. */
export interface ExecutionError {
  readonly type: string;
  readonly message: string;
  readonly step_id?: string;
  readonly task?: string;
  readonly attempts?: number;
}

interface EventBase {
  readonly seq: number;
  readonly execution_id: string;
  readonly flow: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly timestamp: string;
}

type Values = { readonly [name: string]: Json };

interface FlowEventBase extends EventBase {
  readonly step_id: null;
}

interface StepEventBase extends EventBase {
  readonly step_id: string;
  readonly kind: StepEventKind;
  /** Of a task step. */
  readonly task?: string;
  /** Where in the flow, with loop indices: `steps[2].item[0].do[1]`. */
  readonly path: string;
  /** Inside a subflow: the step that runs it. */
  readonly parent_step_id?: string;
}

/** The kinds of steps that take time, and so emit events. */
export const STEP_EVENT_KINDS = [
  'task',
  'connection',
  'parallel',
  'for_each',
  'while',
  'subflow',
  'wait',
  'wait_for',
] as const;
export type StepEventKind = (typeof STEP_EVENT_KINDS)[number];

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
  /** Not there with `events: status`. */
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
  /** Not there with `events: status`. */
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
  /** Of a `wait_for`: the event that it waits for. */
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

export type FlowLevelEvent = FlowStarted | FlowCompleted | FlowFailed | FlowCancelled;
export type StepEvent =
  | StepStarted
  | StepProgress
  | StepRetrying
  | StepCompleted
  | StepSkipped
  | StepFailed
  | StepCancelled
  | StepWaiting;
export type FlowEvent = FlowLevelEvent | StepEvent;
export type FlowEventType = FlowEvent['type'];

export const FLOW_EVENT_TYPES = ['flow_started', 'flow_completed', 'flow_failed', 'flow_cancelled'] as const;
export const STEP_EVENT_TYPES = [
  'step_started',
  'step_progress',
  'step_retrying',
  'step_completed',
  'step_skipped',
  'step_failed',
  'step_cancelled',
  'step_waiting',
] as const;

/** The last event of every sequence is one of these. */
export type TerminalEvent = FlowCompleted | FlowFailed | FlowCancelled;

export function isTerminal(event: { readonly type: string }): event is TerminalEvent {
  return event.type === 'flow_completed' || event.type === 'flow_failed' || event.type === 'flow_cancelled';
}
