/**
 * The narrow interface between the interpreter and the kinds of steps: a kind knows how to run itself and may ask for the
 * steps inside it to be run, so that neither imports the other.
 */

import { hasResult, type Json } from '@flowlang/openapi';
import type { Cancellation } from './cancellation.ts';
import type { Plan, PlannedStep, StepIdentity } from './planned.ts';
import type { Values } from './ports.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';

/** The flow was ended by an `exit`, with these outputs instead of the declared ones. */
export interface Exit {
  readonly reason?: string;
  readonly outputs: Values;
}

/** How a stretch of steps ended normally: by its last step, or by an `exit`. Everything else is thrown. */
export type Outcome = Exit | undefined;

/** What a flow, or a subflow, that ended well answers. */
export interface Answer {
  readonly outputs: Values;
  /** It was ended by an `exit`. */
  readonly exit: Outcome;
}

/** Synchronous where nothing has to be waited for. */
export type MaybePromise<T> = T | Promise<T>;

/** Where a step runs. */
export interface Frame {
  readonly run: Run;
  readonly scope: Scope;
  readonly cancellation: Cancellation;
  /** Put before the paths of the steps: the loops and subflows around them, with their indices. */
  readonly prefix: string;
  /** Inside a subflow: the name of the step that runs it. */
  readonly parent: string | undefined;
  readonly runSteps: RunSteps;
  readonly runPlan: (plan: Plan, frame: Frame) => Promise<Answer>;
}

export type RunSteps = (steps: readonly PlannedStep[], frame: Frame) => MaybePromise<Outcome>;

/** The same place with some things changed. */
export function within(
  frame: Frame,
  changes: Partial<Pick<Frame, 'scope' | 'cancellation' | 'prefix' | 'parent'>>,
): Frame {
  return {
    run: frame.run,
    scope: changes.scope ?? frame.scope,
    cancellation: changes.cancellation ?? frame.cancellation,
    prefix: changes.prefix ?? frame.prefix,
    parent: changes.parent ?? frame.parent,
    runSteps: frame.runSteps,
    runPlan: frame.runPlan,
  };
}

/** The step as its events name it, here. */
export function identityIn({ prefix, parent }: Frame, identity: StepIdentity): StepIdentity {
  if (prefix === '') return identity;
  const path = prefix + identity.path;
  return parent === undefined ? { ...identity, path } : { ...identity, path, parent_step_id: parent };
}

/** Lets the step's id stand for its result. */
export function keepResult(step: PlannedStep, frame: Frame, result: Json): void {
  if (step.id === undefined) return;
  if (step.dynamicId === undefined) frame.scope.set(step.id, result);
  else frame.scope.keep(step.id, { by: step.dynamicId, result });
}

/** The same for what a step has failed with: its handler may make the id again. */
export function keepFailure({ kind, id, dynamicId }: PlannedStep, { scope }: Frame, error: Json): void {
  // An `if` has nothing that can be read, and the results of a loop around it are promised to be without it.
  if (id === undefined || !hasResult(kind)) return;
  if (dynamicId === undefined) scope.set(id, { error });
  // It may have failed because the id is another's.
  else if (!scope.isTaken(id, dynamicId)) scope.keep(id, { by: dynamicId, result: { error }, hasFailed: true });
}
