/** The door to a FlowLang server. */
import { createApi, type FlowLangApi } from './api.ts';
import type { Call } from './call.ts';
import { FlowStream, type StreamSource } from './event-stream.ts';
import { ExecutionHandle } from './execution-handle.ts';
import { type ExecutionPages, executionPages } from './execution-pages.ts';
import { type FlowCall, flowCall } from './flow-call.ts';
import type {
  AwaitedEvents,
  FlowArguments,
  FlowMap,
  FlowName,
  PayloadArguments,
  ShownInputs,
  UntypedFlows,
} from './flows.ts';
import {
  type CallOptions,
  type ClientOptions,
  type EventsOptions,
  type ExecuteOptions,
  type ListOptions,
  type StartOptions,
  settle,
} from './options.ts';
import { type Answer, jsonReader, textReader } from './read-body.ts';
import { cancelHeader, encodePath, encodeQuery, keyHeader, toJson } from './request-parts.ts';
import { Transport } from './transport.ts';
import type {
  Cancellation,
  Delivery,
  Execution,
  ExecutionList,
  FlowDetail,
  FlowResult,
  FlowSummary,
  Health,
  TaskList,
} from './wire.ts';

/** What a POST sends: what it is called in messages, and what it is. An empty list is a POST without a body. */
type Sent = readonly [what: string, value: unknown] | readonly [];

const EVENTS = 'text/event-stream';

/**
 * A client of one server. `Flows` is the map that `flowlang generate client` writes; without it every flow name is taken,
 * and inputs and outputs are `Record<string, unknown>`. It holds no connection open, and needs no closing.
 *
 * Every method throws {@link APIError} and its kin for an error that the server answers, {@link ConnectionError},
 * {@link TimeoutError}, and the reason of a signal that is aborted.
 */
// Parameters spell FlowName out: the compiler then lists the names in its message, instead of the alias.
export class FlowLangClient<Flows extends FlowMap<Flows> = UntypedFlows> {
  readonly #transport: Transport;
  #api: FlowLangApi | undefined;

  /** @throws FlowLangError if an option is not usable, or no base URL is known. */
  constructor(options: ClientOptions = {}) {
    this.#transport = new Transport(settle(options));
  }

  /** The fixed endpoints of the document, for what has no method here. Made when it is first read. */
  get api(): FlowLangApi {
    this.#api ??= createApi(this.#transport);
    return this.#api;
  }

  /**
   * Runs a flow, and waits for its result. A flow that ran and failed is a result with `success: false`, and no error: see
   * {@link FlowCall.orThrow}. However often it is tried, the flow runs once.
   */
  executeFlow<Name extends keyof Flows & string>(
    flow: Name,
    ...[inputs, options = {}]: FlowArguments<Flows[Name]['inputs'], ExecuteOptions>
  ): FlowCall<Flows[Name]['outputs']> {
    const send = async (): Promise<Answer<FlowResult<Flows[Name]['outputs']>>> =>
      this.#transport.send(this.#run(flow, ['execute'], inputs, options), jsonReader('@success'));
    return flowCall(send());
  }

  /**
   * Runs a flow, and yields its events, each once and in order. The flow is started when reading begins.
   */
  executeFlowStream<Name extends keyof Flows & string>(
    flow: Name,
    ...[inputs, options = {}]: FlowArguments<Flows[Name]['inputs'], ExecuteOptions>
  ): FlowStream<Flows[Name]['events'], Flows[Name]['outputs']> {
    const start = (): Call => this.#run(flow, ['execute', 'stream'], inputs, options, EVENTS);
    return new FlowStream(this.#transport, { ...this.#source(flow, options), start });
  }

  /**
   * Starts a flow, and answers as soon as the server has kept the execution: it goes on whatever becomes of this program.
   */
  async startFlow<Name extends keyof Flows & string>(
    flow: Name,
    ...[inputs = {}, options = {}]: FlowArguments<Flows[Name]['inputs'], StartOptions>
  ): Promise<HandleOf<Flows, Name>> {
    return this.#begin(flow, ['execute'], options, ['inputs', { inputs }], { Prefer: 'respond-async' });
  }

  /**
   * Starts a failed execution anew from the step that failed, as a new execution: what was completed is not run again.
   * @throws ExecutionNotFoundError, and ConflictError where it has not failed.
   */
  async retryExecution<Name extends keyof Flows & string>(
    flow: Name,
    executionId: string,
    options: StartOptions = {},
  ): Promise<HandleOf<Flows, Name>> {
    return this.#begin(flow, ['executions', executionId, 'retry'], options, [], {});
  }

  /** What is known of an execution now. */
  getExecution<Name extends keyof Flows & string>(
    flow: Name,
    executionId: string,
    options: CallOptions = {},
  ): Promise<ExecutionOf<Flows, Name>> {
    return this.#ask('@status', options, ['flows', flow, 'executions', executionId]);
  }

  /**
   * The executions of a flow, newest first: to be looped over, or read page by page. A server that others can reach lists them
   * only if it was told to.
   */
  listExecutions<Name extends keyof Flows & string>(flow: Name, options: ListOptions = {}): ExecutionPages<Name> {
    const { status, limit, cursor, ...call } = options;
    const load = (next = cursor): Promise<ExecutionList<Name>> => {
      const query = encodeQuery({ status, limit, cursor: next });
      return this.#ask('ExecutionList', call, ['flows', flow, 'executions'], undefined, query);
    };
    return executionPages(load);
  }

  /** The events of an execution, from the first or after one, to the last: each once and in order. */
  executionEvents<Name extends keyof Flows & string>(
    flow: Name,
    executionId: string,
    { after = 0, ...options }: EventsOptions = {},
  ): FlowStream<Flows[Name]['events'], Flows[Name]['outputs']> {
    const source = this.#source(flow, { ...options, onAbort: 'detach' });
    return new FlowStream(this.#transport, { ...source, start: () => source.resume(executionId), after });
  }

  /**
   * Asks an execution to end. Its last event and its result tell when it has, with the reason.
   * @throws ExecutionNotFoundError, and ConflictError where it has ended already.
   */
  cancelExecution(
    flow: keyof Flows & string,
    executionId: string,
    reason?: string,
    options: CallOptions = {},
  ): Promise<Cancellation> {
    const path = ['flows', flow, 'executions', executionId, 'cancel'];
    return this.#ask('Cancellation', options, path, ['reason', { reason }]);
  }

  /**
   * Gives a `wait_for` step what it waits for. Tried once unless `retry` is given: a try whose answer was lost may have
   * arrived, and a second one would answer the next step that waits for the same.
   * @throws ExecutionNotFoundError, ConflictError where no step waits for it, InvalidInputsError where it does not fit.
   */
  sendEvent<Name extends keyof Flows & string, Event extends keyof AwaitedEvents<Flows[Name]> & string>(
    flow: Name,
    executionId: string,
    event: Event,
    ...[payload, options = {}]: PayloadArguments<AwaitedEvents<Flows[Name]>[Event]>
  ): Promise<Delivery> {
    const path = ['flows', flow, 'executions', executionId, 'events', event];
    return this.#ask('Delivery', { retry: false, ...options }, path, ['payload', payload ?? null]);
  }

  /** All flows, in the order of their names; also those that are not ready or invalid. */
  listFlows(options: CallOptions = {}): Promise<FlowSummary<FlowName<Flows>>[]> {
    return this.#ask('FlowSummary[]', options, ['flows']);
  }

  /** One flow, with the JSON Schemas of its inputs and outputs. */
  getFlow<Name extends keyof Flows & string>(flow: Name, options: CallOptions = {}): Promise<FlowDetail<Name>> {
    return this.#ask('FlowDetail', options, ['flows', flow]);
  }

  /** The tasks that a flow names, and which of them are implemented. */
  listTasks(flow: keyof Flows & string, options: CallOptions = {}): Promise<TaskList> {
    return this.#ask('TaskList', options, ['flows', flow, 'tasks']);
  }

  /** A diagram of a flow, as the text of a Mermaid flowchart. */
  async visualize(flow: keyof Flows & string, options: CallOptions = {}): Promise<string> {
    return this.#transport.send(this.#call(options, ['flows', flow, 'visualize'], undefined, 'text/plain'), textReader);
  }

  /** The state of every flow. Answers also when the server is `degraded`. */
  health(options: CallOptions = {}): Promise<Health> {
    return this.#ask('Health', options, ['health']);
  }

  #call(
    options: CallOptions,
    path: readonly string[],
    sends?: Sent,
    accept = 'application/json',
    headers?: Readonly<Record<string, string>>,
    query = '',
  ): Call {
    const url = this.#transport.settings.baseUrl + encodePath(path) + query;
    const body = sends?.length ? toJson(...sends) : undefined;
    const type = body && { 'Content-Type': 'application/json' };
    return this.#transport.call(sends ? 'POST' : 'GET', url, { Accept: accept, ...type, ...headers }, body, options);
  }

  /** A call that runs a flow. */
  #run(flow: string, path: readonly string[], inputs: object = {}, options: ExecuteOptions, accept?: string): Call {
    const headers = { ...keyHeader(options), ...cancelHeader(options) };
    return this.#call(options, ['flows', flow, ...path], ['inputs', { inputs }], accept, headers);
  }

  async #ask<T>(
    kind: string,
    options: CallOptions,
    path: readonly string[],
    sends?: Sent,
    query?: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<T> {
    const call = this.#call(options, path, sends, undefined, headers, query);
    const { data } = await this.#transport.send(call, jsonReader<T>(kind));
    return data;
  }

  /** Answers when the execution is kept, and not when it has ended. */
  async #begin<Name extends keyof Flows & string>(
    flow: Name,
    path: readonly string[],
    options: StartOptions,
    sends: Sent,
    prefer: Readonly<Record<string, string>>,
  ): Promise<HandleOf<Flows, Name>> {
    const headers = { ...keyHeader(options), ...prefer };
    return new ExecutionHandle(this, await this.#ask('@status', options, ['flows', flow, ...path], sends, '', headers));
  }

  #source(flow: keyof Flows & string, options: ExecuteOptions): Omit<StreamSource, 'start'> {
    return {
      resume: (id) => {
        const path = ['flows', flow, 'executions', id, 'events'];
        return this.#call(options, path, undefined, EVENTS, cancelHeader(options));
      },
      cancel: (id, reason, more) => this.cancelExecution(flow, id, reason, more),
    };
  }
}

type HandleOf<Flows extends FlowMap<Flows>, Name extends keyof Flows> = ExecutionHandle<
  Flows[Name]['events'],
  Flows[Name]['outputs'],
  ShownInputs<Flows[Name]['events']>,
  AwaitedEvents<Flows[Name]>
>;

type ExecutionOf<Flows extends FlowMap<Flows>, Name extends keyof Flows> = Execution<
  Flows[Name]['outputs'],
  ShownInputs<Flows[Name]['events']>
>;
