/**
 * Structured cancellation: whatever a step began ends with it. A tree of these runs beside the tree of steps; to cancel
 * one cancels all below it. The AbortController that a task's `signal` needs is made only when a task asks for it.
 */

type Listener = (reason: Error) => void;

export class Cancellation {
  private cancelled: Error | undefined;
  /** Most have no more than one at a time. */
  private listener: Listener | undefined;
  private others: Set<Listener> | undefined;
  private controller: AbortController | undefined;
  private detach: (() => void) | undefined;

  constructor(parent?: Cancellation) {
    if (parent === undefined) return;
    if (parent.cancelled !== undefined) this.cancelled = parent.cancelled;
    else this.detach = parent.onCancel((reason) => this.cancel(reason));
  }

  /** Why it was cancelled, if it was. */
  get reason(): Error | undefined {
    return this.cancelled;
  }

  /** For the task: fires with the same reason. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.cancelled !== undefined) this.controller.abort(this.cancelled);
    }
    return this.controller.signal;
  }

  /** The first reason counts; a second call does nothing. */
  cancel(reason: Error): void {
    if (this.cancelled !== undefined) return;
    this.cancelled = reason;
    this.controller?.abort(reason);
    const listeners = [this.listener, ...(this.others ?? [])];
    this.listener = undefined;
    this.others = undefined;
    for (const listener of listeners) listener?.(reason);
    this.release();
  }

  /** Calls `listener` when cancelled; the answer takes that back. */
  onCancel(listener: Listener): () => void {
    if (this.listener === undefined) {
      this.listener = listener;
      return () => {
        if (this.listener === listener) this.listener = undefined;
      };
    }
    this.others ??= new Set();
    this.others.add(listener);
    return () => this.others?.delete(listener);
  }

  throwIfCancelled(): void {
    if (this.cancelled !== undefined) throw this.cancelled;
  }

  /** Lets go of the parent: without it, a loop of 100,000 iterations would leave as many listeners behind. */
  release(): void {
    this.detach?.();
    this.detach = undefined;
  }
}
