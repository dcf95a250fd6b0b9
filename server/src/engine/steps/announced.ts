/** What all steps that take time have in common, tasks aside: their events, their time limit, their result. */
import type { Json } from '@flowlang/openapi';
import type { PlannedEmitting, PlannedStep, PlannedTask } from '../planned.ts';
import type { Values } from '../ports.ts';
import { type Frame, identityIn, keepResult, type Outcome } from '../step.ts';
import { StepFailure } from '../step-failure.ts';
import { withinLimit } from '../time-limit.ts';

export interface Held {
  /** An `exit` inside ended the flow. */
  readonly exit?: Outcome;
  readonly results: Json;
  /** What its event shows, where its id stands for nothing. */
  readonly hasNoResult?: true;
}

/** All kinds but tasks, which run for the most part without a promise. */
type Announced = Exclude<PlannedStep, PlannedTask> & PlannedEmitting;

/**
 * @param prepare what the step begins with; its `inputs` are shown in the event
 * @param body runs the steps inside
 */
export async function runAnnounced<P extends { readonly inputs: Values }>(
  step: Announced,
  frame: Frame,
  prepare: () => P,
  body: (inner: Frame, prepared: P) => Promise<Held>,
): Promise<Outcome> {
  const { run } = frame;
  const identity = identityIn(frame, step.identity);
  let startedAt: number | undefined;
  try {
    const prepared = prepare();
    startedAt = run.stepStarted(identity, prepared.inputs);
    const began = identity.tells === 'nothing' ? undefined : startedAt;
    const { exit, results, hasNoResult } = await inTime(step, frame, (inner) => body(inner, prepared), began);
    if (exit !== undefined) {
      run.stepCancelled(identity, 'the flow was ended by an exit', startedAt);
      return exit;
    }
    if (!hasNoResult) keepResult(step, frame, results);
    if (isLeaf(step)) run.keepEnd(identity, results);
    run.stepCompleted(identity, results, startedAt);
    return undefined;
  } catch (thrown) {
    const reason = frame.cancellation.reason;
    if (reason !== undefined) {
      run.stepCancelled(identity, reason.message, startedAt);
      throw reason;
    }
    const failure = asFailure(thrown, step.name, frame);
    run.stepFailed(identity, failure.error, startedAt, step.onError !== undefined);
    throw failure;
  }
}

/** Nothing inside of it is kept from which its end would follow. */
function isLeaf({ kind }: Announced): boolean {
  return kind === 'wait' || kind === 'wait_for';
}

/** A failure of a step inside stays its own; anything else is this step's. */
export function asFailure(thrown: unknown, stepId: string, frame: Frame): StepFailure {
  if (thrown instanceof StepFailure) return thrown;
  return new StepFailure(frame.run.describe(thrown, { step_id: stepId }), thrown);
}

/**
 * Runs `body` within the step's `timeout`, if it has one.
 *
 * @param startedAt where readers were told of it
 */
export function inTime<T>(
  step: PlannedStep,
  frame: Frame,
  body: (inner: Frame) => T | Promise<T>,
  startedAt?: number,
): T | Promise<T> {
  if (step.timeout === undefined) return body(frame);
  const path = frame.prefix + step.path;
  return withinLimit(frame, { seconds: step.timeout, what: `Step ${step.name}`, path, began: startedAt }, body);
}
