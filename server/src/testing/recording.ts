/** What is written down of one execution while it runs. */
import type { Clock, Logger } from '../engine/ports.ts';
import type { LogLine, TaskCall } from './flow-result.ts';
import { pause } from './manual-clock.ts';

/** A task that was told to stop may clean up for so long, in real milliseconds, before time is moved on without it. */
const CLEAN_UP = 50;

export class Recording {
  readonly calls: TaskCall[] = [];
  readonly logs: LogLine[] = [];
  readonly clock: Clock;
  private readonly mocked = new Map<string, number>();
  private readonly hanging = new Set<{ readonly task: string }>();
  private working = 0;
  private changed: (() => void)[] = [];

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** A task works, and nobody knows for how long. */
  get isBusy(): boolean {
    return this.working > 0;
  }

  /** Those whose mocks never answer. */
  get hangsIn(): readonly string[] {
    return [...new Set([...this.hanging].map(({ task }) => task))];
  }

  /** Resolves when a task has ended. */
  change(): Promise<void> {
    return new Promise((resolve) => this.changed.push(resolve));
  }

  get logger(): Logger {
    const write = (level: LogLine['level']) => (fields: object, message: string) => {
      this.logs.push({ level, fields: ownOf(fields), message });
    };
    return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  }

  /** How often the task's mock was called before. */
  nextCall(task: string): number {
    const calls = this.mocked.get(task) ?? 0;
    this.mocked.set(task, calls + 1);
    return calls;
  }

  /** A call is under way, until what is answered is called. */
  begin(signal: AbortSignal): () => void {
    let hasEnded = false;
    this.working += 1;
    const end = (): void => {
      if (hasEnded) return;
      hasEnded = true;
      this.add(-1);
    };
    signal.addEventListener('abort', () => pause(CLEAN_UP, end), { once: true });
    return end;
  }

  /** Of a call that is under way: it does nothing but wait, in the time of the test, unless it is told to stop. */
  rest(task: string, delay: number, signal: AbortSignal): Promise<void> {
    const call = { task };
    if (delay === Number.POSITIVE_INFINITY) this.hanging.add(call);
    this.add(-1);
    const waiting = new Promise<void>((resolve, reject) => {
      const stop = delay === Number.POSITIVE_INFINITY ? () => {} : this.clock.after(delay, resolve);
      const abort = (): void => {
        stop();
        reject(signal.reason);
      };
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
    return waiting.finally(() => {
      this.hanging.delete(call);
      this.add(1);
    });
  }

  private add(count: number): void {
    this.working += count;
    if (count > 0) return;
    const waiting = this.changed;
    this.changed = [];
    for (const wake of waiting) wake();
  }
}

/** What the task said itself: whose line it is, a server's log has to tell, and a test knows. */
function ownOf(fields: object): object {
  const own: Record<string, unknown> = { ...fields };
  for (const name of ['execution_id', 'request_id', 'flow', 'task', 'path']) delete own[name];
  return own;
}
