/** `on_error` of a step, and the `on_error` and `on_cancel` of the flow: what they can still read of what failed. */
import { knownThoughFailed } from '../expression/known-though-failed.ts';
import type { Condition, Flow, Step, ValueType } from '../model.ts';
import { innerSteps, walkSteps } from '../steps.ts';
import { shapeOf, union } from '../value-type.ts';
import { type Analysis, type Ends, ERROR, FAILURE } from './analysis.ts';
import { certainNames, uncertain } from './binding.ts';
import { typesIn } from './expressions.ts';
import { type Chance, chance, factOf } from './facts.ts';
import { handledType } from './results.ts';
import { Scope } from './scope.ts';

/** How a step was walked that has a handler: in which scope, and how that ended. */
export interface Handled {
  readonly scope: Scope;
  /** Where it is handled: its guard may be what has failed. */
  readonly around: Scope;
  readonly normal: Scope;
  readonly ends: Ends;
  /** That it did not fail. */
  readonly success: Chance;
}

/** What is still known of the guard of a step where its handler runs. */
export function aroundHandler(step: Step, guard: Condition, scope: Scope): Scope {
  // To make its id may have failed before the guard was asked.
  if (step.dynamicId !== undefined) return scope;
  const { shown, canFail } = knownThoughFailed(guard, typesIn(scope), scope.known);
  return scope.fork({ known: shown, facts: canFail ? [] : [factOf(guard, true, scope)] });
}

/** Checks the handler of a step, and joins both ways. */
export function checkHandler(
  step: Step,
  onError: readonly Step[],
  { scope, around, normal, ends, success }: Handled,
  analysis: Analysis,
): Ends {
  const handler = around.fork({ locals: FAILURE, facts: [chance()] });
  for (const id of idsInside(step)) {
    const given = normal.own().get(id) ?? analysis.given.get(id);
    if (given) handler.set(id, uncertain({ ...given, type: union(given.type, scope.get(id)?.type ?? given.type) }));
  }
  const own = step.id === undefined ? undefined : normal.own().get(step.id);
  if (step.id !== undefined && own !== undefined)
    handler.set(step.id, { ...own, type: shapeOf([['error', ERROR]]), setters: [], isCertain: true, isFailed: true });
  const handlerEnds = analysis.walk(onError, handler, analysis);
  success.isSure = handlerEnds;
  const failed = step.id === undefined ? undefined : handler.own().get(step.id);
  // After the handler the failed step is null with an `.error`, unless the handler gave its id to another.
  if (step.id !== undefined && own !== undefined && failed?.isFailed)
    handler.set(step.id, { ...own, type: handledType(own.type), together: certainNames(own.type) });
  const ways = [...(ends ? [] : [normal]), ...(handlerEnds ? [] : [handler])];
  scope.join(ways.length > 0 ? ways : [normal]);
  return ends && handlerEnds;
}

/** Also those on ways that end: they may have run when the step fails. */
function* idsInside(step: Step): Generator<string> {
  for (const steps of innerSteps(step)) for (const { id } of walkSteps(steps)) if (id !== undefined) yield id;
}

/** The flow has failed, or was cancelled: any of its steps may have run, and none is sure to. */
export function checkFlowHandlers(flow: Flow, roots: Readonly<Record<string, ValueType>>, analysis: Analysis): void {
  const given = [...analysis.given].map(([id, each]) => [id, uncertain(each)] as const);
  const scopeWith = (locals: Readonly<Record<string, ValueType>>): Scope => {
    const scope = new Scope({ locals: { ...roots, ...locals } });
    for (const [id, binding] of given) scope.set(id, binding);
    return scope;
  };
  if (flow.onError !== undefined) analysis.walk(flow.onError, scopeWith(FAILURE), analysis);
  if (flow.onCancel === undefined) return;
  // A flow that was cancelled answers nothing.
  analysis.walk(flow.onCancel, scopeWith({}), { ...analysis, exits: undefined });
}
