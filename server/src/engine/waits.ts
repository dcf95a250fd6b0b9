/** The `wait_for` steps of one execution that wait now. */
import type { Json } from '@flowlang/openapi';
import type { InputProblem } from '../errors.ts';
import type { PayloadJudge } from './inputs.ts';

interface Waiting {
  readonly judge: PayloadJudge;
  readonly take: (payload: Json) => void;
}

export class Waits {
  /** Made by the first: most executions wait for nothing. */
  private waiting: Map<string, Set<Waiting>> | undefined;

  /** Calls `take` once, with the first payload that fits; the answer ends the wait without one. */
  add(event: string, judge: PayloadJudge, take: (payload: Json) => void): () => void {
    const waiting: Waiting = { judge, take };
    this.waiting ??= new Map();
    const byEvent = this.waiting;
    const all: Set<Waiting> = byEvent.get(event) ?? new Set();
    byEvent.set(event, all.add(waiting));
    return () => {
      all.delete(waiting);
      if (all.size === 0) byEvent.delete(event);
    };
  }

  /** Gives the payload to the step that has waited longest of those that it fits. */
  deliver(event: string, payload: Json): 'delivered' | 'not_waiting' | readonly InputProblem[] {
    let problems: readonly InputProblem[] | undefined;
    for (const waiting of this.waiting?.get(event) ?? []) {
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
