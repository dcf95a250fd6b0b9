/** FL1106, FL1112, FL1403: names that are taken. */
import type { ForEachStep, Step, ValueType } from '../model.ts';
import type { Analysis } from './analysis.ts';
import { exclude } from './exclusive.ts';
import type { Scope } from './scope.ts';

/** Lets the step's id stand for its result from here on; reports where the id is taken. */
export function define(step: Step, type: ValueType, scope: Scope, analysis: Analysis): void {
  const { id } = step;
  if (id === undefined) return;
  checkFree(id, step, scope, analysis);
  const hasResult = !['if', 'switch', 'exit'].includes(step.kind);
  const earlier = scope.get(id)?.setters ?? [];
  scope.set(id, { type, isCertain: true, hasResult, setters: [...earlier, scope.facts] });
}

function checkFree(id: string, step: Step, scope: Scope, analysis: Analysis): void {
  const range = step.idRange ?? step.range;
  const existing = scope.get(id);
  const { facts: own } = scope;
  if (scope.isTakenBySibling(id)) {
    analysis.report(
      'FL1106',
      range,
      `Another branch of this \`parallel\` has a step \`${id}\` too`,
      'Rename one of them',
    );
  } else if (existing?.isCertain) {
    analysis.report('FL1106', range, `The id \`${id}\` is taken by a step that has run before`, 'Rename one of them');
  } else if (existing?.setters.some((facts) => !exclude(facts, own))) {
    const hint = 'Rename one of them, or let their conditions exclude each other';
    analysis.report('FL1403', range, `An earlier step \`${id}\` may have run too; the last to run wins`, hint);
  }
}

/** Reports a loop variable that takes or hides another name. */
export function checkLoopVariable(step: ForEachStep, scope: Scope, analysis: Analysis): void {
  const { as: name, asRange: range } = step;
  if (analysis.ids.has(name)) {
    analysis.report(
      'FL1106',
      range,
      `The loop variable \`${name}\` has the name of a step`,
      'Write `as:` with another name',
    );
  } else if (scope.local(name) !== undefined) {
    analysis.report(
      'FL1112',
      range,
      `The loop variable \`${name}\` hides another one around it`,
      'Write `as:` with another name',
    );
  } else if (analysis.flow.inputs.some((input) => input.name === name)) {
    analysis.report(
      'FL1112',
      range,
      `The loop variable \`${name}\` hides the input of that name`,
      'Write `as:` with another name',
    );
  }
}
