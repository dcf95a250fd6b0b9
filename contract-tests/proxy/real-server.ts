/** The real server as a process of its own: it can be killed, and started again with the same journal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = path.dirname(import.meta.dirname);
const CLI = path.join(path.dirname(ROOT), 'server', 'bin', 'flowlang.js');

export class RealServer {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'flowlang-proxy-'));
  #process: ChildProcess | undefined;
  #port = 0;

  static async start(): Promise<RealServer> {
    const server = new RealServer();
    await server.#start();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  /** Nothing is told to it: what it had not kept by then is gone. */
  async kill(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (running === undefined) return;
    const exited = once(running, 'exit');
    running.kill('SIGKILL');
    await exited;
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.#start();
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    const journal = `sqlite:${path.join(this.#folder, 'executions.db')}`;
    const options = ['--multi', path.join(ROOT, 'flows'), '--port', `${this.#port}`, '--journal', journal];
    const running = spawn(process.execPath, [CLI, 'serve', ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#process = running;
    for await (const line of createInterface(running.stdout)) {
      const port = /http:\/\/[^:]+:(\d+)/.exec(line)?.[1];
      if (port === undefined) continue;
      this.#port = Number(port);
      running.stdout.resume();
      return;
    }
    throw new Error('The server ended without an address');
  }
}
