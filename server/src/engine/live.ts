/** An execution that has not ended, as the engine holds it. */
import type { Json } from '@flowlang/openapi';
import { CancelledError, type InputProblem, SuspendedError } from '../errors.ts';
import { Cancellation } from './cancellation.ts';
import type { ExecutionHead } from './journal.ts';
import type { Run } from './run.ts';

/** What became of a delivered event. A payload that does not fit leaves the step waiting. */
export type Delivery =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'not_waiting' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'invalid'; readonly problems: readonly InputProblem[] };

export class Live {
  readonly head: ExecutionHead;
  readonly run: Run;
  readonly cancellation = new Cancellation();
  /** False while it waits for its turn. */
  hasBegun = false;
  /** It was begun by a process before, and is to go on later: see `Suspects`. */
  isHeldBack = false;
  /** Does not wait for its turn any longer. */
  beginAtOnce: (() => void) | undefined;
  /** Tells who waits for the end of one that has not had its turn. */
  giveUpWaiting: ((reason: Error) => void) | undefined;
  /** Resolves when it is where it was before a restart. */
  told: Promise<void> | undefined;

  constructor(head: ExecutionHead, run: Run) {
    this.head = head;
    this.run = run;
  }

  get status(): 'queued' | 'running' | 'waiting' {
    if (!this.hasBegun) return 'queued';
    return this.run.activity.isWaiting ? 'waiting' : 'running';
  }

  /** @param at milliseconds since 1970 */
  cancel(reason: string, at: number): void {
    if (this.cancellation.reason !== undefined) return;
    this.run.note({ kind: 'cancelled', reason, at });
    if (this.isHeldBack && !this.hasBegun) this.run.replay?.cancel(reason, at);
    else this.cancellation.cancel(new CancelledError(reason));
    this.beginAtOnce?.();
  }

  deliver(event: string, payload: Json): Delivery {
    const found = this.run.waits.deliver(event, payload);
    return typeof found === 'string' ? { kind: found } : { kind: 'invalid', problems: found };
  }

  /**
   * Stops it where it stands: it goes on from what is kept, when the server starts again.
   *
   * @param why what whoever waits for its turn is told
   */
  suspend(why?: Error): void {
    const reason = new SuspendedError(this.head.execution_id);
    this.run.suspend();
    this.cancellation.cancel(reason);
    if (!this.hasBegun) this.giveUpWaiting?.(why ?? reason);
  }
}
