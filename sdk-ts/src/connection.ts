/** One connection to a stream of events: from the bytes to events that are as the document says, under the idle limit. */
import { sketch } from './api-error.ts';
import type { Deadline } from './deadline.ts';
import type { FlowEvent } from './events.ts';
import { parseJson } from './read-body.ts';
import { type ServerSentEvent, SseParser } from './sse.ts';
import { type Call, connectionError, notAsDescribed, type Reader, readText, timeout } from './transport.ts';
import { flowEvent } from './wire-check.ts';

export class Connection {
  readonly response: Response;
  readonly #deadline: Deadline;
  readonly #call: Call;
  readonly #bytes: ReadableStreamDefaultReader<Uint8Array>;
  readonly #parser = new SseParser();

  constructor(call: Call, response: Response, bytes: ReadableStreamDefaultReader<Uint8Array>, deadline: Deadline) {
    this.response = response;
    this.#deadline = deadline;
    this.#call = call;
    this.#bytes = bytes;
  }

  /** Milliseconds that the server wants its readers to wait before they come back; undefined if it has not said. */
  get reconnectDelay(): number | undefined {
    return this.#parser.retry;
  }

  /** The events that the next bytes complete, maybe none; undefined at the end. */
  async read(): Promise<ServerSentEvent[] | undefined> {
    const { idle } = this.#call.limits;
    // Armed only while waiting: a slow consumer is not a silent server.
    this.#deadline.arm(idle, () => timeout(this.#call, 'idle', `said nothing for ${idle} ms`));
    try {
      const { done, value } = await this.#deadline.race(this.#bytes.read());
      return done ? undefined : this.#parser.push(value);
    } catch (error) {
      this.#deadline.signal.throwIfAborted();
      throw connectionError(`${this.#call.label}: the stream broke`, error);
    } finally {
      this.#deadline.disarm();
    }
  }

  /** @throws UnexpectedResponseError if it is not as the document says. */
  parse(event: ServerSentEvent): FlowEvent {
    const value = parseJson(event.data);
    const fault = value === undefined ? { place: '', message: 'is not JSON' } : flowEvent(value, '');
    if (fault) {
      const what = `${fault.message}, in the ${event.event} event with id "${event.id}"`;
      throw notAsDescribed(this.response, this.#call, fault.place ? what : `the data ${what}`, fault.place);
    }
    return value as FlowEvent; // the check has just held it to that
  }

  /** Ends the request, also in its midst. */
  close(): void {
    this.#deadline.release();
    this.#deadline.abort(new Error('The stream is not read any more'));
    // Where fetch does not heed its signal. It fails if the stream has failed, of which the reader was told.
    this.#bytes.cancel().catch(() => {});
  }
}

/** Undefined where the server says that there is nothing after the event that the reader has. */
export function connectionReader(call: Call): Reader<Connection | undefined> {
  return async (response, deadline) => {
    const { body } = response;
    if (response.status === 204 && call.method === 'GET') {
      deadline.release();
      return undefined;
    }
    if (!body || !/^text\/event-stream\b/i.test(response.headers.get('Content-Type') ?? '')) {
      const seen = sketch(response, await readText(response, deadline, call));
      throw notAsDescribed(response, call, `it must be a stream of events, and is ${seen}`);
    }
    return new Connection(call, response, body.getReader(), deadline);
  };
}
