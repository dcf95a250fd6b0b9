/// <reference lib="esnext.disposable" preserve="true" />
/** The door to a FlowLang server. (A stream can be disposed of, which the `lib` of most front ends does not know.) */
import { createApi, type FlowLangApi } from './api.ts';
import type { Call } from './call.ts';
import { type FlowStream, flowStream } from './event-stream.ts';
import { type ExecutionHandle, executionHandle } from './execution-handle.ts';
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
  type Settings,
  type StartOptions,
  settle,
} from './options.ts';
import { jsonReader, textReader } from './read-body.ts';
import { cancelHeader, encodeQuery, keyHeader, segment, toJson } from './request-parts.ts';
import { send } from './transport.ts';
import type {
  Cancellation,
  Delivery,
  Execution,
  FlowDetail,
  FlowResult,
  FlowSummary,
  Health,
  TaskList,
} from './wire.ts';

type Headers = Readonly<Record<string, string>>;

const EVENTS: Headers = { Accept: 'text/event-stream' };

/**
 * A client of one server. `Flows` is the map that `flowlang generate client` writes; without it every flow name is taken,
 * and inputs and outputs are `Record<string, unknown>`. It holds no connection open, and needs no closing.
 *
 * Every method throws {@link APIError} and its kin for an error that the server answers, {@link ConnectionError},
 * {@link TimeoutError}, and the reason of a signal that is aborted.
 */
// Parameters spell FlowName out: the compiler then lists the names in its message, instead of the alias.
export class FlowLangClient<Flows extends FlowMap<Flows> = UntypedFlows> {
  readonly #settings: Settings;
  #api: FlowLangApi | undefined;

  /** @throws FlowLangError if an option is not usable, or no base URL is known. */
  constructor(options: ClientOptions = {}) {
    this.#settings = settle(options);
  }

  /** The fixed endpoints of the document, for what has no method here. Made when it is first read. */
  get api(): FlowLangApi {
    this.#api ??= createApi(this.#settings);
    return this.#api;
  }

  /**
   * Runs a flow, and waits for its result. A flow that ran and failed is a result with `success: false`, and no error: see
   * {@link FlowCall.orThrow}. However often it is tried, the flow runs once.
   */
  executeFlow<Name extends keyof Flows & string>(
    flow: Name,
    ...[inputs, options]: FlowArguments<Flows[Name]['inputs'], ExecuteOptions>
  ): FlowCall<Flows[Name]['outputs']> {
    const run = (): Call => this.#run(`/flows/${segment(flow)}/execute`, inputs, options);
    return flowCall(send(run, jsonReader<FlowResult<Flows[Name]['outputs']>>('success')));
  }

  /**
   * Runs a flow, and yields its events, each once and in order. The flow is started when reading begins.
   */
  executeFlowStream<Name extends keyof Flows & string>(
    flow: Name,
    ...[inputs, options]: FlowArguments<Flows[Name]['inputs'], ExecuteOptions>
  ): FlowStream<Flows[Name]['events'], Flows[Name]['outputs']> {
    return this.#stream(flow, options, () =>
      this.#run(`/flows/${segment(flow)}/execute/stream`, inputs, options, EVENTS),
    );
  }

  /**
   * Starts a flow, and answers as soon as the server has kept the execution: it goes on whatever becomes of this program.
   */
  async startFlow<Name extends keyof Flows & string>(
    flow: Name,
    ...[inputs = {}, options]: FlowArguments<Flows[Name]['inputs'], StartOptions>
  ): Promise<HandleOf<Flows, Name>> {
    return this.#begin(`/flows/${segment(flow)}/execute`, options, toJson({ inputs }), { Prefer: 'respond-async' });
  }

  /**
   * Starts a failed execution anew from the step that failed, as a new execution: what was completed is not run again.
   * @throws ExecutionNotFoundError, and ConflictError where it has not failed.
   */
  async retryExecution<Name extends keyof Flows & string>(
    flow: Name,
    executionId: string,
    options?: StartOptions,
  ): Promise<HandleOf<Flows, Name>> {
    return this.#begin(`/flows/${segment(flow)}/executions/${segment(executionId)}/retry`, options, '');
  }

  /** What is known of an execution now. */
  async getExecution<Name extends keyof Flows & string>(
    flow: Name,
    executionId: string,
    options?: CallOptions,
  ): Promise<ExecutionOf<Flows, Name>> {
    return this.#ask('status', options, `/flows/${segment(flow)}/executions/${segment(executionId)}`);
  }

  /**
   * The executions of a flow, newest first: to be looped over, or read page by page. A server that others can reach lists them
   * only if it was told to.
   */
  listExecutions<Name extends keyof Flows & string>(flow: Name, options: ListOptions = {}): ExecutionPages<Name> {
    const { status, limit, cursor, ...call } = options;
    return executionPages(async (next = cursor) =>
      this.#ask('items', call, `/flows/${segment(flow)}/executions${encodeQuery({ status, limit, cursor: next })}`),
    );
  }

  /** The events of an execution, from the first or after one, to the last: each once and in order. */
  executionEvents<Name extends keyof Flows & string>(
    flow: Name,
    executionId: string,
    { after, ...options }: EventsOptions = {},
  ): FlowStream<Flows[Name]['events'], Flows[Name]['outputs']> {
    return this.#stream(flow, { ...options, onAbort: 'detach' }, undefined, executionId, after);
  }

  /**
   * Asks an execution to end. Its last event and its result tell when it has, with the reason.
   * @throws ExecutionNotFoundError, and ConflictError where it has ended already.
   */
  async cancelExecution(
    flow: keyof Flows & string,
    executionId: string,
    reason?: string,
    options?: CallOptions,
  ): Promise<Cancellation> {
    return this.#ask(
      'cancel',
      options,
      `/flows/${segment(flow)}/executions/${segment(executionId)}/cancel`,
      toJson({ reason }),
    );
  }

  /**
   * Gives a `wait_for` step what it waits for. Tried once unless `retry` is given: a try whose answer was lost may have
   * arrived, and a second one would answer the next step that waits for the same.
   * @throws ExecutionNotFoundError, ConflictError where no step waits for it, InvalidInputsError where it does not fit.
   */
  async sendEvent<Name extends keyof Flows & string, Event extends keyof AwaitedEvents<Flows[Name]> & string>(
    flow: Name,
    executionId: string,
    event: Event,
    ...[payload, options]: PayloadArguments<AwaitedEvents<Flows[Name]>[Event]>
  ): Promise<Delivery> {
    const url = `/flows/${segment(flow)}/executions/${segment(executionId)}/events/${segment(event)}`;
    return this.#ask('event', { retry: false, ...options }, url, toJson(payload ?? null));
  }

  /** All flows, in the order of their names; also those that are not ready or invalid. */
  listFlows(options?: CallOptions): Promise<FlowSummary<FlowName<Flows>>[]> {
    return this.#ask('list:flow', options, '/flows');
  }

  /** One flow, with the JSON Schemas of its inputs and outputs. */
  async getFlow<Name extends keyof Flows & string>(flow: Name, options?: CallOptions): Promise<FlowDetail<Name>> {
    return this.#ask('detail', options, `/flows/${segment(flow)}`);
  }

  /** The tasks that a flow names, and which of them are implemented. */
  async listTasks(flow: keyof Flows & string, options?: CallOptions): Promise<TaskList> {
    return this.#ask('tasks', options, `/flows/${segment(flow)}/tasks`);
  }

  /** A diagram of a flow, as the text of a Mermaid flowchart. */
  visualize(flow: keyof Flows & string, options?: CallOptions): Promise<string> {
    return send(
      () => this.#call(options, `/flows/${segment(flow)}/visualize`, undefined, { Accept: 'text/plain' }),
      textReader,
    );
  }

  /** The state of every flow. Answers also when the server is `degraded`. */
  health(options?: CallOptions): Promise<Health> {
    return this.#ask('health', options, '/health');
  }

  /** A POST if there is a body, which may be empty. */
  #call(options: CallOptions = {}, path: string, body?: string, headers?: Headers): Call {
    return {
      settings: this.#settings,
      method: body === undefined ? 'GET' : 'POST',
      url: this.#settings.baseUrl + path,
      own: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }), ...headers },
      body,
      options,
    };
  }

  /** A call that runs a flow. */
  #run(path: string, inputs: object = {}, options: ExecuteOptions = {}, headers?: Headers): Call {
    return this.#call(options, path, toJson({ inputs }), {
      ...headers,
      ...keyHeader(options),
      ...cancelHeader(options),
    });
  }

  async #ask<T>(
    kind: string,
    options: CallOptions | undefined,
    path: string,
    body?: string,
    headers?: Headers,
  ): Promise<T> {
    return (await send(() => this.#call(options, path, body, headers), jsonReader<T>(kind))).data;
  }

  /** Answers when the execution is kept, and not when it has ended. */
  async #begin<Name extends keyof Flows & string>(
    path: string,
    options: StartOptions | undefined,
    body: string,
    headers?: Headers,
  ): Promise<HandleOf<Flows, Name>> {
    return executionHandle(this, await this.#ask('status', options, path, body, { ...keyHeader(options), ...headers }));
  }

  #stream<Event, Outputs extends object>(
    flow: keyof Flows & string,
    options: ExecuteOptions = {},
    start?: () => Call,
    executionId?: string,
    after?: number,
  ): FlowStream<Event, Outputs> {
    const resume = (id: string, last: number): Call =>
      this.#call(options, `/flows/${segment(flow)}/executions/${segment(id)}/events`, undefined, {
        ...EVENTS,
        ...cancelHeader(options),
        ...(last > 0 && { 'Last-Event-ID': `${last}` }),
      });
    return flowStream(resume, (...args) => this.cancelExecution(flow, ...args), start, executionId, after);
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
