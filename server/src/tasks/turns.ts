/** So many at once; the others wait for their turn, in the order in which they came. */
export class Turns {
  private free: number;
  private readonly waiting = new Set<PromiseWithResolvers<void>>();
  private end: Error | undefined;

  constructor(free: number) {
    this.free = free;
  }

  /** How many wait. */
  get length(): number {
    return this.waiting.size;
  }

  get isFree(): boolean {
    return this.free > 0;
  }

  /** Resolves when it is the caller's turn, which has to give it back. Rejects with the signal's reason. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.end !== undefined) throw this.end;
    if (this.free > 0) {
      this.free -= 1;
      return;
    }
    const turn = Promise.withResolvers<void>();
    const giveUp = (): void => {
      this.waiting.delete(turn);
      turn.reject(signal.reason);
    };
    this.waiting.add(turn);
    signal.addEventListener('abort', giveUp, { once: true });
    await turn.promise.finally(() => signal.removeEventListener('abort', giveUp));
  }

  giveBack(): void {
    const [next] = this.waiting;
    if (next === undefined) this.free += 1;
    else {
      this.waiting.delete(next);
      next.resolve();
    }
  }

  /** There are no turns any more: whoever waits, or comes, gets this error. */
  close(error: Error): void {
    this.end = error;
    for (const { reject } of this.waiting) reject(error);
    this.waiting.clear();
  }
}
