/** Makes one call of a scenario, through the client. */
import { type CallOptions, type FlowEvent, FlowLangClient, FlowLangError, type FlowStream } from '@flowlang/client';
import { describeError } from './describe-error.ts';
import { describeAnswer, exchange } from './raw-request.ts';
import { Recorder } from './record.ts';
import type { Call, ClientCall, Method, Outcome, RunCall } from './scenario.ts';

/** What came of a call, and what was on the wire meanwhile. */
export interface Played {
  readonly outcome: Outcome;
  readonly recorder: Recorder;
}

/** Long enough for any answer, and short enough to report one that never comes. */
const SECONDS = 10;

/** A call in the words of the client: what it answers, or the stream that it begins. */
type Spelling<M extends Method> = (
  client: FlowLangClient,
  call: ClientCall & { readonly method: M },
  options: CallOptions,
) => Promise<unknown> | FlowStream<FlowEvent>;

/** The table of all methods: what a scenario calls, and how this client spells it. */
const SPELLINGS: { readonly [M in Exclude<Method, 'request'>]: Spelling<M> } = {
  listFlows: (client, _call, options) => client.listFlows(options),
  health: (client, _call, options) => client.health(options),
  getFlow: (client, { flow }, options) => client.getFlow(flow, options),
  listTasks: (client, { flow }, options) => client.listTasks(flow, options),
  visualize: (client, { flow }, options) => client.visualize(flow, options),
  executeFlow: (client, { flow, inputs, orThrow, ...call }, options) => {
    const running = client.executeFlow(flow, inputs, { ...options, ...runOptions(call) });
    return orThrow ? running.orThrow() : running;
  },
  executeFlowStream: (client, { flow, inputs, ...call }, options) =>
    client.executeFlowStream(flow, inputs, { ...options, ...runOptions(call) }),
  startFlow: async (client, { flow, inputs, idempotencyKey }, options) =>
    (await client.startFlow(flow, inputs, { ...options, idempotencyKey })).record,
  retryExecution: async (client, { flow, executionId, idempotencyKey }, options) =>
    (await client.retryExecution(flow, executionId, { ...options, idempotencyKey })).record,
  getExecution: (client, { flow, executionId }, options) => client.getExecution(flow, executionId, options),
  listExecutions: async (client, { flow, status, limit, cursor }, options) => {
    const { value } = await client
      .listExecutions(flow, { ...options, status, limit, cursor })
      .pages()
      .next();
    return value;
  },
  executionEvents: (client, { flow, executionId, after }, options) =>
    client.executionEvents(flow, executionId, { ...options, after }),
  cancelExecution: (client, { flow, executionId, reason }, options) =>
    client.cancelExecution(flow, executionId, reason, options),
  sendEvent: (client, { flow, executionId, event, payload }, options) =>
    client.sendEvent(flow, executionId, event, payload, options),
};

/** As the scenarios that nothing disturbs want it: one try, and the wire is listened to. */
export async function play(call: Call, baseUrl: string): Promise<Played> {
  const recorder = new Recorder();
  const timeout = { attempt: SECONDS * 1000, total: SECONDS * 1000, idle: SECONDS * 1000 };
  const client = new FlowLangClient({ baseUrl, fetch: recorder.fetch, retry: false, timeout });
  if (call.client.method === 'request') {
    return { outcome: { answer: describeAnswer(await recorder.keep(exchange(call.client, baseUrl))) }, recorder };
  }
  return { outcome: await callClient(client, call), recorder };
}

/** Makes the call. With an `abort`, its events and its end are those of a call whose signal fires. */
export async function callClient(
  client: FlowLangClient,
  { client: call, expect }: Call,
  { controller: abort, ...options }: CallOptions & { readonly controller?: AbortController | undefined } = {},
): Promise<Outcome> {
  const seen: { events?: FlowEvent[]; execution?: string | undefined } = {};
  try {
    if (call.method === 'request') throw new Error('A request is made by no client');
    const spell = SPELLINGS[call.method] as Spelling<typeof call.method>; // the table has it under its own name
    const given = spell(client, call, { ...options, signal: abort?.signal });
    if (!('executionId' in given)) return { result: await given };
    seen.events = [];
    for await (const event of given) {
      seen.events.push(event);
      seen.execution = given.executionId;
      if (!isLast(event, call)) continue;
      if (abort === undefined) break;
      abort.abort(ABORTED);
    }
    return { ...seen, ...('result' in expect && { result: await given.result() }) };
  } catch (error) {
    if (error === ABORTED) return { ...seen, aborted: true };
    if (!(error instanceof FlowLangError)) throw error;
    return { ...seen, error: describeError(error) };
  }
}

/** The reason of every abort: the client must throw just this. */
export const ABORTED: Error = new Error('The scenario wants no more of this call');

function isLast(event: FlowEvent, call: ClientCall): boolean {
  if (!('until' in call) || call.until === undefined) return false;
  const wanted = Object.entries(call.until);
  return wanted.every(([key, value]) => Object.entries(event).some(([k, v]) => k === key && v === value));
}

function runOptions({ idempotencyKey, timeout, onAbort }: Partial<RunCall>) {
  return { idempotencyKey, onAbort, ...(timeout !== undefined && { timeout: { attempt: timeout * 1000 } }) };
}
