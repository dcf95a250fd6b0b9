/** Makes one call of a scenario, through the client. */
import {
  APIError,
  type FlowEvent,
  FlowExecutionError,
  FlowLangClient,
  FlowLangError,
  FlowNotReadyError,
  InvalidInputsError,
  TimeoutError,
} from '@flowlang/client';
import { isObject } from '../conformance/exchange.ts';
import { describeAnswer, exchange } from './raw-request.ts';
import { Recorder } from './record.ts';
import type { Call, ClientCall, ExecutionCall, Outcome, RawCall, RunCall } from './scenario.ts';

/** What came of a call, and what was on the wire meanwhile. */
export interface Played {
  readonly outcome: Outcome;
  readonly recorder: Recorder;
}

/** Long enough for any answer, and short enough to report one that never comes. */
const SECONDS = 10;

export async function play(call: Call, baseUrl: string): Promise<Played> {
  const recorder = new Recorder();
  const timeout = { attempt: SECONDS * 1000, total: SECONDS * 1000, idle: SECONDS * 1000 };
  const client = new FlowLangClient({ baseUrl, fetch: recorder.fetch, retry: false, timeout });
  try {
    return { outcome: await answer(call, client, recorder, baseUrl), recorder };
  } catch (error) {
    if (!(error instanceof FlowLangError)) throw error;
    return { outcome: { error: describeError(error) }, recorder };
  }
}

async function answer(
  { client: call, expect }: Call,
  client: FlowLangClient,
  recorder: Recorder,
  baseUrl: string,
): Promise<Outcome> {
  switch (call.method) {
    case 'request':
      return { answer: describeAnswer(await recorder.keep(exchange(call, baseUrl))) };
    case 'executeFlow':
      return { result: await execute(call, client) };
    case 'executeFlowStream':
      return stream(call, client, 'result' in expect);
    case 'executionEvents':
      return events(call, client, 'result' in expect);
    default:
      return { result: await ask(call, client) };
  }
}

type Asking = Exclude<
  ClientCall,
  RawCall | { readonly method: 'executeFlow' | 'executeFlowStream' | 'executionEvents' }
>;

async function ask(call: Asking, client: FlowLangClient): Promise<unknown> {
  switch (call.method) {
    case 'listFlows':
    case 'health':
      return client[call.method]();
    case 'startFlow': {
      const { record } = await client.startFlow(call.flow, call.inputs, optionsOf(call));
      return record;
    }
    case 'retryExecution': {
      const { record } = await client.retryExecution(call.flow, call.executionId, optionsOf(call));
      return record;
    }
    case 'getExecution':
      return client.getExecution(call.flow, call.executionId);
    case 'listExecutions': {
      const { value } = await client.listExecutions(call.flow, call).pages().next();
      return value;
    }
    case 'cancelExecution':
      return client.cancelExecution(call.flow, call.executionId, call.reason);
    case 'sendEvent':
      return client.sendEvent(call.flow, call.executionId, call.event, call.payload);
    case 'getFlow':
    case 'listTasks':
    case 'visualize':
      return client[call.method](call.flow);
    default:
      throw new Error(`${call.method} is no question`);
  }
}

function execute({ flow, inputs, orThrow, ...call }: RunCall, client: FlowLangClient): Promise<unknown> {
  const running = client.executeFlow(flow, inputs, optionsOf(call));
  return orThrow ? running.orThrow() : running;
}

async function stream(
  { flow, inputs, until, ...call }: RunCall,
  client: FlowLangClient,
  wantsResult: boolean,
): Promise<Outcome> {
  const running = client.executeFlowStream(flow, inputs, optionsOf(call));
  const events: FlowEvent[] = [];
  for await (const event of running) {
    events.push(event);
    if (
      until !== undefined &&
      Object.entries(until).every(([key, value]) => Object.entries(event).some(([k, v]) => k === key && v === value))
    )
      break;
  }
  const execution = running.executionId;
  return wantsResult ? { events, execution, result: await running.result() } : { events, execution };
}

async function events(
  { flow, executionId, after }: ExecutionCall,
  client: FlowLangClient,
  wantsResult: boolean,
): Promise<Outcome> {
  const reading = client.executionEvents(flow, executionId, { after });
  const seen: FlowEvent[] = [];
  for await (const event of reading) seen.push(event);
  const outcome = { events: seen, execution: reading.executionId };
  return wantsResult ? { ...outcome, result: await reading.result() } : outcome;
}

function optionsOf({ idempotencyKey, timeout }: Partial<Pick<RunCall, 'idempotencyKey' | 'timeout'>>) {
  return { idempotencyKey, ...(timeout !== undefined && { timeout: { attempt: timeout * 1000 } }) };
}

/** With the names that errors have in JSON and in Python. */
export function describeError(error: FlowLangError): Record<string, unknown> {
  const common = { class: error.name, message: error.message };
  if (error instanceof FlowExecutionError) return { ...common, execution_id: error.executionId, error: error.error };
  if (error instanceof TimeoutError) return { ...common, phase: error.phase };
  if (!(error instanceof APIError)) return common;
  const { status, code, requestId: request_id, problem } = error;
  const api = { ...common, status, code, request_id, problem: isObject(problem) ? problem : undefined };
  if (error instanceof InvalidInputsError) return { ...api, errors: error.errors };
  if (!(error instanceof FlowNotReadyError)) return api;
  return { ...api, pending_tasks: error.pendingTasks, progress: error.progress };
}
