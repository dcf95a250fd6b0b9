import type { ServerResponse } from 'node:http';

/** Counts the answers that are being given: a server that stops waits for them, so that none is cut off. */
export class OpenAnswers {
  private count = 0;
  private idle: (() => void) | undefined;

  add(response: ServerResponse): void {
    this.count += 1;
    // One function for all of them: this happens with every request.
    response.on('close', this.remove);
  }

  /** Resolves when all are given, at the latest after `patience` milliseconds: a reader may never read. */
  async given(patience: number): Promise<void> {
    if (this.count === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patience);
      this.idle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private readonly remove = (): void => {
    this.count -= 1;
    if (this.count === 0) this.idle?.();
  };
}
