/** The events of one execution, once and in order, over as many connections as it takes. */
import type { Call } from './call.ts';
import { type Connection, connectionReader } from './connection.ts';
import { Deadline } from './deadline.ts';
import { ConnectionError, FlowLangError } from './errors.ts';
import { type FlowEvent, isTerminal, type TerminalEvent } from './events.ts';
import type { CallOptions } from './options.ts';
import { LONGEST_WAIT } from './retry.ts';
import type { Transport } from './transport.ts';
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
  #events: AsyncGenerator<Event, void, undefined> | undefined;
  /** Of all that is read, over all connections. */
  #span: Deadline | undefined;
  #executionId: string | undefined;
  /** The `seq` of the newest event. */
  #last: number;
  /** Tries in a row that brought nothing. */
  #failures = 0;
  /** With what it was disposed of: whoever did that is not to be told. */
  #left: FlowLangError | undefined;

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
    if (this.#events) throw new FlowLangError('A stream can be read once');
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
    if (this.#executionId) return this.#source.cancel(this.#executionId, reason, options);
    throw new FlowLangError('There is no execution to cancel yet: read the stream');
  }

  /** Detaches, as leaving the loop does. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#left = leftEarly();
    this.#result.reject(this.#left);
    this.#span?.abort(this.#left);
    this.#events ??= this.#read();
    await this.#events.return();
  }

  async *#read(): AsyncGenerator<Event, void, undefined> {
    try {
      const first = this.#source.start();
      const span = new Deadline(first, 'total', first.signal);
      this.#span = span;
      for (let leastDelay = 0; ; ) {
        const call = this.#executionId ? this.#source.resume(this.#executionId) : first;
        let connection: Connection | undefined;
        try {
          connection = await this.#transport.try(call, span, connectionReader, this.#last);
          if (!connection)
            return this.#result.reject(new FlowLangError(`There is no event after ${this.#last}, and no result`));
          for await (const event of this.#receive(connection)) {
            span.signal.throwIfAborted();
            if (isTerminal(event)) this.#result.resolve(resultOf<Outputs>(event));
            yield event as Event; // the document vouches for the flow's own types
            if (isTerminal(event)) return;
          }
          throw new ConnectionError(`${call.label}: the server closed the stream before the end of the flow`);
        } catch (error) {
          leastDelay = Math.min(connection?.parser.retry ?? leastDelay, LONGEST_WAIT);
          await this.#transport.pause(span, ++this.#failures, error, leastDelay);
        } finally {
          connection?.close();
        }
      }
    } catch (error) {
      this.#result.reject(error);
      if (error !== this.#left) throw error;
    } finally {
      this.#span?.release();
      this.#result.reject(leftEarly());
    }
  }

  /** The events of one connection that are new. */
  async *#receive(connection: Connection): AsyncGenerator<FlowEvent, void, undefined> {
    const opened = performance.now();
    this.#recognise(connection, connection.response.headers.get('X-Execution-Id') ?? undefined);
    for (let raw = await connection.read(); raw; raw = await connection.read()) {
      // A heartbeat shows that the server lives, unless it cuts each connection at once.
      if (performance.now() - opened >= PROVEN_AFTER) this.#failures = 0;
      for (const each of raw) {
        const event = connection.parse(each);
        this.#recognise(connection, event.execution_id);
        if (event.seq <= this.#last) continue;
        if (event.seq !== ++this.#last)
          throw connection.unexpected(`is ${event.seq}, and ${this.#last} is missing`, '/seq');
        this.#failures = 0;
        yield event;
      }
    }
  }

  /** Two executions in one stream: the server has forgotten the key, and has run the flow anew. */
  #recognise(connection: Connection, id = this.#executionId): void {
    this.#executionId ??= id;
    if (id === this.#executionId) return;
    throw connection.unexpected(`is ${id}: the server has lost execution ${this.#executionId}`, '/execution_id');
  }
}

function leftEarly(): FlowLangError {
  return new FlowLangError('The stream was left before its end: there is no result');
}

function resultOf<Outputs extends object>(event: TerminalEvent): FlowResult<Outputs> {
  const { execution_id, flow, duration_ms: execution_time_ms } = event;
  const base = { execution_id, flow, execution_time_ms };
  if (event.type !== 'flow_completed') {
    const error = event.type === 'flow_failed' ? event.error : { type: 'Cancelled', message: event.reason };
    return { success: false, ...base, error };
  }
  const { terminated, termination_reason } = event;
  const exit = terminated && { terminated, ...(termination_reason !== undefined && { termination_reason }) };
  return { success: true, ...base, outputs: event.outputs as Outputs, ...exit }; // the document vouches for the flow's own types
}
