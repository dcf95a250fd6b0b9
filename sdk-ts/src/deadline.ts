/** A span of a call that many waits share: ended by its parent's signal, by a time limit or by hand, whichever is first. */

import type { Call } from './call.ts';
import { ConnectionError, TimeoutError, type TimeoutPhase } from './errors.ts';

/** Beyond it `setTimeout` fires at once; 24 days are as good as none. */
const LONGEST_TIMER = 2 ** 31 - 1;

export class Deadline {
  readonly call: Call;
  readonly #controller = new AbortController();
  readonly signal: AbortSignal = this.#controller.signal;
  readonly #parent: AbortSignal | undefined;
  readonly #onParentAbort = (): void => this.abort(this.#parent?.reason);
  #onEnd: (reason: unknown) => void = () => {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #endsAt = Number.POSITIVE_INFINITY;

  constructor(call: Call, phase: TimeoutPhase, parent: AbortSignal | undefined) {
    this.call = call;
    this.#parent = parent;
    this.arm(phase);
    if (parent?.aborted) this.#onParentAbort();
    else parent?.addEventListener('abort', this.#onParentAbort);
  }

  /** Milliseconds until the timer ends it. */
  get remaining(): number {
    return this.#endsAt - performance.now();
  }

  /** Starts a time limit of the call, in place of the one that runs. */
  arm(phase: TimeoutPhase): void {
    this.disarm();
    const ms = this.call.limits[phase];
    if (ms > LONGEST_TIMER) return;
    this.#endsAt = performance.now() + ms;
    const message = `${this.call.label}: not done within timeout.${phase}, ${ms} ms`;
    this.#timer = setTimeout(() => this.abort(new TimeoutError(message, phase)), ms);
  }

  disarm(): void {
    clearTimeout(this.#timer);
    this.#endsAt = Number.POSITIVE_INFINITY;
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
    this.#onEnd(this.signal.reason);
  }

  /**
   * Waits for the work, or throws the reason of the end. For work that does not heed the signal, such as a custom `fetch`.
   * One at a time: a listener of the signal for each would cost more than all else that the client does in a call.
   */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#onEnd = reject;
      if (this.signal.aborted) reject(this.signal.reason);
      work.then(resolve, reject);
    });
  }

  /** For what comes from the network: what fails there, and not by the end of this, is a broken connection. */
  async receive<T>(work: Promise<T>, what: string): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      this.signal.throwIfAborted();
      const reason = (cause instanceof Error && cause.cause) || cause;
      const { code, message = reason }: { code?: unknown; message?: unknown } = Object(reason);
      throw new ConnectionError(`${this.call.label}: ${what} (${code ?? message})`, { cause });
    }
  }

  async sleep(ms: number): Promise<void> {
    if (ms <= 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const slept = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await this.race(slept).finally(() => clearTimeout(timer));
  }

  /** Takes back the timer and the listener; whatever still uses the signal is left alone. */
  release(): void {
    this.disarm();
    this.#parent?.removeEventListener('abort', this.#onParentAbort);
  }
}
