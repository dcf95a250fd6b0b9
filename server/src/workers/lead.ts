/** The process that leads: it begins the workers, replaces those that end, and stops them all. It runs no flow itself. */
import cluster, { type Worker } from 'node:cluster';
import type { Logger } from '../engine/ports.ts';
import { FlowLangError } from '../errors.ts';
import { openWriter, type SqliteJournalOptions } from '../journal/sqlite/open.ts';
import { Hub } from './hub.ts';
import type { Member } from './member.ts';

/** Milliseconds: a worker that ends sooner than that is begun again ever later. */
const LIVED = 10_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;

export interface LeadOptions {
  readonly workers: number;
  readonly journal: SqliteJournalOptions;
  /** Of a worker's number: what its environment has besides that of this process. */
  readonly environment: (number: number) => Readonly<Record<string, string>>;
  readonly logger: Logger;
}

interface Seat {
  readonly number: number;
  worker: Worker;
  member: Member;
  isListening: boolean;
  /** Resolves when the process has ended and all that it said was heard. */
  ended: Promise<void>;
}

export class Crew {
  private readonly hub: Hub;
  private readonly options: LeadOptions;
  private readonly seats = new Map<number, Seat>();
  private readonly starting = Promise.withResolvers<void>();
  private hasStarted = false;
  private isStopping = false;

  private constructor(hub: Hub, options: LeadOptions) {
    this.hub = hub;
    this.options = options;
  }

  /**
   * Resolves when all workers listen.
   *
   * @throws FlowLangError, the first that a worker has, once all have ended; JournalError
   */
  static async begin(options: LeadOptions): Promise<Crew> {
    const { journal, workers, logger } = options;
    const { keepCount, now } = journal;
    const hub = await Hub.begin({ ...(await openWriter(journal)), keepCount, now, logger, expected: workers });
    const crew = new Crew(hub, options);
    // Workers take connections from the port themselves. Handed to them, those that are on their way to one that ends would
    // stay open for ever, and Node would not even tell that it has ended (24.9: a channel with a handle on its way never
    // disconnects).
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    cluster.setupPrimary({ serialization: 'advanced' });
    for (let number = 1; number <= workers; number += 1) crew.seat(number, 0);
    try {
      await crew.starting.promise;
    } catch (thrown) {
      crew.kill();
      await crew.end();
      throw thrown;
    }
    const [first] = crew.seats.values();
    first?.member.peer.tell('announce', crew.processes);
    return crew;
  }

  get processes(): readonly number[] {
    return [...this.seats.values()].map(({ worker }) => worker.process.pid ?? 0);
  }

  /** Takes no new work, gives what runs `grace` milliseconds, and ends. */
  async close(grace: number): Promise<void> {
    this.isStopping = true;
    this.hub.stopHandingOut();
    for (const { member } of this.seats.values()) member.peer.tell('drain', grace);
    await this.end();
  }

  /** At once, with whatever runs. */
  kill(): void {
    this.isStopping = true;
    this.hub.stopHandingOut();
    for (const { worker } of this.seats.values()) worker.process.kill('SIGKILL');
  }

  private async end(): Promise<void> {
    await Promise.all([...this.seats.values()].map(({ ended }) => ended));
    await this.hub.close();
  }

  private seat(number: number, delay: number): void {
    const worker = cluster.fork(this.options.environment(number));
    // What is said to a process that has just ended is lost, and no failure of this one.
    worker.on('error', () => {});
    const member = this.hub.enter(number, (message) => void worker.send(message, () => {}), {
      onListening: () => this.listens(seat),
      onRefused: (message) => this.starting.reject(new FlowLangError(message)),
    });
    worker.on('message', (message) => member.peer.take(message));
    const ended = this.gone(worker);
    const seat: Seat = { number, worker, member, isListening: false, ended };
    this.seats.set(number, seat);
    const began = performance.now();
    void ended.then(() => this.replace(seat, performance.now() - began > LIVED ? 0 : delay));
  }

  /** Two events, in any order. */
  private async gone(worker: Worker): Promise<void> {
    const over = (event: 'exit' | 'disconnect') =>
      new Promise<void>((resolve) => void worker.once(event, () => resolve()));
    await Promise.all([over('exit'), over('disconnect')]);
  }

  private listens(seat: Seat): void {
    seat.isListening = true;
    if (this.seats.size < this.options.workers || ![...this.seats.values()].every(({ isListening }) => isListening))
      return;
    this.hasStarted = true;
    this.starting.resolve();
  }

  private replace({ number, worker, member }: Seat, delay: number): void {
    const { exitCode, signalCode } = worker.process;
    const how = signalCode ?? `exit code ${exitCode}`;
    this.hub.lose(member).catch((err: unknown) => {
      this.options.logger.error({ err }, 'the executions of a worker that ended are left to the next start');
    });
    if (this.isStopping) return;
    if (!this.hasStarted) {
      this.starting.reject(new FlowLangError(`Worker ${number} ended while it started (${how}).`));
      return;
    }
    const again = delay === 0 ? 'at once' : `in ${delay} ms`;
    this.options.logger.error(
      { worker: number, worker_pid: worker.process.pid },
      `a worker ended (${how}); another begins ${again}`,
    );
    setTimeout(() => {
      if (!this.isStopping) this.seat(number, Math.min(LONGEST_DELAY, Math.max(FIRST_DELAY, 2 * delay)));
    }, delay);
  }
}
