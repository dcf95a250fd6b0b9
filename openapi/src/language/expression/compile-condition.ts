import type { Condition } from '../model.ts';
import { compile, type Scope } from './evaluate.ts';
import { truthy } from './json-value.ts';

/** Compiles a condition. Of a group no more is evaluated than decides it, in the order written. */
export function compileCondition(condition: Condition): (scope: Scope) => boolean {
  if (condition.kind === 'test') {
    const test = compile(condition.expression);
    return (scope) => truthy(test(scope));
  }
  if (condition.kind === 'not') {
    const inner = compileCondition(condition.condition);
    return (scope) => !inner(scope);
  }
  const conditions = condition.conditions.map(compileCondition);
  if (condition.kind === 'all') return (scope) => conditions.every((one) => one(scope));
  if (condition.kind === 'any') return (scope) => conditions.some((one) => one(scope));
  return (scope) => !conditions.some((one) => one(scope));
}
