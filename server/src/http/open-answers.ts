import type { ServerResponse } from 'node:http';

/** The answers that are being given now: a server that stops waits for them, so that none is cut off. */
export class OpenAnswers {
  private readonly open = new Set<ServerResponse>();
  private idle: (() => void) | undefined;

  get size(): number {
    return this.open.size;
  }

  add(response: ServerResponse): void {
    this.open.add(response);
    response.once('close', () => {
      this.open.delete(response);
      if (this.open.size === 0) this.idle?.();
    });
  }

  /** Resolves when all are given, at the latest after `patience` milliseconds: a reader may never read. */
  async given(patience: number): Promise<void> {
    if (this.open.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patience);
      this.idle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
