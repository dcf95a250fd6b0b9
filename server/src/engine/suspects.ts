/**
 * Executions of which one may be what ends the process, time and again: each goes on alone among them, so that the next end
 * is laid to the charge of one. Those that were in flight at fewer ends come first: they are through before the others try again.
 */
import { Cancellation } from './cancellation.ts';
import { sleep } from './policy.ts';
import type { Clock } from './ports.ts';

/** Milliseconds for which one has the others wait, at most: it may take hours, and they may be innocent. */
const ALONE = 60_000;
const LOOK = 20;

export interface Suspect {
  /** At so many ends it was in flight. */
  readonly count: number;
  /** Resolves when it runs. */
  goOn(): Promise<void>;
  /** It is cleared: it has got on, waits, or has ended. */
  isCleared(): boolean;
}

export class Suspects {
  private readonly clock: Clock;
  private line: Suspect[] = [];
  private isBusy = false;
  private isOver = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  add(suspect: Suspect): void {
    this.line.push(suspect);
  }

  /** False if it has left the line already. */
  takeBack(suspect: Suspect): boolean {
    const at = this.line.indexOf(suspect);
    if (at >= 0) this.line.splice(at, 1);
    return at >= 0;
  }

  /** For good. */
  clear(): void {
    this.line = [];
    this.isOver = true;
  }

  /** All that are known by now are in line. */
  async begin(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    for (let next = this.next(); next !== undefined; next = this.next()) {
      await next.goOn();
      for (let time = 0; time < ALONE && !next.isCleared() && !this.isOver; time += LOOK)
        await sleep(LOOK, this.clock, new Cancellation());
    }
    this.isBusy = false;
  }

  private next(): Suspect | undefined {
    this.line.sort((a, b) => a.count - b.count);
    return this.line.shift();
  }
}
