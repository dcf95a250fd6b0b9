/**
 * The first moments of an execution that goes on after a restart: its steps run again, and those whose end is known answer
 * from the past. Nothing else may happen meanwhile: whatever asks something of the world (a task, a timer) waits until all
 * of the past has been told, so that a step that was never begun because its sibling failed is not begun now.
 *
 * What came from outside (a time limit, a caller who cancelled) comes again in its old order, whenever the steps have
 * nothing more to say by themselves.
 */
import type { Cancellation } from './cancellation.ts';
import type { Turn } from './history.ts';
import type { Clock } from './ports.ts';

type Wake = () => void;

export class Replay {
  private readonly waiting = new Set<Wake>();
  private readonly limits = new Map<string, Wake>();
  private readonly turns: Turn[];
  private activity = 0;

  /** @param turns what came from outside, in its order */
  constructor(turns: readonly Turn[]) {
    this.turns = [...turns];
  }

  /** The execution is cancelled before it goes on: that comes after all of its past. */
  cancel(reason: string, at: number): void {
    this.turns.push({ kind: 'cancelled', reason, at });
  }

  /** Something of the past was told: there may be more. */
  touch(): void {
    this.activity += 1;
  }

  /** Resolves when the past is told; rejects if the step is not wanted any more. */
  over(cancellation: Cancellation): Promise<void> {
    return new Promise((resolve, reject) => {
      const off = cancellation.onCancel((reason) => {
        this.waiting.delete(go);
        reject(reason);
      });
      const go = (): void => {
        off();
        resolve();
      };
      this.waiting.add(go);
    });
  }

  /** Calls `begin` when the past is told, and not if what is answered has been called before; then that ends what it began. */
  whenOver(begin: () => Wake): Wake {
    let stop: Wake | undefined;
    const go = (): void => {
      stop = begin();
    };
    this.waiting.add(go);
    return () => {
      this.waiting.delete(go);
      stop?.();
    };
  }

  /** A time limit that ran out in the past: `expire` is called in its turn. */
  onExpiry(path: string, expire: Wake): Wake {
    this.limits.set(path, expire);
    return () => this.limits.delete(path);
  }

  /** Resolves when all of the past has been told. */
  async run(clock: Clock, cancel: (reason: string) => void): Promise<void> {
    do {
      await this.quiet(clock);
    } while (this.takeTurn(cancel));
  }

  /** From now on it is the present. */
  open(): void {
    const ready = [...this.waiting];
    this.waiting.clear();
    for (const go of ready) go();
  }

  private async quiet(clock: Clock): Promise<void> {
    let before: number;
    do {
      before = this.activity;
      // Twice: what others do in the first turn may let this one go on in the second.
      await clock.breathe();
      await clock.breathe();
    } while (this.activity !== before);
  }

  private takeTurn(cancel: (reason: string) => void): boolean {
    for (const [index, turn] of this.turns.entries()) {
      const take = turn.kind === 'cancelled' ? () => cancel(turn.reason) : this.limits.get(turn.path);
      if (take === undefined) continue;
      this.turns.splice(index, 1);
      take();
      return true;
    }
    return false;
  }
}
