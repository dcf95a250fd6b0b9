/** `while`: one scope over all iterations, so that each sees what the one before has left. */
import { knownWhenCondition } from '../expression/narrowing.ts';
import { conditionExpressions, references } from '../expression/references.ts';
import type { ValueType, WhileStep } from '../model.ts';
import { walkSteps } from '../steps.ts';
import { INTEGER, shapeOf, union } from '../value-type.ts';
import type { Analysis } from './analysis.ts';
import { type Binding, uncertain } from './binding.ts';
import { checkCondition } from './expressions.ts';
import { chance, factOf } from './facts.ts';
import type { Scope } from './scope.ts';

const LOOP = shapeOf([['index', INTEGER]]);

/** What the events of the step show as its outputs. */
export const ITERATIONS: ValueType = shapeOf([['iterations', INTEGER]]);

export function checkWhile(step: WhileStep, scope: Scope, analysis: Analysis): void {
  const left = analysis.left.get(step) ?? rehearse(step, scope, analysis);
  const loop = scope.fork({ locals: { loop: LOOP } });
  for (const [id, binding] of left) {
    const before = scope.get(id);
    // An id that is taken stays taken, and that is said where it is given again.
    if (before?.isCertain) continue;
    const type = before ? union(binding.type, before.type) : binding.type;
    loop.set(id, { ...uncertain({ ...binding, type }), setters: before?.setters ?? [], isOfIteration: true });
  }
  checkCondition(step.condition, loop, analysis);
  const read = conditionExpressions(step.condition).flatMap(references);
  const isClear = read.every(({ name }) => (loop.local(name) ?? loop.get(name)) !== undefined);
  const isConstant = isClear && read.length > 0 && read.every(({ name }) => name !== 'loop' && !left.has(name));
  if (isConstant) reportConstant(step, analysis);
  const body = loop.fork({ known: knownWhenCondition(true, step.condition), facts: [chance()] });
  const ends = analysis.walk(step.do, body, analysis);
  loop.absorb([body]);
  analysis.left.set(step, loop.own());
  scope.join(ends ? [scope.fork()] : [loop, scope.fork()]);
  // What a condition with a mistake in it was meant to show, nobody knows.
  scope.learn(isClear ? knownWhenCondition(false, step.condition) : left.keys());
  scope.assume([factOf(step.condition, false, scope)]);
}

/**
 * Walks the body once in silence, for the types of what it leaves: no result of a step depends on the types that it
 * reads. Loops inside leave theirs at once, so that nesting costs no more.
 */
function rehearse(step: WhileStep, scope: Scope, analysis: Analysis): ReadonlyMap<string, Binding> {
  const rehearsal: Analysis = {
    ...analysis,
    report: () => undefined,
    exits: undefined,
    ...{ stepTypes: new Map(), subflows: new Map(), given: new Map() },
  };
  // Nothing is left yet: without this the loop would rehearse itself.
  analysis.left.set(step, new Map());
  for (const inner of walkSteps(step.do)) if (inner.kind === 'while') analysis.left.set(inner, new Map());
  const body = scope.fork({ locals: { loop: LOOP } });
  analysis.walk(step.do, body, rehearsal);
  return body.own();
}

/** Reports a condition that stays the same while the loop runs, where nothing in the loop ends it. */
function reportConstant(step: WhileStep, analysis: Analysis): void {
  // Without a body it was reported, or is not written yet.
  if (step.do.length === 0) return;
  for (const { kind } of walkSteps(step.do)) if (kind === 'exit' || kind === 'fail') return;
  analysis.report(
    'FL1402',
    step.condition.range,
    'Nothing in this loop changes its condition: it runs not at all, or until `max_iterations` fails it',
    'Read an id of a step in the loop',
  );
}
