import type { ServerResponse } from 'node:http';

/** Counts the answers that are being given: a server that stops waits for them, so that none is cut off. */
export class OpenAnswers {
  private count = 0;
  private idle: (() => void) | undefined;
  private readonly remove: (this: ServerResponse) => void;

  /** @param onClosed called when an answer is given, or its reader has left */
  constructor(onClosed: (response: ServerResponse) => void) {
    const answers = this;
    this.remove = function (this: ServerResponse) {
      onClosed(this);
      answers.count -= 1;
      if (answers.count === 0) answers.idle?.();
    };
  }

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
}
