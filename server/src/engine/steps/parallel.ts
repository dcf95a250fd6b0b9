/** `parallel:` — branches with a scope each; what they set is visible after the join. */
import type { Json } from '@flowlang/openapi';
import type { Cancellation } from '../cancellation.ts';
import { runConcurrently } from '../concurrency.ts';
import type { PlannedParallel } from '../planned.ts';
import { Behind, Scope } from '../scope.ts';
import { type Frame, type MaybePromise, type Outcome, within } from '../step.ts';
import { runAnnounced } from './announced.ts';

export function runParallel(step: PlannedParallel, frame: Frame): Promise<Outcome> {
  return runAnnounced(
    step,
    frame,
    () => ({ inputs: {} }),
    async (inner) => {
      const branches = new Branches(step, inner);
      const group = { run: inner.run, path: inner.prefix + step.path };
      const { maxConcurrency, order } = step;
      const exit = await runConcurrently(order.length, maxConcurrency, inner.cancellation, group, (turn, below) =>
        branches.run(order[turn] ?? turn, below),
      );
      if (exit !== undefined) return { exit, results: {} };
      for (const scope of branches.scopes) scope.mergeInto(frame.scope);
      const results = branches.scopes.map((scope) => scope.results());
      return { exit, results: step.id === undefined ? {} : (Object.assign({}, ...results) as Json) };
    },
  );
}

class Branches {
  readonly scopes: readonly Scope[];
  private readonly step: PlannedParallel;
  private readonly frame: Frame;
  /** Of those that others may wait for: each resolves when its branch has ended, in whatever way. */
  private readonly ended = new Map<number, Promise<unknown>>();

  constructor(step: PlannedParallel, frame: Frame) {
    this.step = step;
    this.frame = frame;
    const scopes: Scope[] = [];
    for (const index of step.order) {
      const needs = (step.needs?.[index] ?? []).flatMap((need) => scopes[need] ?? []);
      scopes[index] = new Scope(needs.length === 0 ? frame.scope : new Behind(needs, frame.scope));
    }
    this.scopes = scopes;
  }

  run(index: number, cancellation: Cancellation): MaybePromise<Outcome> {
    const { step, frame } = this;
    const place = within(frame, { scope: this.scopes[index] ?? frame.scope, cancellation });
    if (step.needs === undefined) return frame.runSteps(step.branches[index] ?? [], place);
    const running = this.runBehind(step.needs[index] ?? [], index, place);
    this.ended.set(
      index,
      running.catch(() => undefined),
    );
    return running;
  }

  private async runBehind(needs: readonly number[], index: number, place: Frame): Promise<Outcome> {
    for (const need of needs) await this.ended.get(need);
    place.cancellation.throwIfCancelled();
    return place.runSteps(this.step.branches[index] ?? [], place);
  }
}
