/** One connection to a stream of events: from the bytes to events that are as the document says, under the idle limit. */
import { parseJson, sketch, unexpected } from './api-error.ts';
import { faultOf } from './check.ts';
import type { Deadline } from './deadline.ts';
import type { FlowEvent } from './events.ts';
import { isMedia, readText } from './read-body.ts';
import { type ServerSentEvent, SseParser } from './sse.ts';
import type { Reader } from './transport.ts';

export class Connection {
  readonly response: Response;
  readonly parser: SseParser = new SseParser();
  readonly #deadline: Deadline;
  readonly #bytes: ReadableStreamDefaultReader<Uint8Array>;

  constructor(response: Response, bytes: ReadableStreamDefaultReader<Uint8Array>, deadline: Deadline) {
    this.response = response;
    this.#bytes = bytes;
    this.#deadline = deadline;
  }

  /** The events that the next bytes complete, maybe none; undefined at the end. */
  async read(): Promise<ServerSentEvent[] | undefined> {
    // Only while waiting: a slow consumer is not a silent server.
    this.#deadline.arm('idle');
    const { done, value } = await this.#deadline.receive(this.#deadline.race(this.#bytes.read()), 'the stream broke');
    this.#deadline.disarm();
    return done ? undefined : this.parser.push(value);
  }

  /** @throws UnexpectedResponseError if it is not as the document says. */
  parse({ data, event, id }: ServerSentEvent): FlowEvent {
    const value = parseJson(data);
    const fault = value === undefined ? { place: '', message: 'is not JSON' } : faultOf(value, '@type');
    if (fault) throw this.unexpected(`${fault.message}, in the ${event} event with id "${id}"`, fault.place);
    return value as FlowEvent; // the check has just held it to that
  }

  unexpected(what: string, place: string): Error {
    return unexpected(this.response, this.#deadline.call.label, what, place);
  }

  /** Ends the request, also in its midst. */
  close(): void {
    this.#deadline.release();
    this.#deadline.abort(undefined);
    // Where fetch does not heed its signal. It fails if the stream has failed, of which the reader was told.
    this.#bytes.cancel().catch(() => {});
  }
}

/** Undefined where the server says that there is nothing after the event that the reader has. */
export const connectionReader: Reader<Connection | undefined> = async (response, deadline) => {
  const { body, status } = response;
  const { label, method } = deadline.call;
  if (status === 204 && method === 'GET') {
    deadline.release();
    return undefined;
  }
  if (response.ok && body && isMedia(response, 'text/event-stream')) {
    return new Connection(response, body.getReader(), deadline);
  }
  const seen = sketch(response, await readText(response, deadline));
  throw unexpected(response, label, `must be a stream of events, and is ${seen}`);
};
