/** The events of one execution, once and in order, over as many connections as it takes. */
import { type Connection, connectionReader } from './connection.ts';
import type { Deadline } from './deadline.ts';
import { ConnectionError, FlowLangError } from './errors.ts';
import { type FlowEvent, isTerminal, type TerminalEvent } from './events.ts';
import type { CallOptions } from './options.ts';
import { LONGEST_WAIT } from './retry.ts';
import { type Call, notAsDescribed, type Transport } from './transport.ts';
import type { Cancellation, FlowResult } from './wire.ts';

/** Milliseconds after which a connection that still brings bytes counts as a success. */
const PROVEN_AFTER = 8_000;

/** What a stream asks of the client. */
export interface StreamSource {
  /** Begins the execution, or to read it. */
  start(): Call;
  /** Goes on with it, once its id is known: also when the server was restarted. */
  resume(executionId: string): Call;
  cancel(executionId: string, reason: string | undefined, options: CallOptions | undefined): Promise<Cancellation>;
  /** The `seq` of the event that the reader has. */
  readonly after?: number;
}

/**
 * The events of an execution. What `executeFlowStream` returns starts the flow when reading begins: by a loop, or by
 * {@link FlowStream.result}. A broken or silent connection is replaced by itself. Leaving the loop early detaches: the
 * request ends, and the execution goes on at the server unless the call has a `signal`: see {@link ExecuteOptions.onAbort}.
 * It can be read once.
 */
export class FlowStream<Event, Outputs extends object = Record<string, unknown>>
  implements AsyncIterable<Event>, AsyncDisposable
{
  readonly #source: StreamSource;
  readonly #transport: Transport;
  readonly #result = Promise.withResolvers<FlowResult<Outputs>>();
  readonly #detached = new AbortController();
  #events: AsyncGenerator<Event, void, undefined> | undefined;
  #executionId: string | undefined;
  /** The `seq` of the newest event. */
  #last: number;

  /** Made by the client. */
  constructor(transport: Transport, source: StreamSource) {
    this.#transport = transport;
    this.#source = source;
    this.#last = source.after ?? 0;
    this.#result.promise.catch(() => {}); // whoever asks for the result is told
  }

  /** Undefined until the server has answered. */
  get executionId(): string | undefined {
    return this.#executionId;
  }

  /** @throws FlowLangError if the stream is being read already. */
  [Symbol.asyncIterator](): AsyncGenerator<Event, void, undefined> {
    if (this.#events) throw new FlowLangError('A stream can be read once: keep its events, or execute the flow anew');
    this.#events = this.#read();
    return this.#events;
  }

  /**
   * What the execution came to; a flow that failed is a result too. Beside a loop it waits for the end of that; alone it reads
   * the stream, and passes over the events. Rejects with what ends the stream early.
   */
  async result(): Promise<FlowResult<Outputs>> {
    await undefined; // a loop that starts in the same breath shall have the events
    if (!this.#events) {
      const events = this[Symbol.asyncIterator]();
      // What it throws, the promise of the result rejects with.
      const drain = async (): Promise<void> => {
        while (!(await events.next()).done);
      };
      drain().catch(() => {});
    }
    return this.#result.promise;
  }

  /**
   * Asks the execution to end; the last event tells when it has.
   * @throws FlowLangError where the server has not answered yet, and what {@link FlowLangClient.cancelExecution} throws.
   */
  async cancel(reason?: string, options?: CallOptions): Promise<Cancellation> {
    if (this.#executionId === undefined)
      throw new FlowLangError('There is no execution to cancel yet: read the stream');
    return this.#source.cancel(this.#executionId, reason, options);
  }

  /** Detaches, as leaving the loop does. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#detached.abort();
    this.#events ??= this.#read();
    await this.#events.return();
    this.#result.reject(leftEarly());
  }

  async *#read(): AsyncGenerator<Event, void, undefined> {
    let span: Deadline | undefined;
    try {
      const call = this.#source.start();
      span = this.#transport.span(call);
      this.#detached.signal.addEventListener('abort', () => span?.abort(leftEarly()), { once: true });
      for await (const event of this.#readAll(call, span)) {
        if (isTerminal(event)) this.#result.resolve(resultOf<Outputs>(event));
        yield event as Event; // the document vouches for the flow's own types
      }
    } catch (error) {
      this.#result.reject(error);
      if (!this.#detached.signal.aborted) throw error;
    } finally {
      span?.release();
      this.#result.reject(leftEarly());
    }
  }

  async *#readAll(first: Call, span: Deadline): AsyncGenerator<FlowEvent, void, undefined> {
    let leastDelay = 0;
    for (let failures = 0; ; ) {
      let connection: Connection | undefined;
      const call = this.#executionId === undefined ? first : this.#source.resume(this.#executionId);
      try {
        connection = await this.#transport.try(call, span, connectionReader(call), this.#last ? `${this.#last}` : '');
        if (connection === undefined) return this.#result.reject(nothingAfter(this.#last));
        const opened = performance.now();
        this.#recognise(connection, connection.response.headers.get('X-Execution-Id') ?? undefined, call);
        for (let raw = await connection.read(); raw; raw = await connection.read()) {
          // A heartbeat shows that the server lives, unless it cuts each connection at once.
          if (performance.now() - opened >= PROVEN_AFTER) failures = 0;
          for (const each of raw) {
            const event = connection.parse(each);
            if (!this.#isNew(connection, event, call)) continue;
            failures = 0;
            span.signal.throwIfAborted();
            yield event;
            if (isTerminal(event)) return;
          }
        }
        throw endedEarly(call);
      } catch (error) {
        leastDelay = Math.min(connection?.reconnectDelay ?? leastDelay, LONGEST_WAIT);
        await this.#transport.pause(call, span, ++failures, error, leastDelay);
      } finally {
        connection?.close();
      }
    }
  }

  #isNew(connection: Connection, event: FlowEvent, call: Call): boolean {
    this.#recognise(connection, event.execution_id, call);
    if (event.seq <= this.#last) return false;
    if (event.seq > this.#last + 1) {
      const gap = `event ${event.seq} came after ${this.#last}, and those between are missing`;
      throw notAsDescribed(connection.response, call, gap, '/seq');
    }
    this.#last = event.seq;
    return true;
  }

  /** Two executions in one stream: the server has forgotten the key, and has run the flow anew. */
  #recognise(connection: Connection, id: string | undefined, call: Call): void {
    this.#executionId ??= id;
    if (id === undefined || id === this.#executionId) return;
    const what = `the stream of execution ${this.#executionId} goes on with execution ${id}; the server has lost the first`;
    throw notAsDescribed(connection.response, call, what, '/execution_id');
  }
}

function endedEarly(call: Call): ConnectionError {
  return new ConnectionError(`${call.label}: the server closed the stream before the end of the flow`);
}

function nothingAfter(seq: number): FlowLangError {
  return new FlowLangError(`Event ${seq} is the last one: a stream that begins after it has no result`);
}

function leftEarly(): FlowLangError {
  return new FlowLangError('The stream was left before its end, so that there is no result. The execution goes on');
}

function resultOf<Outputs extends object>(event: TerminalEvent): FlowResult<Outputs> {
  const { execution_id, flow, duration_ms: execution_time_ms } = event;
  if (event.type !== 'flow_completed') {
    const error = event.type === 'flow_failed' ? event.error : { type: 'Cancelled', message: event.reason };
    return { success: false, execution_id, flow, error, execution_time_ms };
  }
  const { terminated, termination_reason } = event;
  return {
    success: true,
    execution_id,
    flow,
    outputs: event.outputs as Outputs, // the document vouches for the flow's own types
    execution_time_ms,
    ...(terminated !== undefined && { terminated }),
    ...(termination_reason !== undefined && { termination_reason }),
  };
}
