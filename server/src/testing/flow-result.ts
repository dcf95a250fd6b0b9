/** What a test learns of one execution. */
import type { ExecutionError, FlowEvent, Json, TerminalEvent } from '@flowlang/openapi';
import type { Values } from '../engine/ports.ts';

/** One call of a task; a retry is a call of its own. */
export interface TaskCall {
  readonly task: string;
  /** As the flow gave them, also where they are sensitive. */
  readonly inputs: Values;
  /** From 1. */
  readonly attempt: number;
  /** Of the step, as in the events: `steps[2].item[0].do[1]`. */
  readonly path: string;
  /** What it returned, or what its mock did. */
  readonly result?: unknown;
  /** What it threw. */
  readonly error?: unknown;
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

export interface FlowResult {
  readonly flow: string;
  readonly execution_id: string;
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly success: boolean;
  /** As callers see them; empty unless the flow has completed. */
  readonly outputs: Values;
  /** Undefined if the flow has completed. */
  readonly error: ExecutionError | undefined;
  /** An `exit` ended the flow. */
  readonly terminated: boolean;
  readonly termination_reason: string | undefined;
  /** By the clock of the test: a `wait` of an hour is in it, and cost nothing. */
  readonly duration_ms: number;
  /** As callers see them: what is sensitive is `***`. None if the inputs were refused. */
  readonly events: readonly FlowEvent[];
  /** In the order in which they began. */
  readonly calls: readonly TaskCall[];
  readonly logs: readonly LogLine[];
}

/** One payload for one `wait_for`, by the name of the event; a list is one for each, in order. */
export type Payloads = { readonly [event: string]: Json };

/** What the flow of a result names: of anything else a test has the name wrong, whatever it claims. */
export interface Named {
  /** What it, and the flows that it runs, call. */
  readonly tasks: readonly string[];
  readonly outputs: readonly string[];
}

const named = new WeakMap<FlowResult, Named>();

export function withNames(result: FlowResult, names: Named): FlowResult {
  named.set(result, names);
  return result;
}

export function namesOf(result: FlowResult): Named | undefined {
  return named.get(result);
}

type Written = Pick<FlowResult, 'events' | 'calls' | 'logs'>;

export function resultOf(last: TerminalEvent, record: Written): FlowResult {
  const { flow, execution_id, duration_ms, status } = last;
  const ended = { flow, execution_id, status, duration_ms, success: status === 'completed' };
  const none = { outputs: {}, terminated: false, termination_reason: undefined };
  switch (last.type) {
    case 'flow_completed': {
      const { outputs, terminated = false, termination_reason } = last;
      return { ...ended, outputs, error: undefined, terminated, termination_reason, ...record };
    }
    case 'flow_failed':
      return { ...ended, ...none, error: last.error, ...record };
    case 'flow_cancelled':
      return { ...ended, ...none, error: { type: 'Cancelled', message: last.reason }, ...record };
  }
}

/** Of an execution that never began: its inputs do not fit. */
export function refused(flow: string, execution_id: string, why: Error | undefined, record: Written): FlowResult {
  const error = { type: why?.name ?? 'Error', message: why?.message ?? 'It never began.' };
  const none = { outputs: {}, terminated: false, termination_reason: undefined };
  return { flow, execution_id, status: 'failed', success: false, error, duration_ms: 0, ...none, ...record };
}
