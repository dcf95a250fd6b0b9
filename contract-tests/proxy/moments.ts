/** Moments that a driver can wait for, so that it does something just then, and not after some milliseconds. */

export type Moment =
  /** A request waits at a stop that never ends. */
  | 'hanging'
  /** The server was asked. */
  | 'reached'
  /** An answer was sent. */
  | 'answered';

export class Moments {
  readonly #moments = new Map<Moment, PromiseWithResolvers<void>>();

  reach(moment: Moment): void {
    this.#of(moment).resolve();
  }

  wait(moment: Moment): Promise<void> {
    return this.#of(moment).promise;
  }

  /** Nobody is left waiting for what never came. */
  end(): void {
    for (const moment of this.#moments.values()) moment.resolve();
  }

  #of(moment: Moment): PromiseWithResolvers<void> {
    const known = this.#moments.get(moment) ?? Promise.withResolvers<void>();
    this.#moments.set(moment, known);
    return known;
  }
}
