/** What a step that is run again after a restart makes of its past. */
import type { Json } from '@flowlang/openapi';
import type { PastEnd } from './history.ts';
import type { StepIdentity } from './planned.ts';
import type { Frame } from './step.ts';
import { StepFailure } from './step-failure.ts';

/**
 * Undefined where the step may go on: it runs in the present, or has a past. Else it was never begun, and must not be until
 * all of the past is told.
 */
export function presentOf({ path }: StepIdentity, { run, cancellation }: Frame): Promise<void> | undefined {
  if (run.replay === undefined || run.past?.step(path) !== undefined) return undefined;
  return run.replay.over(cancellation);
}

/** @throws StepFailure, the one with which the step ended */
export function answerFromPast(end: PastEnd, { run }: Frame): { readonly results: Json } {
  run.replay?.touch();
  if (end.kind === 'failed') throw new StepFailure(end.error);
  return { results: end.result };
}
