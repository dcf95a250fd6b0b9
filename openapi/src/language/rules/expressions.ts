/** Checks the expressions at one place of a flow: first their names, then their types. */
import type { Report } from '../diagnostics.ts';
import type { Expression } from '../expression/ast.ts';
import { inferCondition, inferValue, type TypeOf } from '../expression/infer-type.ts';
import { conditionExpressions, references, valueExpressions } from '../expression/references.ts';
import type { Condition, Range, Value, ValueType } from '../model.ts';
import { BROKEN_NAME } from '../parse-value.ts';
import { ANY } from '../value-type.ts';
import type { Analysis } from './analysis.ts';
import { checkReferences } from './references.ts';
import type { Scope } from './scope.ts';

const SILENT: Report = () => undefined;

/** Reports what is wrong with a value, and gives its type. */
export function checkValue(value: Value, scope: Scope, analysis: Analysis): ValueType {
  const report = checkNames(valueExpressions(value), scope, analysis);
  return inferValue(value, typesIn(scope), report, scope.known);
}

/** The type alone, where the value is checked elsewhere. */
export function typeOfValue(value: Value, scope: Scope): ValueType {
  return inferValue(value, typesIn(scope), SILENT, scope.known);
}

/** Reports what is wrong with a condition; one that reads nothing is always the same. */
export function checkCondition(condition: Condition, scope: Scope, analysis: Analysis): void {
  const expressions = conditionExpressions(condition);
  const report = checkNames(expressions, scope, analysis, true);
  inferCondition(condition, typesIn(scope), report, scope.known);
  if (expressions.some((expression) => references(expression).length > 0)) return;
  analysis.report(
    'FL1402',
    condition.range,
    'This condition reads nothing, and so is always the same',
    'Read an input or a step in it, or remove it',
  );
}

/** True where the expressions of a value were reported, so that nothing is known of it. */
export function isBrokenValue(value: Value): boolean {
  return valueExpressions(value).some((expression) => references(expression).some(({ name }) => name === BROKEN_NAME));
}

export function typesIn(scope: Scope): TypeOf {
  return (name) => scope.local(name) ?? scope.read(name)?.type ?? ANY;
}

/** A step that may not have run is one warning, not a second one for the null that it leaves. */
function checkNames(expressions: readonly Expression[], scope: Scope, analysis: Analysis, isTest = false): Report {
  const uncertain: Range[] = [];
  for (const expression of expressions) uncertain.push(...checkReferences(expression, scope, analysis, isTest));
  return (code, range, message, hint, fix) => {
    const isSaid = uncertain.some((each) => each.start >= range.start && each.end <= range.end);
    if (code !== 'FL1503' || !isSaid) analysis.report(code, range, message, hint, fix);
  };
}
