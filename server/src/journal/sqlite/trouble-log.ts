/** Tells the log of what fails again and again: once a minute at most, as long as the reason is the same. */
import type { Logger } from '../../engine/ports.ts';

/** Milliseconds. */
const BETWEEN = 60_000;

export class TroubleLog {
  private readonly logger: Logger;
  private last: { readonly problem: string; readonly until: number } | undefined;

  constructor(logger: Logger) {
    this.logger = logger;
  }

  tell(problem: string): void {
    const now = performance.now();
    if (problem === this.last?.problem && now < this.last.until) return;
    this.last = { problem, until: now + BETWEEN };
    this.logger.error({}, problem);
  }
}
