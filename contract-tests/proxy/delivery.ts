/** Brings one answer to the caller, with the fault that is planned for it. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Fault, Point, Seen } from './fault.ts';
import { formatChunk, formatHead, type Head, LAST_CHUNK, type Received } from './http.ts';
import type { Moments } from './moments.ts';
import { encoded, encodingOf, inOtherPieces, piecesOfBody, piecesOfStream, STOP } from './pieces.ts';
import type { RealServer } from './real-server.ts';
import { type Answer, askServer } from './upstream.ts';

interface Way {
  readonly socket: Socket;
  readonly fault: Fault;
  readonly seen: Seen;
  readonly server: RealServer;
  readonly moments: Moments;
}

/** The connection has ended as the fault wants it, or the caller has left. */
class Ended extends Error {}

/** `{self}` and `{elsewhere}` in the headers of an answer. */
type Places = Readonly<Record<'self' | 'elsewhere', string>>;

export class Delivery {
  readonly #way: Way;
  readonly #gone = new AbortController();
  #isOurs = false;
  #isTold = false;
  #isChunked = false;

  constructor(way: Way) {
    this.#way = way;
    way.socket.once('close', () => this.#gone.abort());
  }

  /** Answers with the id of the execution that the server has named. */
  async run(request: Received, places: Places): Promise<string | undefined> {
    let execution: string | undefined;
    try {
      await this.#stopAt('request');
      const answer = await this.#answer(request, places, (id) => {
        execution = id;
      });
      await this.#stopAt('answer');
      await this.#send(answer, request);
    } catch (error) {
      // A server that is not there, or goes in the midst of a stream, breaks the connections through us as well.
      if (!(error instanceof Ended) && !this.#gone.signal.aborted) this.#end('reset');
    }
    this.#way.seen.left ||= this.#gone.signal.aborted && !this.#isOurs && !this.#isTold;
    return execution;
  }

  async #answer(request: Received, places: Places, name: (id: string | undefined) => void): Promise<Answer> {
    const { fault, seen, server, moments } = this.#way;
    const { answer } = fault;
    if (answer === undefined || answer.reached) {
      seen.reached = true;
      const asked = askServer(server.port, request, this.#gone.signal);
      moments.reach('reached');
      const got = await asked;
      name(got.headers['x-execution-id']);
      if (answer === undefined) return { ...got, headers: withChanges(got.headers, fault.headers) };
    }
    const { status, headers = {}, body = '' } = answer;
    const filled = JSON.stringify(headers).replace(/\{(self|elsewhere)\}/g, (_all, key: keyof Places) => places[key]);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return { status, headers: { ...JSON.parse(filled), ...fault.headers }, body: Buffer.from(dated(text)) };
  }

  async #send(answer: Answer, request: Received): Promise<void> {
    const { fault, moments } = this.#way;
    const encoding = encodingOf(fault, request.headers['accept-encoding']);
    const { body } = answer;
    const isStream = !Buffer.isBuffer(body);
    const onLast = (): void => {
      this.#isTold = true;
    };
    let pieces = inOtherPieces(isStream ? piecesOfStream(body, fault, onLast) : piecesOfBody(body, fault), fault);
    if (encoding !== undefined) pieces = encoded(pieces, encoding);
    const isPlain = !isStream && encoding === undefined;
    const hasLength = fault.length !== 'none' && answer.status !== 204;
    await this.#sendHead({
      status: answer.status,
      headers: {
        ...datedHeaders(answer.headers),
        ...(encoding && { 'content-encoding': encoding }),
        ...(hasLength && isPlain && { 'content-length': `${body.subarray(0, fault.truncate).length}` }),
        ...(hasLength && !isPlain && { 'transfer-encoding': 'chunked' }),
        connection: fault.keep ? 'keep-alive' : 'close',
      },
    });
    this.#isChunked = hasLength && !isPlain;
    for await (const piece of pieces) {
      if (piece === STOP) await this.#stop();
      else if (piece.length > 0) await this.#write(this.#framed(piece));
    }
    if (this.#isChunked) await this.#write(LAST_CHUNK);
    moments.reach('answered');
    if (!fault.keep) this.#end('close');
  }

  async #sendHead(head: Head): Promise<void> {
    const bytes = formatHead(head);
    const half = Math.floor(bytes.length / 2);
    await this.#write(bytes.subarray(0, half));
    await this.#stopAt('head');
    await this.#write(bytes.subarray(half));
    await this.#stopAt('headers');
  }

  #framed(bytes: Buffer): Buffer {
    return this.#isChunked ? formatChunk(bytes) : bytes;
  }

  async #write(bytes: Buffer): Promise<void> {
    const { socket } = this.#way;
    if (this.#gone.signal.aborted) throw new Ended();
    if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), once(this.#gone.signal, 'abort')]);
  }

  async #stopAt(point: Point): Promise<void> {
    if (this.#way.fault.stop === point) await this.#stop();
  }

  async #stop(): Promise<void> {
    const { how = 'reset', ms = 0, heartbeat } = this.#way.fault;
    if (how === 'pause') return this.#pause(ms, heartbeat);
    if (how === 'hang') {
      this.#way.moments.reach('hanging');
      if (!this.#gone.signal.aborted) await once(this.#gone.signal, 'abort');
      throw new Ended();
    }
    if (how === 'restart') {
      await this.#way.server.kill();
      this.#end('reset');
      await this.#way.server.restart();
    } else this.#end(how);
    throw new Ended();
  }

  async #pause(ms: number, heartbeat = ms): Promise<void> {
    for (let waited = 0; waited < ms; waited += heartbeat) {
      await new Promise((resolve) => setTimeout(resolve, heartbeat));
      if (heartbeat < ms) await this.#write(this.#framed(Buffer.from(': still here\n\n')));
    }
  }

  #end(how: 'reset' | 'close'): void {
    this.#isOurs = true;
    if (how === 'close') this.#way.socket.end();
    else this.#way.socket.resetAndDestroy();
  }
}

function withChanges(headers: Head['headers'], changes: Fault['headers'] = {}): Head['headers'] {
  const changed = Object.entries({ ...headers, ...changes });
  return Object.fromEntries(changed.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/** `{date+2}` is the date in two seconds, as HTTP writes it. */
function dated(text: string): string {
  return text.replace(/\{date([+-]\d+)\}/g, (_all, seconds: string) => {
    return new Date(Date.now() + Number(seconds) * 1000).toUTCString();
  });
}

function datedHeaders(headers: Head['headers']): Head['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, dated(value)]));
}
