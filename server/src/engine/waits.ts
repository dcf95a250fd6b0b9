/** The `wait_for` steps of one execution that wait now. */
import type { Json } from '@flowlang/openapi';
import type { InputProblem } from '../errors.ts';
import type { PayloadJudge } from './inputs.ts';

interface Waiting {
  readonly judge: PayloadJudge;
  readonly take: (payload: Json) => void;
}

export class Waits {
  private readonly waiting = new Map<string, Set<Waiting>>();

  /** Calls `take` once, with the first payload that fits; the answer ends the wait without one. */
  add(event: string, judge: PayloadJudge, take: (payload: Json) => void): () => void {
    const waiting: Waiting = { judge, take };
    const all = this.waiting.get(event) ?? new Set();
    this.waiting.set(event, all.add(waiting));
    return () => {
      all.delete(waiting);
      if (all.size === 0) this.waiting.delete(event);
    };
  }

  /** Gives the payload to the step that has waited longest of those that it fits. */
  deliver(event: string, payload: Json): 'delivered' | 'not_waiting' | readonly InputProblem[] {
    let problems: readonly InputProblem[] | undefined;
    for (const waiting of this.waiting.get(event) ?? []) {
      const found = waiting.judge(payload);
      if (found.length > 0) {
        problems ??= found;
        continue;
      }
      waiting.take(payload);
      return 'delivered';
    }
    return problems ?? 'not_waiting';
  }
}
