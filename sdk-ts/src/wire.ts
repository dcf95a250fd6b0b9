/**
 * The shapes that cross the wire and do not depend on a flow: as the OpenAPI document has them, with names that messages and
 * hovers can show. What a flow adds (its inputs, outputs and events) comes from the generated `Flows` map: see flows.ts.
 */
import type { components } from './document.gen.ts';

/** A value as JSON can carry it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

type Schemas = components['schemas'];

/** An error as RFC 9457 has it. `code` is for programs, `detail` says what is wrong and what to do. */
export type Problem = Schemas['Problem'];

/** One thing that is wrong with what was sent; `path` is a JSON Pointer into it, such as `/items/0/quantity`. */
export type InvalidInput = Schemas['InvalidInput'];

/** A problem of the text of a flow; line and column count from 1. */
export type Diagnostic = Schemas['Diagnostic'];

export type FlowStatus = Schemas['FlowStatus'];

/** An input or an output, its type in words: `string`, `integer or null`, `any`. */
export type Parameter = Schemas['Parameter'];

export type FlowSummary<Name extends string = string> = Schemas['FlowSummary'] & { readonly name: Name };

/** A flow with the JSON Schemas (2020-12) of its inputs and outputs. Diagnostics: errors of an invalid flow, warnings of any. */
export type FlowDetail<Name extends string = string> = Schemas['FlowDetail'] & { readonly name: Name };

export type Task = Schemas['Task'];

/** The tasks of a flow, in the order in which it names them. */
export type TaskList = Schemas['TaskList'];

export type TaskSummary = TaskList['summary'];

/** How much of a flow is implemented, and why it is not ready, or what its last edit broke. */
export type FlowHealth = Schemas['FlowHealth'];

/** `degraded` when a flow is not ready or failed to load. */
export type Health = Schemas['Health'];

/** What went wrong in a run. Its type is the name of the error that was thrown; `Cancelled` when it was cancelled. */
export type ExecutionError = Schemas['ExecutionError'];

/** An execution was asked to end; its last event, and its result, tell when it has. */
export type Cancellation = Schemas['Cancellation'];

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

/** What a list tells of an execution; its record has more. Times are ISO 8601, UTC. */
export interface ExecutionSummary<Name extends string = string> extends ExecutionListed {
  readonly flow: Name;
}

type ExecutionListed = Schemas['ExecutionSummary'];

export type ExecutionStatus = ExecutionListed['status'];

/** A page of executions, newest first. `next_cursor` is for the next page; null on the last one. */
export interface ExecutionList<Name extends string = string> extends Omit<Schemas['ExecutionList'], 'items'> {
  readonly items: readonly ExecutionSummary<Name>[];
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
