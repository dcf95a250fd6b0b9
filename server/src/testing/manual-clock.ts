/** Time that moves only when it is moved. */
import type { Clock } from '../engine/ports.ts';

/** Kept from before a test replaces timers by its own. */
const { setImmediate, setTimeout, clearTimeout } = globalThis;

/** Lets whatever is ready have its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Real milliseconds; the answer takes it back. */
export function pause(time: number, wake: () => void): () => void {
  const timer = setTimeout(wake, time);
  return () => clearTimeout(timer);
}

interface Timer {
  readonly due: number;
  readonly wake: () => void;
}

export class ManualClock implements Clock {
  private time: number;
  private readonly timers = new Set<Timer>();
  private breaths = 0;

  /** @param time milliseconds since 1970 */
  constructor(time: number) {
    this.time = time;
  }

  now(): number {
    return this.time;
  }

  after(delay: number, wake: () => void): () => void {
    return this.at(this.time + delay, wake);
  }

  at(due: number, wake: () => void): () => void {
    const timer: Timer = { due, wake };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  async breathe(): Promise<void> {
    this.breaths += 1;
    await turn();
    this.breaths -= 1;
  }

  /** Somebody goes on without a timer. */
  get isBreathing(): boolean {
    return this.breaths > 0;
  }

  /** When the next timer fires; undefined if there is none. */
  get nextDue(): number | undefined {
    return this.next?.due;
  }

  /** Fires the next timer; those that are due at once have their turns one by one, so that each may take another back. */
  fireNext(): void {
    const { next } = this;
    if (next === undefined) return;
    this.timers.delete(next);
    this.moveTo(next.due);
    next.wake();
  }

  moveTo(time: number): void {
    this.time = Math.max(this.time, time);
  }

  private get next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) if (first === undefined || timer.due < first.due) first = timer;
    return first;
  }
}
