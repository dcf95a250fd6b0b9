/**
 * The narrow interface between the interpreter and the kinds of steps: a kind knows how to run itself and may ask for the
 * steps inside it to be run, so that neither imports the other.
 */
import type { Cancellation } from './cancellation.ts';
import type { PlannedStep } from './plan.ts';
import type { Values } from './ports.ts';
import type { Run, StepIdentity } from './run.ts';
import type { Scope } from './scope.ts';

/** The flow was ended by an `exit`, with these outputs instead of the declared ones. */
export interface Exit {
  readonly reason?: string;
  readonly outputs: Values;
}

/** How a stretch of steps ended normally: by its last step, or by an `exit`. Everything else is thrown. */
export type Outcome = Exit | undefined;

/** Synchronous where nothing has to be waited for. */
export type MaybePromise<T> = T | Promise<T>;

/** Where a step runs. */
export interface Frame {
  readonly run: Run;
  readonly scope: Scope;
  readonly cancellation: Cancellation;
  /** Put before the paths of the steps: the loops around them, with their indices. */
  readonly prefix: string;
  readonly runSteps: RunSteps;
}

export type RunSteps = (steps: readonly PlannedStep[], frame: Frame) => MaybePromise<Outcome>;

/** The same place with some things changed. */
export function within(frame: Frame, changes: Partial<Pick<Frame, 'scope' | 'cancellation' | 'prefix'>>): Frame {
  return {
    run: frame.run,
    scope: changes.scope ?? frame.scope,
    cancellation: changes.cancellation ?? frame.cancellation,
    prefix: changes.prefix ?? frame.prefix,
    runSteps: frame.runSteps,
  };
}

/** The step as its events name it, here. */
export function identityIn(frame: Frame, identity: StepIdentity): StepIdentity {
  return frame.prefix === '' ? identity : { ...identity, path: frame.prefix + identity.path };
}
