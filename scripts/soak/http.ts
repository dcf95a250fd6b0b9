/** Requests as a caller makes them who must reckon with a server that is killed at any moment. */
import { Agent, type IncomingMessage, request } from 'node:http';

export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** What was answered, if it is JSON. */
  readonly body: unknown;
}

/** No whole answer came: the server may have done what was asked, or not. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** One event of a stream, as it came. */
export interface Received {
  readonly id: number;
  readonly data: unknown;
}

/** A server that lives answers by then; a request may hang where it is killed at a bad moment. */
const PATIENCE = 30_000;

export class Client {
  private readonly port: number;
  private readonly agent: Agent = new Agent({ keepAlive: true });

  constructor(port: number) {
    this.port = port;
  }

  /** @throws Unreachable */
  async ask(asked: Asked): Promise<Answer> {
    const response = await this.send(asked);
    const text = await textOf(response);
    const isJson = /json/.test(response.headers['content-type'] ?? '');
    return { status: response.statusCode ?? 0, headers: headersOf(response), body: isJson ? JSON.parse(text) : text };
  }

  /**
   * Reads a stream to its end, or to the moment when it breaks. Where the answer is no stream, it is given back whole.
   *
   * @param onHead told the headers before the first event
   * @throws Unreachable if there was no answer at all
   */
  async stream(
    asked: Asked,
    onHead: (headers: Answer['headers']) => void,
    onEvent: (event: Received) => void,
  ): Promise<Answer | 'ended'> {
    const response = await this.send(asked);
    const isStream = /event-stream/.test(response.headers['content-type'] ?? '');
    if (!isStream) {
      const text = await textOf(response);
      return {
        status: response.statusCode ?? 0,
        headers: headersOf(response),
        body: text === '' ? '' : JSON.parse(text),
      };
    }
    onHead(headersOf(response));
    let rest = '';
    try {
      for await (const chunk of response.setEncoding('utf8')) {
        const messages = (rest + String(chunk)).split('\n\n');
        rest = messages.pop() ?? '';
        for (const message of messages) if (/^data:/m.test(message)) onEvent(received(message));
      }
    } catch (thrown) {
      if (!isBreak(thrown)) throw thrown;
    }
    return 'ended';
  }

  close(): void {
    this.agent.destroy();
  }

  private send({ method, path, headers = {}, body }: Asked): Promise<IncomingMessage> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const about = text === undefined ? {} : { 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, method, path, agent: this.agent };
      const sent = request({ ...options, headers: { ...about, ...headers } }, resolve);
      sent.setTimeout(PATIENCE, () => sent.destroy(new Unreachable(`${method} ${path}: silence for ${PATIENCE} ms`)));
      sent.on('error', (error) => reject(isBreak(error) ? new Unreachable(error.message) : error));
      sent.end(text);
    });
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  try {
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    return text;
  } catch (thrown) {
    throw isBreak(thrown) ? new Unreachable(String(thrown)) : thrown;
  }
}

function headersOf(response: IncomingMessage): Answer['headers'] {
  return response.headers as Answer['headers']; // None of those that are looked at comes twice.
}

function received(message: string): Received {
  const field = (name: string): string => new RegExp(`^${name}: ?(.*)$`, 'm').exec(message)?.[1] ?? '';
  return { id: Number(field('id')), data: JSON.parse(field('data')) };
}

const BREAKS = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT', 'EADDRNOTAVAIL'];

function isBreak(thrown: unknown): boolean {
  if (thrown instanceof Unreachable) return true;
  return thrown instanceof Error && 'code' in thrown && BREAKS.includes(String(thrown.code));
}
