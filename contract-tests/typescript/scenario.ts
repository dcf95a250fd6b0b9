/** The format of the scenarios; README.md describes it for readers. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ExecutionStatus } from '@flowlang/client';
import type { OperationName } from '@flowlang/openapi';

export interface Scenario {
  /** A sentence. */
  readonly name: string;
  readonly operation: OperationName;
  readonly calls: readonly (Call | { readonly together: readonly Call[] })[];
}

export interface Call {
  readonly client: ClientCall;
  readonly expect: Expectation;
}

export type ClientCall = FixedCall | FlowCall | RunCall | ExecutionCall | ListCall | CancelCall | SendCall | RawCall;

interface FixedCall {
  readonly method: 'listFlows' | 'health';
}

interface FlowCall {
  readonly method: 'getFlow' | 'listTasks' | 'visualize';
  readonly flow: string;
}

export interface RunCall {
  readonly method: 'executeFlow' | 'executeFlowStream' | 'startFlow';
  readonly flow: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly idempotencyKey?: string;
  /** Seconds for one try. */
  readonly timeout?: number;
  /** Of executeFlow: the outputs alone, or an error. */
  readonly orThrow?: true;
  /** Of executeFlowStream: leave, or abort, after the first event that has all of this. */
  readonly until?: Readonly<Record<string, unknown>>;
  /** What an abort means to the execution. */
  readonly onAbort?: 'cancel' | 'detach';
}

export interface ExecutionCall {
  readonly method: 'getExecution' | 'retryExecution' | 'executionEvents';
  readonly flow: string;
  readonly executionId: string;
  /** Of executionEvents: the number of the event that the reader has. */
  readonly after?: number;
  /** Of executionEvents, as of executeFlowStream. */
  readonly until?: Readonly<Record<string, unknown>>;
  /** Of retryExecution. */
  readonly idempotencyKey?: string;
}

export type Method = ClientCall['method'];

export interface ListCall {
  readonly method: 'listExecutions';
  readonly flow: string;
  readonly status?: ExecutionStatus;
  readonly limit?: number;
  readonly cursor?: string;
}

export interface CancelCall {
  readonly method: 'cancelExecution';
  readonly flow: string;
  readonly executionId: string;
  readonly reason?: string;
}

export interface SendCall {
  readonly method: 'sendEvent';
  readonly flow: string;
  readonly executionId: string;
  readonly event: string;
  readonly payload?: unknown;
}

/** A request that no client would send. */
export interface RawCall {
  readonly method: 'request';
  readonly request: {
    readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** Text goes as it is; anything else as JSON, with its content type. */
    readonly body?: unknown;
    /** So many blanks stand before the body. */
    readonly padding?: number;
  };
}

/** Patterns; each that is given must be met, and an error that is not expected never is. */
export interface Expectation {
  readonly result?: unknown;
  /** All of them; with faults also a text, for what the server keeps. */
  readonly events?: readonly unknown[] | string;
  /** Of a stream: the id of the execution. */
  readonly execution?: string;
  readonly error?: Readonly<Record<string, unknown>>;
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly aborted?: true;
}

/** What came of a call: in the words of JSON, so that both languages say the same. */
export interface Outcome {
  readonly result?: unknown;
  readonly events?: readonly unknown[];
  readonly execution?: string | undefined;
  readonly error?: Readonly<Record<string, unknown>>;
  readonly answer?: Readonly<Record<string, unknown>>;
  /** The reason of the call's own signal ended it. */
  readonly aborted?: true;
}

export const ROOT: string = path.dirname(import.meta.dirname);

type Written = Scenario | (Omit<Scenario, 'calls'> & Call);

/** Of all files, or of one. */
export function loadScenarios(file = 'scenarios/*.json'): Scenario[] {
  const files = globSync(file, { cwd: ROOT }).sort();
  return files.flatMap((one) => {
    const written = JSON.parse(readFileSync(path.join(ROOT, one), 'utf8')) as Written[]; // ours
    return written.map((one) => {
      return 'calls' in one
        ? one
        : { name: one.name, operation: one.operation, calls: [{ client: one.client, expect: one.expect }] };
    });
  });
}

/** A scenario that has never been played: `$new:key` becomes a text that no other has. */
export function refresh<T>(scenario: T): T {
  const suffix = crypto.randomUUID().slice(0, 8);
  const text = JSON.stringify(scenario).replaceAll(/\$new:(\w+)/g, (_all, name: string) => `${name}-${suffix}`);
  return JSON.parse(text) as T; // the same, with other texts
}

/** The call with what `$same:name` stands for by now in its arguments. */
export function bound(call: Call, bindings: ReadonlyMap<string, unknown>): Call {
  const text = JSON.stringify(call.client);
  const whole = text.replaceAll(/"\$same:(\w+)"/g, (_all, name: string) => JSON.stringify(bindings.get(name)));
  // Within a longer text: a path.
  const client = whole.replaceAll(/\$same:(\w+)/g, (_all, name: string) => String(bindings.get(name)));
  return { ...call, client: JSON.parse(client) as ClientCall };
}
