/** What `startFlow` and `retryExecution` answer. */
import type { FlowStream } from './event-stream.ts';
import type { CallOptions, EventsOptions, ResultOptions } from './options.ts';
import type { Cancellation, Delivery, Execution, ExecutionStatus, FlowResult } from './wire.ts';

/** What a handle asks of the client. */
export interface ExecutionCalls<Event, Outputs extends object, Inputs extends object> {
  get(options?: CallOptions): Promise<Execution<Outputs, Inputs>>;
  events(options?: EventsOptions): FlowStream<Event, Outputs>;
  cancel(reason?: string, options?: CallOptions): Promise<Cancellation>;
  send(event: string, payload?: unknown, options?: CallOptions): Promise<Delivery>;
}

/** An execution that the server has kept. It goes on by itself; the handle holds nothing open. */
export class ExecutionHandle<
  Event = unknown,
  Outputs extends object = Record<string, unknown>,
  Inputs extends object = Record<string, unknown>,
> {
  /** The execution as it was when it was accepted. */
  readonly record: Execution<Outputs, Inputs>;
  readonly #calls: ExecutionCalls<Event, Outputs, Inputs>;

  /** Made by the client. */
  constructor(record: Execution<Outputs, Inputs>, calls: ExecutionCalls<Event, Outputs, Inputs>) {
    this.record = record;
    this.#calls = calls;
  }

  get id(): string {
    return this.record.execution_id;
  }

  get flow(): string {
    return this.record.flow;
  }

  /** How far it is now. */
  async status(options?: CallOptions): Promise<ExecutionStatus> {
    const { status } = await this.#calls.get(options);
    return status;
  }

  /**
   * Waits for its end; a flow that failed is a result too. Over as many connections as it takes, also while the server is
   * restarted.
   * @throws TimeoutError after the `timeout`; the execution goes on.
   */
  result({ timeout, ...options }: ResultOptions = {}): Promise<FlowResult<Outputs>> {
    return this.events({ ...options, timeout: typeof timeout === 'number' ? { total: timeout } : timeout }).result();
  }

  /** Its events, from the first or after one, to the last. */
  events(options?: EventsOptions): FlowStream<Event, Outputs> {
    return this.#calls.events(options);
  }

  /** Asks it to end. See {@link FlowLangClient.cancelExecution}. */
  cancel(reason?: string, options?: CallOptions): Promise<Cancellation> {
    return this.#calls.cancel(reason, options);
  }

  /** Gives a `wait_for` step what it waits for. See {@link FlowLangClient.sendEvent}. */
  send(event: string, payload?: unknown, options?: CallOptions): Promise<Delivery> {
    return this.#calls.send(event, payload, options);
  }
}
