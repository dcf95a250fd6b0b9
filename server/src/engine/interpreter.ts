/**
 * Runs the steps of a plan, one after the other. It owns what every kind of step has: its guard, its `on_error`, its place
 * in the order. The kinds themselves are in steps/.
 *
 * 1. A step ends normally, or with an `exit`, or by throwing: a StepFailure, or the reason why it was cancelled.
 * 2. What is cancelled runs no `on_error`.
 * 3. Where nothing has to be waited for, nothing is: a flow of synchronous tasks runs without a promise a step.
 */
import type { Json } from '@flowlang/openapi';
import { textOf } from '@flowlang/openapi';
import type { PlannedStep } from './planned.ts';
import { handlerScope } from './scope.ts';
import { type Frame, identityIn, keepFailure, type MaybePromise, type Outcome, within } from './step.ts';
import { StepFailure } from './step-failure.ts';
import { asFailure, inTime } from './steps/announced.ts';
import { runBranch, runSwitch } from './steps/branch.ts';
import { runExit } from './steps/exit.ts';
import { runFail } from './steps/fail.ts';
import { runForEach } from './steps/for-each.ts';
import { runParallel } from './steps/parallel.ts';
import { runSubflow } from './steps/subflow.ts';
import { runTask } from './steps/task.ts';
import { runWait } from './steps/wait.ts';
import { runWaitFor } from './steps/wait-for.ts';
import { runWhile } from './steps/while.ts';

export async function runSteps(steps: readonly PlannedStep[], frame: Frame): Promise<Outcome> {
  for (const step of steps) {
    frame.run.countStep();
    if (frame.run.isOutOfBreath) await frame.run.breathe();
    frame.cancellation.throwIfCancelled();
    const running = runStep(step, frame);
    const outcome = running instanceof Promise ? await running : running;
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

function runStep(step: PlannedStep, frame: Frame): MaybePromise<Outcome> {
  if (step.onError === undefined) return runGuarded(named(step, frame), frame);
  return runHandled(step, step.onError, frame);
}

/** The step with the id that it has in this iteration. */
function named(step: PlannedStep, frame: Frame): PlannedStep {
  const { dynamicId } = step;
  if (dynamicId === undefined) return step;
  try {
    const id = textOf(dynamicId.make(frame.scope));
    const changes = { id, name: id, unnamed: step } as const;
    if (!('identity' in step)) return { ...step, ...changes };
    return { ...step, ...changes, identity: { ...step.identity, step_id: frame.run.hideId(id) } };
  } catch (thrown) {
    throw failedEarly(step, thrown, frame);
  }
}

async function runHandled(planned: PlannedStep, onError: readonly PlannedStep[], frame: Frame): Promise<Outcome> {
  let step = planned;
  try {
    step = named(planned, frame);
    return await runGuarded(step, frame);
  } catch (thrown) {
    if (frame.cancellation.reason !== undefined) throw thrown;
    const { error } = asFailure(thrown, step.name, frame);
    const seen = error as unknown as Json; // An interface of JSON values, without the index signature that Json asks for.
    keepFailure(step, frame, seen);
    return await react(step, onError, within(frame, { scope: handlerScope(frame.scope, seen) }));
  }
}

async function react(step: PlannedStep, onError: readonly PlannedStep[], frame: Frame): Promise<Outcome> {
  try {
    return await runSteps(onError, frame);
  } catch (thrown) {
    // A retry of the execution begins with the step again, and not with what failed to handle it.
    if (frame.cancellation.reason === undefined) frame.run.note({ kind: 'unhandled', path: frame.prefix + step.path });
    throw thrown;
  }
}

function runGuarded(step: PlannedStep, frame: Frame): MaybePromise<Outcome> {
  if (step.guard !== undefined && !isWanted(step, step.guard, frame)) {
    if ('identity' in step) frame.run.stepSkipped(identityIn(frame, step.identity));
    return undefined;
  }
  if (step.unnamed !== undefined) claimId(step, step.unnamed, frame);
  return runKind(step, frame);
}

/** Not before the guard is known: steps whose guards exclude each other may make the same id. */
function claimId({ id, dynamicId }: PlannedStep, unnamed: PlannedStep, frame: Frame): void {
  if (id === undefined || dynamicId === undefined) return;
  try {
    frame.scope.throwIfTaken(id, dynamicId);
  } catch (thrown) {
    // Under the name that it has without an id: the other step's events go by this one.
    throw failedEarly(unnamed, thrown, frame);
  }
}

function isWanted(step: PlannedStep, guard: NonNullable<PlannedStep['guard']>, frame: Frame): boolean {
  try {
    return guard(frame.scope);
  } catch (thrown) {
    throw failedEarly(step, thrown, frame);
  }
}

/** It failed before it started. */
function failedEarly(step: PlannedStep, thrown: unknown, frame: Frame): StepFailure {
  const failure = asFailure(thrown, step.name, frame);
  if ('identity' in step) {
    frame.run.stepFailed(identityIn(frame, step.identity), failure.error, undefined, step.onError !== undefined);
  }
  return failure;
}

function runKind(step: PlannedStep, frame: Frame): MaybePromise<Outcome> {
  switch (step.kind) {
    case 'task':
      return runTask(step, frame);
    case 'parallel':
      return runParallel(step, frame);
    case 'for_each':
      return runForEach(step, frame);
    case 'while':
      return runWhile(step, frame);
    case 'subflow':
      return runSubflow(step, frame);
    case 'wait':
      return runWait(step, frame);
    case 'wait_for':
      return runWaitFor(step, frame);
    case 'if':
      return runQuietly(step, frame, (inner) => runBranch(step, inner));
    case 'switch':
      return runQuietly(step, frame, (inner) => runSwitch(step, inner));
    case 'exit':
      return runQuietly(step, frame, (inner) => runExit(step, inner));
    case 'fail':
      return runQuietly(step, frame, (inner) => runFail(step, inner));
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
