/**
 * What is due at a time of the wall clock. A timer of Node counts what passes, and does not hear when somebody sets the
 * clock: so none is set for longer than half a minute, and one look at the clock serves all that are due later.
 */

/** Milliseconds between two looks. */
const LOOK = 15_000;

/** Two looks: one that is a little late misses nothing. */
const NEAR = 2 * LOOK;

interface Alarm {
  readonly due: number;
  readonly wake: () => void;
  timer: NodeJS.Timeout | undefined;
}

export class Alarms {
  private readonly now: () => number;
  private readonly far = new Set<Alarm>();
  private looking: NodeJS.Timeout | undefined;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.now = now;
  }

  /** Calls `wake` once, and never before `now` answers `due`; the answer takes that back. */
  set(due: number, wake: () => void): () => void {
    const alarm: Alarm = { due, wake, timer: undefined };
    this.arm(alarm);
    return () => {
      clearTimeout(alarm.timer);
      this.far.delete(alarm);
      this.rest();
    };
  }

  private arm(alarm: Alarm): void {
    const left = alarm.due - this.now();
    if (left > NEAR) {
      this.far.add(alarm);
      this.looking ??= setInterval(() => this.look(), LOOK);
      return;
    }
    this.far.delete(alarm);
    alarm.timer = setTimeout(() => this.ring(alarm), Math.max(0, Math.ceil(left)));
  }

  /** A timer may fire a moment before its time by the clock, or the clock was set back meanwhile. */
  private ring(alarm: Alarm): void {
    if (this.now() < alarm.due) this.arm(alarm);
    else alarm.wake();
  }

  private look(): void {
    for (const alarm of this.far) this.arm(alarm);
    this.rest();
  }

  private rest(): void {
    if (this.far.size > 0) return;
    clearInterval(this.looking);
    this.looking = undefined;
  }
}
