/**
 * The shapes that cross the wire and do not depend on a flow, as the OpenAPI document has them. Names are the wire's own.
 * What a flow adds (its inputs, outputs and events) comes from the generated `Flows` map: see flows.ts.
 */

/** A value as JSON can carry it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An error as RFC 9457 has it. `code` is for programs, `detail` says what is wrong and what to do. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly request_id: string;
}

/** One thing that is wrong with what was sent; `path` is a JSON Pointer into it, such as `/items/0/quantity`. */
export interface InvalidInput {
  readonly path: string;
  readonly message: string;
  /** The JSON Schema keyword that failed. */
  readonly keyword: string;
}

/** A problem of the text of a flow; line and column count from 1. */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint?: string;
}

export type FlowStatus = 'ready' | 'incomplete' | 'invalid';

/** An input or an output, its type in words: `string`, `integer or null`, `any`. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly required?: boolean;
  readonly description?: string;
}

export interface FlowSummary<Name extends string = string> {
  readonly name: Name;
  readonly description?: string;
  readonly version?: string;
  readonly status: FlowStatus;
  readonly inputs: readonly Parameter[];
  readonly outputs: readonly Parameter[];
  readonly tags: readonly string[];
}

/** A flow with the JSON Schemas (2020-12) of its inputs and outputs. */
export interface FlowDetail<Name extends string = string> extends FlowSummary<Name> {
  readonly input_schema?: Readonly<Record<string, unknown>>;
  readonly output_schema?: Readonly<Record<string, unknown>>;
  /** Errors of an invalid flow; warnings of any. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Task {
  readonly name: string;
  readonly implemented: boolean;
  readonly description?: string;
}

export interface TaskList {
  readonly flow: string;
  /** In the order in which the flow names them. */
  readonly tasks: readonly Task[];
  readonly summary: TaskSummary;
}

export interface TaskSummary {
  readonly total: number;
  readonly implemented: number;
  readonly pending: number;
  /** Such as `10/10 (100.0%)`. */
  readonly progress: string;
}

export interface FlowHealth {
  /** Such as `10/10 (100.0%)`. */
  readonly implementation_status: string;
  readonly ready: boolean;
  /** Why the flow is not ready, or what its last edit broke. */
  readonly problem?: string;
}

export interface Health {
  /** `degraded` when a flow is not ready or failed to load. */
  readonly status: 'healthy' | 'degraded';
  readonly flows: Readonly<Record<string, FlowHealth>>;
}

/** What went wrong in a run. */
export interface ExecutionError {
  /** Name of the error that was thrown; `Cancelled` when the execution was cancelled. */
  readonly type: string;
  readonly message: string;
  readonly step_id?: string;
  readonly task?: string;
  readonly attempts?: number;
}

/** An execution was asked to end; its last event, and its result, tell when it has. */
export interface Cancellation {
  readonly execution_id: string;
  readonly flow: string;
  readonly reason: string;
}

/** A step has taken what was sent. */
export interface Delivery {
  readonly execution_id: string;
  readonly flow: string;
  readonly event: string;
}

export interface FlowSuccess<Outputs extends object = Record<string, unknown>> {
  readonly success: true;
  readonly execution_id: string;
  readonly flow: string;
  readonly outputs: Outputs;
  readonly error?: undefined;
  readonly execution_time_ms: number;
  /** The flow ended at an `exit` step. */
  readonly terminated?: boolean;
  readonly termination_reason?: string;
}

/** A flow that ran and did not succeed, or was cancelled. Asking again would do its work again. */
export interface FlowFailure {
  readonly success: false;
  readonly execution_id: string;
  readonly flow: string;
  readonly outputs?: undefined;
  readonly error: ExecutionError;
  readonly execution_time_ms: number;
}

/** What an execution came to; `success` tells which of the two it is. */
export type FlowResult<Outputs extends object = Record<string, unknown>> = FlowSuccess<Outputs> | FlowFailure;

export type ExecutionStatus = 'queued' | 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled';

/** What a list tells of an execution; its record has more. Times are ISO 8601, UTC. */
export interface ExecutionSummary<Name extends string = string> {
  readonly execution_id: string;
  readonly flow: Name;
  readonly status: ExecutionStatus;
  readonly created_at: string;
  /** Null while it waits for its turn. */
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly origin: 'api' | 'retry' | 'subflow' | 'trigger';
  /** Of a retry: the execution that failed. */
  readonly parent_id: string | null;
  /** From 1; a retry is one more than what it takes up. */
  readonly attempt: number;
}

/** A page of executions, newest first. */
export interface ExecutionList<Name extends string = string> {
  readonly items: readonly ExecutionSummary<Name>[];
  /** For the next page; null on the last one. */
  readonly next_cursor: string | null;
}

interface ExecutionRecord<Inputs extends object> extends ExecutionSummary {
  /** With their defaults; what is sensitive is shown as `***`. */
  readonly inputs: Inputs;
}

export interface UnfinishedExecution<Inputs extends object = Record<string, unknown>> extends ExecutionRecord<Inputs> {
  readonly status: 'queued' | 'running' | 'waiting';
  readonly ended_at: null;
  readonly outputs?: undefined;
  readonly error?: undefined;
}

export interface CompletedExecution<
  Outputs extends object = Record<string, unknown>,
  Inputs extends object = Record<string, unknown>,
> extends ExecutionRecord<Inputs> {
  readonly status: 'completed';
  readonly ended_at: string;
  readonly execution_time_ms: number;
  readonly outputs: Outputs;
  readonly error?: undefined;
  /** The flow ended at an `exit` step. */
  readonly terminated?: boolean;
  readonly termination_reason?: string;
}

export interface FailedExecution<Inputs extends object = Record<string, unknown>> extends ExecutionRecord<Inputs> {
  readonly status: 'failed' | 'cancelled';
  readonly ended_at: string;
  readonly execution_time_ms: number;
  readonly outputs?: undefined;
  readonly error: ExecutionError;
}

/** All that is known of an execution; narrows on `status`. */
export type Execution<
  Outputs extends object = Record<string, unknown>,
  Inputs extends object = Record<string, unknown>,
> = UnfinishedExecution<Inputs> | CompletedExecution<Outputs, Inputs> | FailedExecution<Inputs>;
