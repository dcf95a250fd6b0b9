/** Walks steps in the order in which they run, and says what is wrong on the way. */
import { knownWhenCondition } from '../expression/narrowing.ts';
import type { ForEachStep, ParallelStep, Step, ValueType } from '../model.ts';
import { ANY, INTEGER, NULL, nullable, shapeOf, union } from '../value-type.ts';
import { type Analysis, type Ends, ERROR } from './analysis.ts';
import { checkBranch, checkParallel, checkSwitch } from './branching.ts';
import { checkCondition, checkValue } from './expressions.ts';
import { checkForEach } from './for-each.ts';
import { define } from './names.ts';
import type { Scope } from './scope.ts';
import { checkTaskStep } from './task-step.ts';

/** What the events of steps that hold others show as their inputs. */
const HELD_INPUTS = { parallel: shapeOf([]), for_each: shapeOf([['count', INTEGER]]) } as const;

/** True where no way leads behind the last of the steps. */
export function walkSteps(steps: readonly Step[], scope: Scope, analysis: Analysis): Ends {
  let ended = false;
  for (const step of steps) {
    if (ended && scope.isReachable) {
      analysis.report(
        'FL1401',
        step.range,
        'This step is never reached: the flow ends before',
        'Remove it, or the `exit` before it',
      );
      scope.isReachable = false;
    }
    ended = walkStep(step, scope, analysis) || ended;
  }
  return ended;
}

function walkStep(step: Step, scope: Scope, analysis: Analysis): Ends {
  if (step.guard === undefined) return walkHandled(step, scope, analysis);
  checkCondition(step.guard, scope, analysis);
  const known = knownWhenCondition(true, step.guard);
  const guarded = scope.fork({ known, facts: [{ condition: step.guard, truth: true }] });
  const ends = walkHandled(step, guarded, analysis);
  scope.join(ends ? [scope.fork()] : [guarded, scope.fork()]);
  return false;
}

/** The step, and its `on_error`. */
function walkHandled(step: Step, scope: Scope, analysis: Analysis): Ends {
  if (step.onError === undefined) return walkKind(step, scope, analysis);
  const normal = scope.fork();
  const ends = walkKind(step, normal, analysis);
  const handler = scope.fork({ locals: { error: ERROR, context: shapeOf([['last_error', ERROR]]) } });
  for (const [id, binding] of normal.own()) {
    const isSelf = id === step.id;
    const type = isSelf ? shapeOf([['error', ERROR]]) : union(binding.type, NULL);
    // The step failed: in its handler its id is free again, and so are those inside of it.
    handler.set(id, { ...binding, type, isCertain: false, setters: [], isFailed: isSelf });
  }
  const handlerEnds = analysis.walk(step.onError, handler);
  forgetFailure(handler, normal, step.id);
  const ways = [...(ends ? [] : [normal]), ...(handlerEnds ? [] : [handler])];
  scope.join(ways.length > 0 ? ways : [normal]);
  return ends && handlerEnds;
}

/** After the handler, the failed step is null with an `.error`, unless the handler gave its id to another. */
function forgetFailure(handler: Scope, normal: Scope, id: string | undefined): void {
  const failed = id === undefined ? undefined : handler.own().get(id);
  const succeeded = id === undefined ? undefined : normal.own().get(id);
  if (id === undefined || failed?.isFailed !== true || succeeded === undefined) return;
  handler.set(id, { ...succeeded, type: handledType(succeeded.type) });
}

/** After a failure there is the `error` alone, and nothing that a success has. */
function handledType({ required, ...type }: ValueType): ValueType {
  if (type.type !== 'object') return ANY;
  const own =
    type.properties !== undefined && Object.hasOwn(type.properties, 'error') ? type.properties['error'] : undefined;
  const error = nullable(own === undefined ? ERROR : union(own, ERROR));
  return nullable({ ...type, properties: { ...type.properties, error } });
}

function walkKind(step: Step, scope: Scope, analysis: Analysis): Ends {
  switch (step.kind) {
    case 'task':
      define(step, checkTaskStep(step, scope, analysis), scope, analysis);
      return false;
    case 'if':
    case 'switch': {
      const ends = step.kind === 'if' ? checkBranch(step, scope, analysis) : checkSwitch(step, scope, analysis);
      define(step, ANY, scope, analysis);
      return ends;
    }
    case 'parallel': {
      const { ends, type } = checkParallel(step, scope, analysis);
      return ended(step, type, ends, scope, analysis);
    }
    case 'for_each':
      return ended(step, checkForEach(step, scope, analysis), false, scope, analysis);
    case 'exit': {
      if (step.reason) checkValue(step.reason, scope, analysis);
      const outputs = step.outputs ? checkValue(step.outputs, scope, analysis) : shapeOf([]);
      if (scope.isReachable) analysis.exits.push(outputs);
      define(step, ANY, scope, analysis);
      return true;
    }
  }
}

/** A step that emits events, and holds others. */
function ended(
  step: ParallelStep | ForEachStep,
  outputs: ValueType,
  ends: Ends,
  scope: Scope,
  analysis: Analysis,
): Ends {
  analysis.stepTypes.set(step, { inputs: HELD_INPUTS[step.kind], outputs: step.id === undefined ? ANY : outputs });
  define(step, outputs, scope, analysis);
  return ends;
}
