/** Executions that have ended and that somebody reads: they are not forgotten meanwhile. */
export class Pins {
  private readonly counts = new Map<string, number>();
  private readonly onChange: () => void;
  private changed = false;

  /** @param onChange called with the first change after those of `take` */
  constructor(onChange: () => void = () => {}) {
    this.onChange = onChange;
  }

  add(executionId: string): void {
    this.counts.set(executionId, (this.counts.get(executionId) ?? 0) + 1);
    this.change();
  }

  remove(executionId: string): void {
    const left = (this.counts.get(executionId) ?? 0) - 1;
    if (left > 0) this.counts.set(executionId, left);
    else this.counts.delete(executionId);
    this.change();
  }

  /** Undefined if they are those of the last time. */
  take(): readonly string[] | undefined {
    if (!this.changed) return undefined;
    this.changed = false;
    return [...this.counts.keys()];
  }

  private change(): void {
    if (this.changed) return;
    this.changed = true;
    this.onChange();
  }
}
