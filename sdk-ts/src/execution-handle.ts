/** What `startFlow` and `retryExecution` answer. */
import type { FlowStream } from './event-stream.ts';
import type { PayloadArguments } from './flows.ts';
import type { CallOptions, EventsOptions, ResultOptions } from './options.ts';
import type { Cancellation, Delivery, Execution, ExecutionStatus, FlowResult } from './wire.ts';

/** What a handle asks of the client. */
export interface ExecutionCalls<Event, Outputs extends object, Inputs extends object> {
  getExecution(flow: string, id: string, options?: CallOptions): Promise<Execution<Outputs, Inputs>>;
  executionEvents(flow: string, id: string, options?: EventsOptions): FlowStream<Event, Outputs>;
  cancelExecution(flow: string, id: string, reason?: string, options?: CallOptions): Promise<Cancellation>;
  sendEvent(flow: string, id: string, event: string, payload?: unknown, options?: CallOptions): Promise<Delivery>;
}

/** An execution that the server has kept. It goes on by itself; the handle holds nothing open. */
export interface ExecutionHandle<
  Event = unknown,
  Outputs extends object = Record<string, unknown>,
  Inputs extends object = Record<string, unknown>,
  Awaits extends object = Record<string, unknown>,
> {
  /** The execution as it was when it was accepted. */
  readonly record: Execution<Outputs, Inputs>;
  readonly id: string;
  readonly flow: string;
  /** How far it is now. */
  status(options?: CallOptions): Promise<ExecutionStatus>;
  /**
   * Waits for its end; a flow that failed is a result too. Over as many connections as it takes, also while the server is
   * restarted.
   * @throws TimeoutError after the `timeout`; the execution goes on.
   */
  result(options?: ResultOptions): Promise<FlowResult<Outputs>>;
  /** Its events, from the first or after one, to the last. */
  events(options?: EventsOptions): FlowStream<Event, Outputs>;
  /** Asks it to end. See {@link FlowLangClient.cancelExecution}. */
  cancel(reason?: string, options?: CallOptions): Promise<Cancellation>;
  /** Gives a `wait_for` step what it waits for. See {@link FlowLangClient.sendEvent}. */
  send<Name extends keyof Awaits & string>(event: Name, ...args: PayloadArguments<Awaits[Name]>): Promise<Delivery>;
}

export function executionHandle<Event, Outputs extends object, Inputs extends object, Awaits extends object>(
  client: ExecutionCalls<Event, Outputs, Inputs>,
  record: Execution<Outputs, Inputs>,
): ExecutionHandle<Event, Outputs, Inputs, Awaits> {
  const { flow, execution_id: id } = record;
  const events = (options?: EventsOptions): FlowStream<Event, Outputs> => client.executionEvents(flow, id, options);
  return {
    record,
    id,
    flow,
    events,
    status: async (options) => (await client.getExecution(flow, id, options)).status,
    result: ({ timeout, ...options } = {}) =>
      events({ ...options, timeout: typeof timeout === 'number' ? { total: timeout } : timeout }).result(),
    cancel: (...args) => client.cancelExecution(flow, id, ...args),
    send: (...args) => client.sendEvent(flow, id, ...args),
  };
}
