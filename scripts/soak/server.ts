/** The real command line, started, killed and started again on the same journal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { FLOWLANG } from '../workspace.ts';
import type { Random } from './random.ts';
import { Violation } from './violation.ts';

/** One process, from its start to its end. Times are milliseconds since 1970. */
export interface Life {
  readonly number: number;
  readonly began: number;
  /** When it said that it serves. */
  ready: number | undefined;
  ended: number | undefined;
  how: 'killed' | 'stopped' | undefined;
  /** When workers were killed, by their process. */
  readonly killed: Map<number, number>;
}

export interface ServeOptions {
  /** Where it keeps its log, and what tasks write. */
  readonly folder: string;
  /** A folder of flows, each in its own. */
  readonly flows: string;
  readonly args: readonly string[];
  /** The largest number of open files. */
  readonly openFiles?: number;
}

/** A start that takes longer has hung. */
const START_LIMIT = 60_000;
const LOG_KEPT = 8000;

export class SoakServer {
  readonly lives: Life[] = [];
  /** Rejects when a process ends that nobody has ended. */
  readonly broken: Promise<never>;
  readonly port: number;
  private readonly options: ServeOptions;
  private readonly break: (violation: Violation) => void;
  private child: ChildProcess | undefined;
  private log = '';
  private banner = '';

  private constructor(port: number, options: ServeOptions) {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {});
    this.broken = promise;
    this.break = reject;
    this.port = port;
    this.options = options;
  }

  /** Takes a port that all its lives share, so that callers find it again. */
  static async create(options: ServeOptions): Promise<SoakServer> {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const address = probe.address();
    probe.close();
    await once(probe, 'close');
    return new SoakServer(typeof address === 'object' && address !== null ? address.port : 0, options);
  }

  get life(): number {
    return this.lives.length;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** The end of what it has printed. */
  get lastWords(): string {
    return this.log.slice(-LOG_KEPT);
  }

  /** Resolves once it says that it serves; a kill before resolves it, too. */
  async start(): Promise<void> {
    const open = { ready: undefined, ended: undefined, how: undefined };
    const life: Life = { number: this.life + 1, began: Date.now(), ...open, killed: new Map() };
    this.lives.push(life);
    this.write(`\n── life ${life.number}\n`);
    const child = this.spawn(life);
    this.child = child;
    this.banner = '';
    await new Promise<void>((resolve) => {
      const late = setTimeout(() => this.fail(`Life ${life.number} did not serve in ${START_LIMIT} ms`), START_LIMIT);
      const settle = (): void => {
        clearTimeout(late);
        resolve();
      };
      child.stdout?.on('data', (text: Buffer) => {
        this.write(String(text));
        this.banner += String(text);
        if (life.ready !== undefined || !String(text).includes('Ctrl-C')) return;
        life.ready = Date.now();
        settle();
      });
      child.stderr?.on('data', (text: Buffer) => this.write(String(text)));
      child.once('exit', (code, signal) => {
        life.ended = Date.now();
        if (life.how === undefined) this.fail(`Life ${life.number} ended by itself: code ${code}, signal ${signal}`);
        settle();
      });
    });
  }

  /** `kill -9`, or a stop in good order that must end with 0. */
  async end(how: 'killed' | 'stopped'): Promise<void> {
    const life = this.lives.at(-1);
    const { child } = this;
    if (child === undefined || life === undefined || life.ended !== undefined) return;
    life.how = how;
    const ended = once(child, 'exit');
    child.kill(how === 'killed' ? 'SIGKILL' : 'SIGTERM');
    const [code] = await ended;
    // Before it serves, nothing listens to the signal yet.
    if (how === 'stopped' && life.ready !== undefined && code !== 0)
      this.fail(`Life ${life.number} was asked to stop, and ended with ${code}`);
  }

  /** `kill -9` of one of its workers, if it has any: that must be nobody's business. */
  killWorker(random: Random): boolean {
    const { banner } = this;
    const workers = /processes (.*)/.exec(this.banner)?.[1]?.split(', ').map(Number) ?? [];
    this.banner = '';
    const [victim] = banner === '' || workers.length < 2 ? [] : [workers[random.whole(0, workers.length - 1)]];
    if (victim === undefined) return false;
    process.kill(victim, 'SIGKILL');
    this.lives.at(-1)?.killed.set(victim, Date.now());
    return true;
  }

  private spawn(life: Life): ChildProcess {
    const { folder, flows, args, openFiles } = this.options;
    const command = [process.execPath, FLOWLANG, 'serve', '--multi', flows, '--port', String(this.port), ...args];
    const raised = ['sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh', ...command];
    const [file = '', ...rest] = openFiles === undefined ? command : raised;
    const env = { ...process.env, SOAK_FOLDER: folder, SOAK_LIFE: String(life.number) };
    return spawn(file, rest, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  private write(text: string): void {
    appendFileSync(path.join(this.options.folder, 'server.txt'), text);
    this.log = (this.log + text).slice(-2 * LOG_KEPT);
  }

  private fail(what: string): void {
    this.break(new Violation(what, { log: this.lastWords }));
  }
}
