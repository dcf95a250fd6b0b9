/** Stands in front of the real server, and breaks what it answers. */
import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Block, type Breakage, formatBlock, type Head, parseBlock } from './breakage.ts';

export class BreakingProxy {
  readonly #server: Server;
  readonly #target: string;
  #breakage: Breakage | undefined;
  #broken = 0;

  constructor(target: string) {
    this.#target = target;
    this.#server = createServer((request, response) => {
      this.#pass(request, response).catch(() => response.destroy());
    });
  }

  /** Answers its URL. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, 'localhost', resolve));
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`; // it listens on TCP
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** From now on answers are broken in this way; in none without one. */
  break(breakage: Breakage | undefined): void {
    this.#breakage = breakage;
    this.#broken = 0;
  }

  /** How many answers were changed so far. */
  get broken(): number {
    return this.#broken;
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    // Read to its end: the server may answer before, and whoever is still sending would miss the answer.
    const body = await textOf(request.setEncoding('utf8'));
    let answered = false;
    const onward = forward(`${this.#target}${url}`, { method, headers, agent: false }, (answer) => {
      answered = true;
      this.#answer(answer, response).catch(() => response.destroy());
    });
    onward.on('error', () => {
      // A server may answer before it has read all of a body, and then close.
      if (!answered) response.destroy();
    });
    response.on('close', () => onward.destroy());
    onward.end(body);
  }

  async #answer(answer: IncomingMessage, response: ServerResponse): Promise<void> {
    const { connection: _own, 'content-length': _length, ...headers } = answer.headers;
    const whole: Head = { status: answer.statusCode ?? 0, headers: stringsOf(headers) };
    const head = this.#breakage?.head?.(whole) ?? whole;
    if (head !== whole) this.#broken += 1;
    response.writeHead(head.status, head.headers);
    answer.setEncoding('utf8');
    if (whole.headers['content-type']?.startsWith('text/event-stream')) await this.#stream(answer, response);
    else response.end(this.#breakBody(await textOf(answer), whole));
  }

  #breakBody(text: string, head: Head): string {
    const breakBody = this.#breakage?.body;
    if (breakBody === undefined || !head.headers['content-type']?.includes('json')) return text;
    const broken = JSON.stringify(breakBody(JSON.parse(text), head.status));
    if (broken !== text) this.#broken += 1;
    return broken;
  }

  async #stream(answer: IncomingMessage, response: ServerResponse): Promise<void> {
    const breakEvent = this.#breakage?.events?.() ?? ((block: Block) => [block]);
    let rest = '';
    for await (const chunk of answer) {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const text of blocks) {
        const block = parseBlock(text);
        const broken = block === undefined ? `${text}\n\n` : breakEvent(block).map(formatBlock).join('');
        if (broken !== `${text}\n\n`) this.#broken += 1;
        response.write(broken);
      }
    }
    response.end(rest);
  }
}

function stringsOf(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer) text += chunk;
  return text;
}
