/** The door to a FlowLang server. */
import type { Check } from './check.ts';
import { FlowStream, type StreamSource } from './event-stream.ts';
import { ExecutionHandle } from './execution-handle.ts';
import { ExecutionPages } from './execution-pages.ts';
import { FlowCall } from './flow-call.ts';
import type { FlowArguments, FlowMap, FlowName, ShownInputs, UntypedFlows } from './flows.ts';
import {
  type CallOptions,
  type ClientOptions,
  type EventsOptions,
  type ExecuteOptions,
  type ListOptions,
  type StartOptions,
  settle,
} from './options.ts';
import { jsonReader, textReader } from './read-body.ts';
import { cancels, keyOf, toJson } from './request-parts.ts';
import { type Call, type Inquiry, Transport } from './transport.ts';
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
import * as check from './wire-check.ts';

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

  /** @throws FlowLangError if an option is not usable, or no base URL is known. */
  constructor(options: ClientOptions = {}) {
    this.#transport = new Transport(settle(options));
  }

  /**
   * Runs a flow, and waits for its result. A flow that ran and failed is a result with `success: false`, and no error: see
   * {@link FlowCall.orThrow}. However often it is tried, the flow runs once.
   */
  executeFlow<Name extends keyof Flows & string>(
    flow: Name,
    ...[inputs, options = {}]: FlowArguments<Flows[Name]['inputs'], ExecuteOptions>
  ): FlowCall<Flows[Name]['outputs']> {
    const answer = async () => {
      const call = this.#execution([flow, 'execute'], 'application/json', inputs, options);
      return this.#transport.send(call, jsonReader<FlowResult<Flows[Name]['outputs']>>(call, check.flowResult));
    };
    return new FlowCall(answer());
  }

  /**
   * Runs a flow, and yields its events, each once and in order. The flow is started when reading begins.
   */
  executeFlowStream<Name extends keyof Flows & string>(
    flow: Name,
    ...[inputs, options = {}]: FlowArguments<Flows[Name]['inputs'], ExecuteOptions>
  ): FlowStream<Flows[Name]['events'], Flows[Name]['outputs']> {
    const start = (): Call => this.#execution([flow, 'execute', 'stream'], 'text/event-stream', inputs, options);
    return new FlowStream(this.#transport, { ...this.#source(flow, options), start });
  }

  /**
   * Starts a flow, and answers as soon as the server has kept the execution: it goes on whatever becomes of this program.
   */
  async startFlow<Name extends keyof Flows & string>(
    flow: Name,
    ...[inputs = {}, options = {}]: FlowArguments<Flows[Name]['inputs'], StartOptions>
  ): Promise<HandleOf<Flows, Name>> {
    const body = toJson({ inputs }, 'The inputs');
    return this.#begin(flow, { path: [flow, 'execute'], body, prefer: 'respond-async' }, options);
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
    return this.#begin(flow, { path: [flow, 'executions', executionId, 'retry'] }, options);
  }

  /** What is known of an execution now. */
  getExecution<Name extends keyof Flows & string>(
    flow: Name,
    executionId: string,
    options: CallOptions = {},
  ): Promise<ExecutionOf<Flows, Name>> {
    return this.#get([flow, 'executions', executionId], check.execution, options);
  }

  /**
   * The executions of a flow, newest first: to be looped over, or read page by page. A server that others can reach lists them
   * only if it was told to.
   */
  listExecutions<Name extends keyof Flows & string>(flow: Name, options: ListOptions = {}): ExecutionPages<Name> {
    const { status, limit, cursor, ...call } = options;
    const load = (next = cursor): Promise<ExecutionList<Name>> => {
      const query = { status, limit, cursor: next };
      return this.#json(['flows', flow, 'executions'], check.executionList, call, query);
    };
    return new ExecutionPages(load);
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
    return this.#post([flow, 'executions', executionId, 'cancel'], { reason }, check.cancellation, options);
  }

  /**
   * Gives a `wait_for` step what it waits for. Tried once unless `retry` is given: a try whose answer was lost may have
   * arrived, and a second one would answer the next step that waits for the same.
   * @throws ExecutionNotFoundError, ConflictError where no step waits for it, InvalidInputsError where it does not fit.
   */
  sendEvent(
    flow: keyof Flows & string,
    executionId: string,
    event: string,
    payload: unknown = null,
    options: CallOptions = {},
  ): Promise<Delivery> {
    const path = [flow, 'executions', executionId, 'events', event];
    return this.#post(path, payload, check.delivery, { ...options, retry: options.retry ?? false });
  }

  /** All flows, in the order of their names; also those that are not ready or invalid. */
  listFlows(options: CallOptions = {}): Promise<FlowSummary<FlowName<Flows>>[]> {
    return this.#get([], check.flowList, options);
  }

  /** One flow, with the JSON Schemas of its inputs and outputs. */
  getFlow<Name extends keyof Flows & string>(flow: Name, options: CallOptions = {}): Promise<FlowDetail<Name>> {
    return this.#get([flow], check.flowDetail, options);
  }

  /** The tasks that a flow names, and which of them are implemented. */
  listTasks(flow: keyof Flows & string, options: CallOptions = {}): Promise<TaskList> {
    return this.#get([flow, 'tasks'], check.taskList, options);
  }

  /** A diagram of a flow, as the text of a Mermaid flowchart. */
  async visualize(flow: keyof Flows & string, options: CallOptions = {}): Promise<string> {
    const path = ['flows', flow, 'visualize'];
    const call = this.#transport.prepare({ method: 'GET', path, accept: 'text/plain' }, options);
    return this.#transport.send(call, textReader(call));
  }

  /** The state of every flow. Answers also when the server is `degraded`. */
  health(options: CallOptions = {}): Promise<Health> {
    return this.#json(['health'], check.health, options);
  }

  #get<T>(path: readonly string[], fits: Check, options: CallOptions): Promise<T> {
    return this.#json(['flows', ...path], fits, options);
  }

  async #json<T>(path: readonly string[], fits: Check, options: CallOptions, query: Inquiry['query'] = {}): Promise<T> {
    const call = this.#transport.prepare({ method: 'GET', path, query, accept: 'application/json' }, options);
    const { data } = await this.#transport.send(call, jsonReader<T>(call, fits));
    return data;
  }

  async #post<T>(path: readonly string[], value: unknown, fits: Check, options: CallOptions): Promise<T> {
    const body = toJson(value, 'The payload');
    const inquiry = { method: 'POST', path: ['flows', ...path], accept: 'application/json', body } as const;
    const call = this.#transport.prepare(inquiry, options);
    const { data } = await this.#transport.send(call, jsonReader<T>(call, fits));
    return data;
  }

  #execution(path: readonly string[], accept: string, inputs: object = {}, options: ExecuteOptions): Call {
    const body = toJson({ inputs }, 'The inputs');
    const inquiry = { method: 'POST', path: ['flows', ...path], accept, body } as const;
    const cancelOnDisconnect = cancels(options);
    return this.#transport.prepare({ ...inquiry, ...keyOf(options), cancelOnDisconnect }, options);
  }

  /** Answers when the execution is kept, and not when it has ended. */
  async #begin<Name extends keyof Flows & string>(
    flow: Name,
    { path, ...more }: Omit<Inquiry, 'method' | 'accept'>,
    options: StartOptions,
  ): Promise<HandleOf<Flows, Name>> {
    const inquiry = { method: 'POST', path: ['flows', ...path], accept: 'application/json', ...more } as const;
    const call = this.#transport.prepare({ ...inquiry, ...keyOf(options) }, options);
    const { data } = await this.#transport.send(call, jsonReader<ExecutionOf<Flows, Name>>(call, check.execution));
    const { execution_id: id } = data;
    return new ExecutionHandle(data, {
      get: (more = {}) => this.getExecution(flow, id, more),
      events: (more) => this.executionEvents(flow, id, more),
      cancel: (reason, more) => this.cancelExecution(flow, id, reason, more),
      send: (event, payload, more) => this.sendEvent(flow, id, event, payload, more),
    });
  }

  #source(flow: keyof Flows & string, options: ExecuteOptions): Omit<StreamSource, 'start'> {
    const cancelOnDisconnect = cancels(options);
    return {
      resume: (id) => {
        const path = ['flows', flow, 'executions', id, 'events'];
        return this.#transport.prepare(
          { method: 'GET', path, accept: 'text/event-stream', cancelOnDisconnect },
          options,
        );
      },
      cancel: (id, reason, more) => this.cancelExecution(flow, id, reason, more),
    };
  }
}

type HandleOf<Flows extends FlowMap<Flows>, Name extends keyof Flows> = ExecutionHandle<
  Flows[Name]['events'],
  Flows[Name]['outputs'],
  ShownInputs<Flows[Name]['events']>
>;

type ExecutionOf<Flows extends FlowMap<Flows>, Name extends keyof Flows> = Execution<
  Flows[Name]['outputs'],
  ShownInputs<Flows[Name]['events']>
>;
