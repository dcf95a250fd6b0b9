/** `parallel:` — branches with a scope each; what they set is visible after the join. */
import type { Json } from '@flowlang/openapi';
import { runConcurrently } from '../concurrency.ts';
import type { PlannedParallel } from '../plan.ts';
import { Scope } from '../scope.ts';
import { type Frame, type Outcome, within } from '../step.ts';
import { runAnnounced } from './announced.ts';

export function runParallel(step: PlannedParallel, frame: Frame): Promise<Outcome> {
  return runAnnounced(
    step,
    frame,
    () => ({ inputs: {} }),
    async (inner) => {
      const scopes = step.branches.map(() => new Scope(frame.scope));
      const exit = await runConcurrently(
        step.branches.length,
        step.maxConcurrency,
        inner.cancellation,
        (index, cancellation) =>
          inner.runSteps(step.branches[index] ?? [], within(inner, { scope: scopes[index], cancellation })),
      );
      for (const scope of scopes) scope.mergeInto(frame.scope);
      const results: Json = step.id === undefined ? {} : Object.assign({}, ...scopes.map((scope) => scope.results()));
      return { exit, results };
    },
  );
}
