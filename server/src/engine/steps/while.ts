/** `while:` — the same steps again and again, as long as the condition holds. All iterations share one scope. */
import { LoopLimitError } from '../../errors.ts';
import type { PlannedWhile } from '../planned.ts';
import { whileScope } from '../scope.ts';
import { type Frame, identityIn, type Outcome, within } from '../step.ts';
import { type Held, runAnnounced } from './announced.ts';

export function runWhile(step: PlannedWhile, frame: Frame): Promise<Outcome> {
  return runAnnounced(
    step,
    frame,
    () => ({ inputs: {} }),
    (inner) => iterate(step, inner),
  );
}

async function iterate(step: PlannedWhile, frame: Frame): Promise<Held> {
  const { path } = identityIn(frame, step.identity);
  for (let index = 0; ; index++) {
    frame.cancellation.throwIfCancelled();
    frame.run.countStep();
    if (frame.run.isOutOfBreath) await frame.run.breathe();
    const scope = whileScope(frame.scope, index);
    if (!step.condition(scope)) return { results: { iterations: index }, hasNoResult: true };
    if (index === step.maxIterations) {
      throw new LoopLimitError(
        `Step ${step.name} reached its max_iterations of ${step.maxIterations}, and its condition still holds`,
      );
    }
    const exit = await frame.runSteps(step.body, within(frame, { scope, prefix: `${path}.iteration[${index}].` }));
    if (exit !== undefined) return { exit, results: {} };
  }
}
