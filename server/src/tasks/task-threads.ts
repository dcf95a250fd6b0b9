/** Runs tasks in threads, as many at once as the machine has processors. None is started before a task needs it. */
import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import type { Json } from '@flowlang/openapi';
import type { Piscina } from 'piscina';
import { CANCEL_GRACE } from '../engine/policy.ts';
import type { Logger, TaskContext } from '../engine/ports.ts';
import { OverloadedError, ThreadLostError } from '../errors.ts';
import { type CalledTask, isStray, unpackError } from './thread-call.ts';
import { ThreadTalk } from './thread-talk.ts';
import { Turns } from './turns.ts';

export interface ThreadOptions {
  /** How many threads. */
  readonly size?: number;
  /** How many calls may wait for one. */
  readonly maxWaiting?: number;
  /** Milliseconds that a task has to end after its signal has fired, before its thread is ended. */
  readonly grace?: number;
  /** Milliseconds after which a thread without work ends. */
  readonly idleTimeout?: number;
  /** Megabytes that the values of one thread may take. Default: as many as those of the main thread. */
  readonly maxHeap?: number;
}

/** As source when tests run it, compiled when it is installed. */
const WORKER = join(import.meta.dirname, `thread-worker${extname(import.meta.filename)}`);

export class TaskThreads {
  private readonly logger: Logger;
  private readonly options: ThreadOptions;
  private readonly size: number;
  /** Calls wait here and not in the pool, which leaves those that wait alone when its last thread dies. */
  private readonly turns: Turns;
  private pool: Promise<Piscina> | undefined;

  constructor(logger: Logger, options: ThreadOptions = {}) {
    this.logger = logger;
    this.options = options;
    this.size = options.size ?? availableParallelism();
    this.turns = new Turns(this.size);
  }

  /** Answers what the task answers, as JSON, or throws what it throws. */
  async run(called: CalledTask, context: TaskContext): Promise<Json> {
    const { maxWaiting = 10_000, grace = CANCEL_GRACE } = this.options;
    if (!this.turns.isFree && this.turns.length >= maxWaiting) {
      throw new OverloadedError(
        `The task ${called.task} cannot run: ${maxWaiting} calls wait for a thread already.`,
        1,
      );
    }
    await this.turns.take(context.signal);
    try {
      this.pool ??= this.start();
      return await new ThreadTalk(called, context, grace).hold(await this.pool);
    } finally {
      this.turns.giveBack();
    }
  }

  /** Ends all threads, whatever they do. */
  async close(): Promise<void> {
    this.turns.close(new ThreadLostError('The server was closed before the task could run.'));
    const pool = await this.pool;
    await pool?.destroy();
  }

  /** Loaded late: most projects have no task for it. */
  private async start(): Promise<Piscina> {
    const { idleTimeout = 30_000, maxHeap } = this.options;
    const { Piscina } = await import('piscina');
    const pool = new Piscina({
      filename: WORKER,
      name: 'runCall',
      minThreads: 0,
      maxThreads: this.size,
      idleTimeout,
      // Else what a task keeps open, such as a connection to a database, stands still between two calls.
      atomics: 'disabled',
      recordTiming: false,
      resourceLimits: {
        // With more, what one collection moves may exceed the room in which Node can still end the thread alone: when it
        // runs out of memory, the whole process ends.
        maxYoungGenerationSizeMb: 16,
        ...(maxHeap !== undefined && { maxOldGenerationSizeMb: maxHeap }),
      },
    });
    const log = (err: unknown): void =>
      this.logger.error({ err }, 'a task left something behind that failed; its thread goes on');
    pool.on('message', (message: unknown) => {
      if (isStray(message)) log(unpackError(message.stray));
    });
    pool.on('error', log);
    return pool;
  }
}
