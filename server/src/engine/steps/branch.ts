/** `if` with `then`, and `switch`: they decide which steps run, in the scope that they stand in. */
import { equal } from '@flowlang/openapi';
import type { PlannedBranch, PlannedSwitch } from '../planned.ts';
import type { Frame, MaybePromise, Outcome } from '../step.ts';

export function runBranch(step: PlannedBranch, frame: Frame): MaybePromise<Outcome> {
  return frame.runSteps(step.condition(frame.scope) ? step.whenTrue : step.whenFalse, frame);
}

export function runSwitch(step: PlannedSwitch, frame: Frame): MaybePromise<Outcome> {
  const value = step.value(frame.scope);
  const chosen = step.cases.find((one) => one.when.some((when) => equal(value, when(frame.scope))));
  return frame.runSteps(chosen?.body ?? step.otherwise, frame);
}
