/** A listener whose queue is full: whoever connects is left waiting, as by a firewall that drops what it does not like. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';

/** Stopped as soon as it listens, it takes nothing from its queue. */
const LISTEN = `require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
  console.log(this.address().port);
})`;

/** More than any system adds to a backlog of one. */
const FILLING = 8;

export class FullListener {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #queue: readonly Socket[];

  private constructor(port: number, running: ChildProcess) {
    this.port = port;
    this.#process = running;
    this.#queue = Array.from({ length: FILLING }, () => createConnection(port, '127.0.0.1').on('error', () => {}));
  }

  static async open(): Promise<FullListener> {
    const running = spawn(process.execPath, ['-e', LISTEN], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [port] = await once(running.stdout, 'data');
    running.kill('SIGSTOP');
    return new FullListener(Number(String(port)), running);
  }

  close(): void {
    for (const socket of this.#queue) socket.destroy();
    this.#process.kill('SIGKILL');
  }
}
