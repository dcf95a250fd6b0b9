/** The proxy of one scenario: its own port, the faults of its plan, and what it has seen. */
import { createServer, type Server, type Socket } from 'node:net';
import { Delivery } from './delivery.ts';
import type { Fault, Plan, Report, Seen } from './fault.ts';
import { FullListener } from './full-listener.ts';
import { type Received, takeRequest } from './http.ts';
import { Moments } from './moments.ts';
import type { RealServer } from './real-server.ts';
import { eventsOf } from './upstream.ts';

/** How long a client may take to let go of a connection that it does not need any more. */
const PATIENCE_MS = 5000;

/** After which a client that can begin to connect has begun to: nobody can see it from outside. */
const CONNECTING_MS = 300;

export class Session {
  readonly moments: Moments = new Moments();
  readonly #plan: Plan;
  readonly #server: RealServer;
  readonly #listener: Server = createServer((socket) => this.#accept(socket));
  readonly #elsewhere: Server = createServer((socket) => {
    this.#strangers += 1;
    socket.on('error', () => {}).destroy();
  });
  readonly #sockets = new Set<Socket>();
  readonly #seen: Seen[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #flows = new Map<string, string>();
  #full: FullListener | undefined;
  #strangers = 0;
  #taken = 0;
  #opening: ReturnType<typeof setTimeout> | undefined;

  constructor(plan: Plan, server: RealServer) {
    this.#plan = plan;
    this.#server = server;
  }

  /** Answers the base URL for the client. */
  async open(): Promise<string> {
    const { closed, path = '' } = this.#plan;
    const port = await listen(this.#listener, closed === undefined ? 0 : unlikelyPort());
    await listen(this.#elsewhere, 0);
    if (closed === 'full') {
      this.#full = await FullListener.open();
      this.#opening = setTimeout(() => this.moments.reach('hanging'), CONNECTING_MS);
      return `http://127.0.0.1:${this.#full.port}${path}`;
    }
    if (closed !== undefined) this.#listener.close();
    if (typeof closed === 'number') this.#opening = setTimeout(() => this.#listener.listen(port, '127.0.0.1'), closed);
    return `http://127.0.0.1:${port}${path}`;
  }

  /** What was seen, when all is over; everything is closed then. */
  async close(): Promise<Report> {
    clearTimeout(this.#opening);
    await Promise.race([
      Promise.all(this.#running),
      new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref()),
    ]);
    const open = this.#running.size;
    this.moments.end();
    this.#full?.close();
    for (const socket of this.#sockets) socket.destroy();
    for (const server of [this.#listener, this.#elsewhere]) if (server.listening) server.close();
    const executions = [...this.#flows.keys()];
    const events: Record<string, readonly unknown[]> = {};
    for (const [id, flow] of this.#flows) events[id] = await eventsOf(this.#server.port, flow, id);
    if (this.#plan.ownServer) await this.#server.end();
    return { requests: this.#seen, elsewhere: this.#strangers, open, executions, events };
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket.setNoDelay());
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => {});
    let bytes = Buffer.alloc(0);
    let isBusy = false;
    const take = (): void => {
      const taken = isBusy ? undefined : takeRequest(bytes);
      if (taken === undefined) return;
      isBusy = true;
      bytes = Buffer.from(taken.rest);
      const served = this.#serve(socket, taken.request).finally(() => {
        this.#running.delete(served);
        isBusy = false;
        take();
      });
      this.#running.add(served);
    };
    // The fault of a connection that is not even read stands for that of the request which it would have brought.
    if (this.#next.stop === 'connect') return void this.#refuse(socket);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      take();
    });
  }

  #refuse(socket: Socket): void {
    this.#taken += 1;
    this.#seen.push({
      method: '',
      path: '',
      headers: {},
      body: '',
      at: performance.now(),
      reached: false,
      left: false,
    });
    socket.resetAndDestroy();
  }

  get #next(): Fault {
    const { also, ...fault } = this.#plan.faults?.[this.#taken] ?? this.#plan.then ?? {};
    return { ...also, ...fault };
  }

  async #serve(socket: Socket, request: Received): Promise<void> {
    const fault = this.#next;
    this.#taken += 1;
    const { method, target, headers, body } = request;
    const seen: Seen = {
      method,
      path: target,
      headers,
      body: body.toString(),
      at: performance.now(),
      reached: false,
      left: false,
    };
    this.#seen.push(seen);
    const { path = '' } = this.#plan;
    if (!target.startsWith(`${path}/`)) return void socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
    const delivery = new Delivery({ socket, fault, seen, server: this.#server, moments: this.moments });
    const answered = await delivery.run(
      { ...request, target: target.slice(path.length) },
      {
        self: `http://127.0.0.1:${portOf(this.#listener)}${path}`,
        elsewhere: `http://localhost:${portOf(this.#elsewhere)}`,
      },
    );
    const [, flow] = /^\/flows\/([^/?]+)/.exec(target.slice(path.length)) ?? [];
    if (answered !== undefined && flow !== undefined) this.#flows.set(answered, flow);
  }
}

/** None that the system hands out: while nobody listens there, it must not become the port of somebody else. */
function unlikelyPort(): number {
  return 20_000 + Math.floor(Math.random() * 10_000);
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return portOf(server);
}

function portOf(server: Server): number {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}
