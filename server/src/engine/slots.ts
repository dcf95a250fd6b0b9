/**
 * How many executions run at a time. More wait for their turn, in order. One that only waits (for a timer, for an event)
 * takes no slot; when it goes on it does so at once, whatever else runs.
 */
export class Slots {
  private readonly limit: number;
  private readonly longestQueue: number;
  private readonly queue = new Set<() => void>();
  private taken = 0;

  constructor(limit: number, longestQueue: number) {
    this.limit = limit;
    this.longestQueue = longestQueue;
  }

  get busy(): number {
    return this.taken;
  }

  /** Neither a slot nor a place in the queue is free. */
  get isFull(): boolean {
    return this.taken >= this.limit && this.queue.size >= this.longestQueue;
  }

  /** Takes a slot, if there is one. */
  tryToTake(): boolean {
    if (this.taken >= this.limit) return false;
    this.taken += 1;
    return true;
  }

  /** Calls `begin` when there is a slot, which is taken then. */
  enqueue(begin: () => void): void {
    this.queue.add(begin);
  }

  /** Answers whether it was still waiting. */
  takeBack(begin: () => void): boolean {
    return this.queue.delete(begin);
  }

  /** For one that cannot wait its turn. */
  take(): void {
    this.taken += 1;
  }

  leave(): void {
    this.taken -= 1;
    if (this.taken >= this.limit) return;
    const [next] = this.queue;
    if (next === undefined) return;
    this.queue.delete(next);
    this.taken += 1;
    next();
  }

  /** Those that wait for their turn begin no more. */
  clear(): void {
    this.queue.clear();
  }
}
