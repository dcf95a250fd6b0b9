/** Finds the tasks that keep the event loop to themselves: meanwhile the server answers nobody. */
import { performance } from 'node:perf_hooks';
import type { Logger, RunnableTask } from '../engine/ports.ts';
import { isThenable } from '../engine/thenable.ts';

type Run = RunnableTask['run'];

/** Milliseconds. */
const THRESHOLD = 100;

/** Milliseconds for which a task that was reported is only counted. */
const SILENCE = 60_000;

const REMEDY = 'give it `thread: true`, or let it await what takes long';

/** A task, with all of its calls. */
interface Watched {
  readonly name: string;
  /** How many calls have not ended. */
  running: number;
  reportedAt: number;
  /** How often it was not reported since. */
  unsaid: number;
}

/**
 * What a task does before it first waits is timed. What it does later nobody can time from outside: a timer that comes late
 * tells that somebody kept the event loop, and the tasks that were running then are suspects.
 */
export class BlockingWatch {
  private readonly logger: Logger;
  private readonly threshold: number;
  private readonly interval: number;
  /** The tasks with calls that ran at some time since the last beat. */
  private readonly suspects = new Set<Watched>();
  private timer: NodeJS.Timeout | undefined;
  private beatAt = 0;
  /** How long the loop was not waiting for something to do, until the last beat. */
  private utilization = performance.eventLoopUtilization();
  /** Milliseconds since the last beat that have been reported, or counted, already. */
  private explained = 0;

  /** @param threshold milliseconds for which a task may keep the event loop */
  constructor(logger: Logger, threshold: number = THRESHOLD) {
    this.logger = logger;
    this.threshold = threshold;
    this.interval = threshold / 4;
  }

  /** The task's function, watched. */
  around(name: string, run: Run): Run {
    const task: Watched = { name, running: 0, reportedAt: Number.NEGATIVE_INFINITY, unsaid: 0 };
    const end = (): void => {
      task.running -= 1;
    };
    return (inputs, context) => {
      const began = performance.now();
      let value: unknown;
      try {
        value = run(inputs, context);
      } finally {
        this.judge(task, performance.now() - began);
      }
      if (!isThenable(value)) return value;
      // Some queries are begun by whoever calls their `then`, each time.
      const promise = value instanceof Promise ? value : Promise.resolve(value);
      this.begin(task);
      promise.then(end, end);
      return promise;
    };
  }

  close(): void {
    clearInterval(this.timer);
  }

  private judge(task: Watched, lasted: number): void {
    if (lasted < this.threshold) return;
    this.explained += lasted;
    this.report([task], { task: task.name }, lasted, `a task blocked the event loop: ${REMEDY}`);
  }

  private begin(task: Watched): void {
    task.running += 1;
    this.suspects.add(task);
    if (this.timer !== undefined) return;
    this.beatAt = performance.now();
    this.utilization = performance.eventLoopUtilization();
    this.timer = setInterval(() => this.beat(), this.interval).unref();
  }

  private beat(): void {
    const now = performance.now();
    const utilization = performance.eventLoopUtilization();
    const { active } = performance.eventLoopUtilization(utilization, this.utilization);
    // On a busy machine a timer is late, too, because the whole process has had no turn.
    const blocked = Math.min(now - this.beatAt - this.interval, active) - this.explained;
    this.beatAt = now;
    this.utilization = utilization;
    this.explained = 0;
    if (blocked >= this.threshold && this.suspects.size > 0) this.suspect([...this.suspects], blocked);
    // Only now: the one that kept the loop may have ended before this could be called.
    for (const task of this.suspects) if (task.running === 0) this.suspects.delete(task);
  }

  private suspect(tasks: readonly Watched[], blocked: number): void {
    const which = tasks.length === 1 ? 'probably this task' : 'probably one of these tasks';
    const message = `something blocked the event loop, ${which} after an \`await\`: ${REMEDY}`;
    this.report(tasks, { tasks: tasks.map(({ name }) => name) }, blocked, message);
  }

  /** At most once a minute for each task. */
  private report(tasks: readonly Watched[], named: object, lasted: number, message: string): void {
    const now = performance.now();
    if (tasks.every(({ reportedAt }) => now - reportedAt < SILENCE)) {
      for (const task of tasks) task.unsaid += 1;
      return;
    }
    const unsaid = Math.max(...tasks.map((task) => task.unsaid));
    for (const task of tasks) Object.assign(task, { reportedAt: now, unsaid: 0 });
    const more = unsaid > 0 ? { more_since_last_report: unsaid } : {};
    this.logger.warn({ ...named, ms: Math.round(lasted), ...more }, message);
  }
}
