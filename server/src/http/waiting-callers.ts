/** Those who wait for the end of an execution. A server that goes before lets go of them: the execution goes on later. */
export class WaitingCallers {
  private readonly waiting = new Set<() => void>();
  private gone = false;

  /** What `end` resolves to; undefined once `patience` milliseconds are over, or the server goes. */
  async wait<T>(end: Promise<T>, patience?: number): Promise<T | undefined> {
    const left = Promise.withResolvers<undefined>();
    const leave = (): void => left.resolve(undefined);
    if (this.gone) leave();
    this.waiting.add(leave);
    const timer = patience === undefined ? undefined : setTimeout(leave, patience);
    try {
      return await Promise.race([end, left.promise]);
    } finally {
      clearTimeout(timer);
      this.waiting.delete(leave);
    }
  }

  letGo(): void {
    this.gone = true;
    for (const leave of this.waiting) leave();
  }
}
