/** The door to a FlowLang server. */
import type { Check } from './check.ts';
import { FlowLangError } from './errors.ts';
import { FlowStream } from './event-stream.ts';
import { FlowCall } from './flow-call.ts';
import type { FlowArguments, FlowMap, FlowName, UntypedFlows } from './flows.ts';
import { type CallOptions, type ClientOptions, type ExecuteOptions, settle } from './options.ts';
import { jsonReader, textReader } from './read-body.ts';
import { type Call, Transport } from './transport.ts';
import type { Cancellation, Delivery, FlowDetail, FlowResult, FlowSummary, Health, TaskList } from './wire.ts';
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
    return new FlowStream(this.#transport, start);
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

  async #json<T>(path: readonly string[], fits: Check, options: CallOptions): Promise<T> {
    const call = this.#transport.prepare({ method: 'GET', path, accept: 'application/json' }, options);
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
    const idempotencyKey = checkKey(options.idempotencyKey ?? randomKey());
    return this.#transport.prepare({ method: 'POST', path: ['flows', ...path], accept, body, idempotencyKey }, options);
  }
}

function toJson(value: unknown, what: string): string {
  const refused = (why: string, options?: ErrorOptions) =>
    new FlowLangError(`${what} cannot be sent as JSON: ${why}`, options);
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw refused(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  // Of a function or a symbol nothing is left.
  if (text === undefined) throw refused(`it is a ${typeof value}`);
  return text;
}

function checkKey(key: string): string {
  if (/^[A-Za-z0-9_.:-]{1,128}$/.test(key)) return key;
  throw new FlowLangError('idempotencyKey must have 1 to 128 letters, digits, or any of _ . : -');
}

function randomKey(): string {
  // A page that came over plain http has no randomUUID.
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
