/** A span of time that one or many waits share: ended by its parent's signal, by its timer or by hand, whichever is first. */

/** Beyond it `setTimeout` fires at once; 24 days are as good as none. */
const LONGEST_TIMER = 2 ** 31 - 1;

export class Deadline {
  readonly #controller = new AbortController();
  readonly #parent: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #endsAt = Number.POSITIVE_INFINITY;

  constructor(parent?: AbortSignal) {
    this.#parent = parent;
    if (parent?.aborted) this.abort(parent.reason);
    else parent?.addEventListener('abort', this.#onParentAbort);
  }

  readonly #onParentAbort = (): void => this.abort(this.#parent?.reason);

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds until the timer ends it. */
  get remaining(): number {
    return this.#endsAt - performance.now();
  }

  /** Starts the timer anew. */
  arm(ms: number, reason: () => Error): void {
    this.disarm();
    if (ms > LONGEST_TIMER) return;
    this.#endsAt = performance.now() + ms;
    this.#timer = setTimeout(() => this.abort(reason()), ms);
  }

  disarm(): void {
    clearTimeout(this.#timer);
    this.#endsAt = Number.POSITIVE_INFINITY;
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** Waits for the work, or throws the reason of the end. For work that does not heed the signal, such as a custom `fetch`. */
  race<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => reject(signal.reason);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort);
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  async sleep(ms: number): Promise<void> {
    if (ms <= 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await this.race(
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, ms);
        }),
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** Takes back the timer and the listener; whatever still uses the signal is left alone. */
  release(): void {
    this.disarm();
    this.#parent?.removeEventListener('abort', this.#onParentAbort);
  }
}
