/**
 * Runs the steps of a plan, one after the other. It owns what every kind of step has: its guard, its `on_error`, its place
 * in the order. The kinds themselves are in steps/.
 *
 * 1. A step ends normally, or with an `exit`, or by throwing: a StepFailure, or the reason why it was cancelled.
 * 2. What is cancelled runs no `on_error`.
 * 3. Where nothing has to be waited for, nothing is: a flow of synchronous tasks runs without a promise a step.
 */
import type { Json } from '@flowlang/openapi';
import type { PlannedStep } from './plan.ts';
import { StepFailure } from './run.ts';
import { handlerScope } from './scope.ts';
import { type Frame, identityIn, type MaybePromise, type Outcome, within } from './step.ts';
import { asFailure, inTime } from './steps/announced.ts';
import { runBranch, runSwitch } from './steps/branch.ts';
import { runExit } from './steps/exit.ts';
import { runForEach } from './steps/for-each.ts';
import { runParallel } from './steps/parallel.ts';
import { runTask } from './steps/task.ts';

export async function runSteps(steps: readonly PlannedStep[], frame: Frame): Promise<Outcome> {
  for (const step of steps) {
    if (frame.run.isOutOfBreath()) await frame.run.world.clock.breathe();
    frame.cancellation.throwIfCancelled();
    const running = runStep(step, frame);
    const outcome = running instanceof Promise ? await running : running;
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

function runStep(step: PlannedStep, frame: Frame): MaybePromise<Outcome> {
  if (step.onError === undefined) return runGuarded(step, frame);
  return runHandled(step, step.onError, frame);
}

async function runHandled(step: PlannedStep, onError: readonly PlannedStep[], frame: Frame): Promise<Outcome> {
  try {
    return await runGuarded(step, frame);
  } catch (thrown) {
    if (frame.cancellation.reason !== undefined) throw thrown;
    const { error } = asFailure(thrown, step.name, frame);
    const seen = error as unknown as Json; // An interface of JSON values, without the index signature that Json asks for.
    if (step.id !== undefined) frame.scope.set(step.id, { error: seen });
    return await runSteps(onError, within(frame, { scope: handlerScope(frame.scope, seen) }));
  }
}

function runGuarded(step: PlannedStep, frame: Frame): MaybePromise<Outcome> {
  if (step.guard !== undefined && !isWanted(step, step.guard, frame)) {
    if ('identity' in step) frame.run.stepSkipped(identityIn(frame, step.identity));
    return undefined;
  }
  return runKind(step, frame);
}

function isWanted(step: PlannedStep, guard: NonNullable<PlannedStep['guard']>, frame: Frame): boolean {
  try {
    return guard(frame.scope);
  } catch (thrown) {
    const failure = asFailure(thrown, step.name, frame);
    if ('identity' in step) {
      const identity = identityIn(frame, step.identity);
      frame.run.stepFailed(identity, failure.error, undefined, step.onError !== undefined);
    }
    throw failure;
  }
}

function runKind(step: PlannedStep, frame: Frame): MaybePromise<Outcome> {
  switch (step.kind) {
    case 'task':
      return runTask(step, frame);
    case 'parallel':
      return runParallel(step, frame);
    case 'for_each':
      return runForEach(step, frame);
    case 'if':
      return runQuietly(step, frame, (inner) => runBranch(step, inner));
    case 'switch':
      return runQuietly(step, frame, (inner) => runSwitch(step, inner));
    case 'exit':
      return runQuietly(step, frame, (inner) => runExit(step, inner));
  }
}

/** A step without events of its own: what fails in it has its name all the same. */
async function runQuietly(
  step: PlannedStep,
  frame: Frame,
  body: (inner: Frame) => MaybePromise<Outcome>,
): Promise<Outcome> {
  try {
    return await inTime(step, frame, body);
  } catch (thrown) {
    if (frame.cancellation.reason !== undefined || thrown instanceof StepFailure) throw thrown;
    throw asFailure(thrown, step.name, frame);
  }
}
