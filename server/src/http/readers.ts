/**
 * Counts who reads an execution: those who wait for its result, and those who read its events. An execution whose caller
 * asked for it is cancelled a while after its last reader has left.
 */
import type { ServerResponse } from 'node:http';
import { ById } from '../engine/by-id.ts';
import type { Engine } from '../engine/engine.ts';
import type { Logger } from '../engine/ports.ts';

const GRACE = 10_000;

const REASON = 'its last reader left';

const READ = Symbol('the execution that is read');

type Followed = ServerResponse & { [READ]?: Read };

interface Read {
  readonly executionId: string;
  readers: number;
}

interface Armed {
  readonly flow: string;
  timer: NodeJS.Timeout | undefined;
}

/** Executions that other processes run: each counts its readers itself, and is told of those that are here. */
export interface FarReaders {
  /** Somebody reads it here. Of one that runs here nothing is told. */
  follow(executionId: string): void;
  /** Nobody reads it here any more. */
  unfollow(executionId: string): void;
  /** Answers false if it runs here. */
  arm(flow: string, executionId: string): boolean;
}

export class Readers {
  private readonly engine: Pick<Engine, 'cancel'>;
  private readonly logger: Logger;
  private readonly grace: number;
  private readonly far: FarReaders | undefined;
  private readonly counts = new ById<Read>();
  private readonly armed = new Map<string, Armed>();
  private stopped = false;

  constructor(engine: Pick<Engine, 'cancel'>, logger: Logger, grace = GRACE, far?: FarReaders) {
    this.engine = engine;
    this.logger = logger;
    this.grace = grace;
    this.far = far;
  }

  /** From now on the execution does not outlive its readers. One that has none yet has a while to find one. */
  arm(flow: string, executionId: string): void {
    if (this.armed.has(executionId) || this.far?.arm(flow, executionId) === true) return;
    this.armHere(flow, executionId);
  }

  armHere(flow: string, executionId: string): void {
    if (this.armed.has(executionId)) return;
    this.armed.set(executionId, { flow, timer: undefined });
    if (!this.counts.has(executionId)) this.countDown(executionId);
  }

  /** It has ended: nothing is left to cancel. */
  disarm(executionId: string): void {
    clearTimeout(this.armed.get(executionId)?.timer);
    this.armed.delete(executionId);
  }

  /** Counts the reader of this answer until it is closed. */
  follow(response: Followed, executionId: string): void {
    // Whoever has left already is not told of again.
    if (response.destroyed) return;
    const read = this.came(executionId);
    if (read.readers === 1) this.far?.follow(executionId);
    response[READ] = read;
  }

  /** The answer is given, or its reader has left. Called for every one, also where it is of no execution. */
  closed(response: Followed): void {
    const read = response[READ];
    if (read !== undefined) this.leave(read);
  }

  /** One reader more, here or at another process. */
  came(executionId: string): Read {
    const read = this.counts.get(executionId) ?? { executionId, readers: 0 };
    if (read.readers === 0) this.counts.set(executionId, read);
    read.readers += 1;
    if (this.armed.size > 0) clearTimeout(this.armed.get(executionId)?.timer);
    return read;
  }

  /** Nothing is cancelled any more: who is let go by the server has not left. */
  stop(): void {
    this.stopped = true;
    for (const { timer } of this.armed.values()) clearTimeout(timer);
    this.armed.clear();
  }

  left(executionId: string): void {
    this.leave(this.counts.get(executionId) ?? { executionId, readers: 1 });
  }

  private leave(read: Read): void {
    read.readers -= 1;
    if (read.readers > 0) return;
    this.counts.delete(read.executionId);
    this.far?.unfollow(read.executionId);
    this.countDown(read.executionId);
  }

  private countDown(executionId: string): void {
    const armed = this.armed.get(executionId);
    if (armed === undefined || this.stopped) return;
    clearTimeout(armed.timer);
    armed.timer = setTimeout(() => {
      this.armed.delete(executionId);
      this.engine.cancel(armed.flow, executionId, REASON).catch((err: unknown) => {
        this.logger.error({ execution_id: executionId, err }, 'an execution without readers was not cancelled');
      });
    }, this.grace);
  }
}
