/** FL1106, FL1112, FL1403: names that are taken. */
import { demand } from '../expression/operand-types.ts';
import type { Condition, ForEachStep, Step, ValueType } from '../model.ts';
import { hasResult } from '../steps.ts';
import { ANY, union } from '../value-type.ts';
import type { Analysis } from './analysis.ts';
import { latest } from './binding.ts';
import { checkValue } from './expressions.ts';
import { exclude, factOf, imply } from './facts.ts';
import { handledType } from './results.ts';
import type { Scope } from './scope.ts';

/** Lets the step's id stand for its result from here on; reports where the id is taken. */
export function define(step: Step, type: ValueType, scope: Scope, analysis: Analysis): void {
  const { id } = step;
  const possible = step.onError === undefined ? type : handledType(type);
  if (step.dynamicId !== undefined) scope.addDynamic(possible);
  if (id === undefined) return;
  const isFree = checkFree(id, step, scope, analysis);
  const earlier = scope.get(id)?.setters ?? [];
  // Which of the two is meant where the id is read, nobody knows.
  const binding = { type: isFree ? type : ANY, hasResult: !isFree || hasResult(step.kind) };
  scope.set(id, { ...binding, isCertain: true, setters: latest([...earlier, scope.facts]) });
  // Whoever looks back at it, from a handler, may meet the error that the step's own handler has left.
  const all = { ...binding, type: isFree ? possible : ANY };
  const given = analysis.given.get(id);
  analysis.given.set(id, given ? { ...all, type: union(given.type, all.type) } : all);
}

/** An id with `${…}` is made before the step runs. */
export function checkDynamicId({ dynamicId }: Step, scope: Scope, analysis: Analysis): void {
  if (dynamicId === undefined) return;
  const type = checkValue(dynamicId, scope, analysis);
  if (dynamicId.kind !== 'expression') return;
  const wanted = { by: 'An id', needs: 'a text or a number', types: ['string', 'integer', 'number'] } as const;
  demand(wanted, { expression: dynamicId.expression, type }, 'it', analysis.report);
}

/** False where the id is taken. */
function checkFree(id: string, step: Step, scope: Scope, analysis: Analysis): boolean {
  const range = step.idRange ?? step.range;
  const existing = scope.get(id);
  if (scope.isTakenBySibling(id)) {
    const message = `Another branch of this \`parallel\` has a step \`${id}\` too`;
    analysis.report('FL1106', range, message, 'Rename one of them');
    return false;
  }
  if (existing?.isCertain && !existing.isFailed) {
    // In a branch that this one waits for, and that stands further down: there it is said.
    if (scope.isSibling(id)) return false;
    analysis.report('FL1106', range, `The id \`${id}\` is taken by a step that has run before`, 'Rename one of them');
    return false;
  }
  if (existing === undefined || existing.setters.length === 0) return true;
  const own = scope.facts;
  if (existing.setters.every((facts) => exclude(facts, own))) return true;
  if (imply(own, [factOf(isNull(id), true, scope)])) return true;
  const hint = 'Rename one of them, or let their conditions exclude each other';
  analysis.report('FL1403', range, `An earlier step \`${id}\` may have run too; the last to run wins`, hint);
  return true;
}

/** What shows that nothing is lost where the id is given again. */
function isNull(id: string): Condition {
  const range = { start: 0, end: 0 };
  const [left, right] = [
    { kind: 'reference', name: id, range },
    { kind: 'literal', value: null, range },
  ] as const;
  return { kind: 'test', expression: { kind: 'binary', operator: '==', left, right, range }, range };
}

/** Reports a loop variable that takes or hides another name. */
export function checkLoopVariable(step: ForEachStep, scope: Scope, analysis: Analysis): void {
  const { as: name, asRange: range } = step;
  const hint = 'Write `as:` with another name';
  if (analysis.ids.has(name)) {
    analysis.report('FL1106', range, `The loop variable \`${name}\` has the name of a step`, hint);
  } else if (scope.local(name) !== undefined) {
    analysis.report('FL1112', range, `The loop variable \`${name}\` hides another one around it`, hint);
  } else if (analysis.flow.inputs.some((input) => input.name === name)) {
    analysis.report('FL1112', range, `The loop variable \`${name}\` hides the input of that name`, hint);
  }
}
