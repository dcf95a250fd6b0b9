/** Walks steps in the order in which they run, and says what is wrong on the way. */
import { knownWhenCondition } from '../expression/narrowing.ts';
import type { StepTypes } from '../flow-types.ts';
import type { Step } from '../model.ts';
import { ANY, INTEGER, shapeOf } from '../value-type.ts';
import type { Analysis, Ends } from './analysis.ts';
import { checkBranch, checkSwitch } from './branching.ts';
import { checkConnectionStep } from './connections.ts';
import { checkDependencies } from './dependencies.ts';
import { checkExit, checkFail } from './ending.ts';
import { checkCondition } from './expressions.ts';
import { chance, factOf } from './facts.ts';
import { checkForEach } from './for-each.ts';
import { aroundHandler, checkHandler } from './handlers.ts';
import { checkDynamicId, define } from './names.ts';
import { checkParallel } from './parallel.ts';
import type { Scope } from './scope.ts';
import { checkSubflowStep } from './subflow-step.ts';
import { checkTaskStep } from './task-step.ts';
import { checkWait, checkWaitFor } from './waiting.ts';
import { checkWhile, ITERATIONS } from './while.ts';

const NOTHING = shapeOf([]);
const COUNT = shapeOf([['count', INTEGER]]);

/** True where no way leads behind the last of the steps. */
export function walkSteps(steps: readonly Step[], scope: Scope, analysis: Analysis): Ends {
  let ended = false;
  for (const step of steps) {
    if (ended && scope.isReachable) {
      analysis.report(
        'FL1401',
        step.range,
        'This step is never reached: the flow ends before',
        'Remove it, or the `exit` or `fail` before it',
      );
      scope.isReachable = false;
    }
    ended = walkStep(step, scope, analysis) || ended;
  }
  return ended;
}

function walkStep(step: Step, scope: Scope, analysis: Analysis): Ends {
  const { guard } = step;
  // Before the guard, which is asked when the id is made: a step that is skipped has an event, and that has the id.
  checkDynamicId(step, scope, analysis);
  if (guard === undefined) return walkHandled(step, scope, analysis);
  checkCondition(guard, scope, analysis);
  const way = (truth: boolean) =>
    scope.fork({ known: knownWhenCondition(truth, guard), facts: [factOf(guard, truth, scope)] });
  const [run, skipped] = [way(true), way(false)];
  const around = step.onError && aroundHandler(step, guard, scope);
  const ends = walkHandled(step, run, analysis, around);
  scope.join(ends ? [skipped] : [run, skipped]);
  return false;
}

/** The step, and its `on_error`. */
function walkHandled(step: Step, scope: Scope, analysis: Analysis, around = scope): Ends {
  checkDependencies(step, scope, analysis);
  if (step.onError === undefined) return walkKind(step, scope, analysis);
  const success = chance();
  const normal = scope.fork({ facts: [success] });
  const ends = walkKind(step, normal, analysis);
  return checkHandler(step, step.onError, { normal, ends, success, scope, around }, analysis);
}

function walkKind(step: Step, scope: Scope, analysis: Analysis): Ends {
  switch (step.kind) {
    case 'task':
      return emit(step, checkTaskStep(step, scope, analysis), scope, analysis);
    case 'connection':
      return emit(step, checkConnectionStep(step, scope, analysis), scope, analysis);
    case 'subflow':
      return emit(step, checkSubflowStep(step, scope, analysis), scope, analysis);
    case 'wait':
      return emit(step, checkWait(step, scope, analysis), scope, analysis);
    case 'wait_for':
      return emit(step, checkWaitFor(step, scope, analysis), scope, analysis);
    case 'for_each':
      return emit(step, { inputs: COUNT, outputs: checkForEach(step, scope, analysis) }, scope, analysis);
    case 'while':
      checkWhile(step, scope, analysis);
      return emit(step, { inputs: NOTHING, outputs: ITERATIONS }, scope, analysis);
    case 'parallel': {
      const { ends, type } = checkParallel(step, scope, analysis);
      emit(step, { inputs: NOTHING, outputs: type }, scope, analysis);
      return ends;
    }
    case 'if':
      return named(step, checkBranch(step, scope, analysis), scope, analysis);
    case 'switch':
      return named(step, checkSwitch(step, scope, analysis), scope, analysis);
    case 'exit':
      return named(step, checkExit(step, scope, analysis), scope, analysis);
    case 'fail':
      return named(step, checkFail(step, scope, analysis), scope, analysis);
  }
}

/** A step that emits events, and goes on. */
function emit(step: Step, { inputs, outputs }: StepTypes, scope: Scope, analysis: Analysis): Ends {
  // What loops and branches give is kept only where an id asks for it.
  const isKept = step.id !== undefined || (step.kind !== 'parallel' && step.kind !== 'for_each');
  analysis.stepTypes.set(step, { inputs, outputs: isKept ? outputs : ANY });
  define(step, outputs, scope, analysis);
  return false;
}

/** A step without a result. */
function named(step: Step, ends: Ends, scope: Scope, analysis: Analysis): Ends {
  define(step, ANY, scope, analysis);
  return ends;
}
