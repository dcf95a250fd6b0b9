/**
 * HTTP by hand: one request at a time on a connection. Node's own client costs more than the server that is measured, and
 * ten thousand of its streams more memory.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** The bytes of a request, to be sent as often as one likes. */
export function rawRequest(
  method: string,
  path: string,
  { body = '', headers = {} }: { readonly body?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Buffer {
  const all: Readonly<Record<string, string>> = {
    host: 'localhost',
    ...(body !== '' && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** A connection that is kept. Answers need a length; those that end with the connection are for {@link openStream}. */
export class RawConnection {
  private readonly socket: Socket;
  private buffered: Buffer = Buffer.alloc(0);
  private settle: { resolve: (answer: RawAnswer) => void; reject: (error: Error) => void } | undefined;
  private broken: Error | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (data: Buffer) => this.read(data));
    socket.on('error', (error) => this.break(error));
    socket.on('close', () => this.break(new Error('The server has closed the connection')));
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  ask(request: Buffer): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      if (this.broken !== undefined) return reject(this.broken);
      this.settle = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private read(data: Buffer): void {
    this.buffered = this.buffered.length === 0 ? data : Buffer.concat([this.buffered, data]);
    const end = this.buffered.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.buffered.toString('latin1', 0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const whole = end + HEAD_END.length + length;
    if (this.buffered.length < whole) return;
    const body = this.buffered.toString('utf8', end + HEAD_END.length, whole);
    this.buffered = this.buffered.subarray(whole);
    const { settle } = this;
    this.settle = undefined;
    settle?.resolve({ status: Number(head.slice(9, 12)), head, body });
  }

  private break(error: Error): void {
    this.broken ??= error;
    this.settle?.reject(this.broken);
    this.settle = undefined;
  }
}

/** Sends a request, and shows all that comes back until `onData` says that it is enough; the connection stays open. */
export async function openStream(
  port: number,
  request: Buffer,
  onData: (text: string, socket: Socket) => 'enough' | undefined,
): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(request);
  return new Promise((resolve, reject) => {
    const read = (data: Buffer): void => {
      if (onData(data.toString('latin1'), socket) !== 'enough') return;
      socket.off('data', read).resume();
      resolve(socket);
    };
    socket.on('data', read);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('The server has closed the stream')));
  });
}
