/** The events of one execution, once and in order, over as many connections as it takes. */
import { foreign, mediaOf, unexpected } from './api-error.ts';
import { type Call, labelOf } from './call.ts';
import { ConnectionError, FlowLangError } from './errors.ts';
import type { FlowEvent } from './events.ts';
import type { CallOptions } from './options.ts';
import { readJson, readText } from './read-body.ts';
import { LONGEST_WAIT } from './retry.ts';
import { openSpan, type Span } from './span.ts';
import { createSseParser, type ServerSentEvent } from './sse.ts';
import { attempt, lost, type Reader } from './transport.ts';
import type { Cancellation, ExecutionError, FlowResult } from './wire.ts';

/** Milliseconds after which a connection that still brings bytes counts as a success. */
const PROVEN_AFTER = 8_000;

/** Asks for the events of an execution after one. */
type Resume = (executionId: string, after: number) => Call;

type Cancel = (executionId: string, reason?: string, options?: CallOptions) => Promise<Cancellation>;

/**
 * The events of an execution. What `executeFlowStream` returns starts the flow when reading begins: by a loop, or by
 * {@link FlowStream.result}. A broken or silent connection is replaced by itself. Leaving the loop early detaches: the
 * request ends, and the execution goes on at the server unless the call has a `signal`: see {@link ExecuteOptions.onAbort}.
 * It can be read once.
 */
export interface FlowStream<Event, Outputs extends object = Record<string, unknown>>
  extends AsyncIterable<Event>,
    AsyncDisposable {
  /** Undefined until the server has answered, where the stream begins the execution. */
  readonly executionId: string | undefined;
  /** @throws FlowLangError if the stream is being read already. */
  [Symbol.asyncIterator](): AsyncGenerator<Event, void, undefined>;
  /**
   * What the execution came to; a flow that failed is a result too. Beside a loop it waits for the end of that; alone it reads
   * the stream, and passes over the events. Rejects with what ends the stream early.
   */
  result(): Promise<FlowResult<Outputs>>;
  /**
   * Asks the execution to end; the last event tells when it has.
   * @throws FlowLangError where its id is not known yet, and what {@link FlowLangClient.cancelExecution} throws.
   */
  cancel(reason?: string, options?: CallOptions): Promise<Cancellation>;
  /** Detaches, as leaving the loop does. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * @param resume Goes on with the execution, once its id is known: also when the server was restarted.
 * @param start Begins it; none for one that has begun, whose id is given then.
 * @param last The `seq` of the event that the reader has; then of the newest one.
 */
export function flowStream<Event, Outputs extends object>(
  resume: Resume,
  cancel: Cancel,
  start?: () => Call,
  executionId?: string,
  last = 0,
): FlowStream<Event, Outputs> {
  const { promise, resolve, reject } = Promise.withResolvers<FlowResult<Outputs>>();
  promise.catch(() => {}); // whoever asks for the result is told
  let events: AsyncGenerator<Event, void, undefined> | undefined;
  let span: Span | undefined; // of all that is read, over all connections
  let failures = 0; // tries in a row that brought nothing
  let leastDelay = 0; // what the server asks for
  const left = new FlowLangError('The stream was left before its result');

  /** Two executions in one stream: the server has forgotten the key, and has run the flow anew. */
  const recognise = (response: Response, label: string, id = executionId): void => {
    executionId ??= id;
    if (id === executionId) return;
    throw unexpected(response, label, '/execution_id', `is ${id}: the server has lost execution ${executionId}`);
  };

  /** The event, if it is new. @throws UnexpectedResponseError if it is not as the document says, or does not come next. */
  const accept = (raw: ServerSentEvent, response: Response, label: string): FlowEvent | undefined => {
    const at = `${label}: event "${raw.id}"`;
    const event = readJson<FlowEvent>(response, at, raw.data, 'type');
    const { seq } = event;
    recognise(response, at, event.execution_id);
    if (seq > 0 && seq <= last && seq % 1 === 0) return undefined;
    if (seq !== ++last) throw unexpected(response, at, '/seq', `is ${seq}, and ${last} is missing`);
    return event;
  };

  /** The events of one connection that are new; ends only where the server says that there are no more. */
  async function* connect(call: Call, span: Span): AsyncGenerator<FlowEvent, void, undefined> {
    const label = labelOf(call);
    const response = await attempt(call, span, readerOf(call));
    recognise(response, label, response.headers.get('X-Execution-Id') ?? undefined);
    const bytes = response.body?.getReader();
    if (!bytes) return reject(new FlowLangError(`There is no event after ${last}, and no result`));
    const parse = createSseParser((ms) => {
      leastDelay = Math.min(ms, LONGEST_WAIT);
    });
    try {
      for (const opened = performance.now(); ; ) {
        const chunk = await span.within('idle', () => bytes.read().catch(lost(label, 'the stream broke')));
        if (chunk.done) throw new ConnectionError(`${label}: the stream ended before the flow`);
        span.arm('total'); // a slow consumer is not a silent server
        // A heartbeat shows that the server lives, unless it cuts each connection at once.
        if (performance.now() - opened >= PROVEN_AFTER) failures = 0;
        for (const raw of parse(chunk.value)) {
          const event = accept(raw, response, label);
          if (event) yield event;
        }
      }
    } finally {
      bytes.cancel().catch(() => {}); // where fetch does not heed its signal
    }
  }

  async function* read(): AsyncGenerator<Event, void, undefined> {
    try {
      const first = start?.() ?? resume(`${executionId}`, last);
      span = openSpan(first);
      for (;;) {
        try {
          for await (const event of connect(executionId ? resume(executionId, last) : first, span)) {
            failures = 0;
            first.options.signal?.throwIfAborted();
            const result = resultOf<Outputs>(event);
            if (result) resolve(result);
            yield event as Event; // the document vouches for the flow's own types
            if (result) return;
          }
          return;
        } catch (error) {
          await span.pause(++failures, error, executionId, leastDelay);
        }
      }
    } catch (error) {
      reject(error);
      if (error !== left) throw error; // whoever left is not to be told
    } finally {
      span?.cut();
      span?.release();
      reject(left);
    }
  }

  return {
    get executionId() {
      return executionId;
    },
    [Symbol.asyncIterator]() {
      if (events) throw new FlowLangError('A stream can be read once');
      events = read();
      return events;
    },
    result() {
      const drain = async (): Promise<void> => {
        await undefined; // a loop that starts in the same breath shall have the events
        if (!events) for await (const _ of this);
      };
      drain().catch(() => {}); // what it throws, the promise of the result rejects with
      return promise; // this very one: of another nobody would have caught what the loop throws as well
    },
    async cancel(reason, options) {
      if (executionId) return cancel(executionId, reason, options);
      throw new FlowLangError('Nothing to cancel yet: read the stream');
    },
    async [Symbol.asyncDispose]() {
      reject(left);
      span?.cut(left);
      events ??= read();
      await events.return();
    },
  };
}

/** Without a body, the server says that there is nothing after the event that the reader has. */
function readerOf({ method }: Call): Reader<Response> {
  return async (response, label) => {
    const isStream = response.ok && response.body && /^text\/event-stream/i.test(mediaOf(response));
    if (response.status === 204 ? method === 'GET' : isStream) return response;
    throw foreign(response, label, await readText(response, label), 'a stream of events');
  };
}

/** What the last event of an execution says of it; undefined of any other. */
function resultOf<Outputs extends object>(event: FlowEvent): FlowResult<Outputs> | undefined {
  // The check has held it to what its type has; for the flow's own types the document vouches.
  const {
    type,
    duration_ms,
    reason,
    outputs,
    terminated,
    termination_reason,
    execution_id,
    flow,
    error = { type: 'Cancelled', message: reason },
  } = event as unknown as LastEvent<Outputs>;
  const base = { execution_id, flow, execution_time_ms: duration_ms };
  if (type === 'flow_completed') {
    return { success: true, ...base, outputs, ...(terminated && { terminated, termination_reason }) };
  }
  return /^flow_(failed|cancelled)$/.test(type) ? { success: false, ...base, error } : undefined;
}

interface LastEvent<Outputs> {
  readonly type: string;
  readonly execution_id: string;
  readonly flow: string;
  readonly duration_ms: number;
  readonly reason: string;
  readonly error?: ExecutionError;
  readonly outputs: Outputs;
  readonly terminated?: true;
  readonly termination_reason?: string;
}
