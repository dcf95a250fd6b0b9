/**
 * What a condition tells of the values it tests: after `x != null and …` the rest may rely on x. Expressions are pure, so
 * that a path gives the same value wherever it stands in one expression.
 */
import type { Condition } from '../model.ts';
import type { Expression } from './ast.ts';

/** Paths (`inputs.customer.age`) that are known not to be null. */
export type KnownPaths = ReadonlySet<string>;

export const NOTHING_KNOWN: KnownPaths = new Set();

export function alsoKnown(...known: readonly KnownPaths[]): KnownPaths {
  return known.every((one) => one.size === 0) ? NOTHING_KNOWN : new Set(known.flatMap((one) => [...one]));
}

/** The expression as a path of names and literal keys, the same for every spelling; undefined if it is none. */
export function pathOf(expression: Expression): string | undefined {
  if (expression.kind === 'reference') return expression.name;
  if (expression.kind !== 'property' && expression.kind !== 'index') return undefined;
  const object = pathOf(expression.object);
  if (object === undefined) return undefined;
  if (expression.kind === 'property') {
    const { name } = expression;
    return /^[A-Za-z_]\w*$/.test(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`;
  }
  const { index } = expression;
  return index.kind === 'literal' && typeof index.value === 'number' ? `${object}[${index.value}]` : undefined;
}

/** The paths that are not null if the expression is true, or if it is false. */
export function knownWhen(truth: boolean, expression: Expression): KnownPaths {
  if (expression.kind === 'unary' && expression.operator === 'not') return knownWhen(!truth, expression.operand);
  if (expression.kind === 'logical' && expression.operator !== '??') {
    if ((expression.operator === 'and') !== truth) return NOTHING_KNOWN;
    return alsoKnown(knownWhen(truth, expression.left), knownWhen(truth, expression.right));
  }
  if (expression.kind === 'binary') return knownOfComparison(truth, expression);
  return truth ? prefixes(expression) : NOTHING_KNOWN;
}

/** The same of a condition with `any`, `all`, `none` and `not`. */
export function knownWhenCondition(truth: boolean, condition: Condition): KnownPaths {
  if (condition.kind === 'test') return knownWhen(truth, condition.expression);
  if (condition.kind === 'not') return knownWhenCondition(!truth, condition.condition);
  // Only one outcome of a group tells of each of its conditions.
  if (truth === (condition.kind === 'any')) return NOTHING_KNOWN;
  return alsoKnown(...condition.conditions.map((one) => knownWhenCondition(condition.kind === 'all', one)));
}

/** `x != null`; and `x == 'a'`, which null is not. */
function knownOfComparison(
  truth: boolean,
  { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
): KnownPaths {
  const pairs = [
    [left, right],
    [right, left],
  ] as const;
  for (const [path, other] of pairs) {
    if (other.kind !== 'literal') continue;
    const isNull = other.value === null;
    if (operator === (isNull === truth ? '!=' : '==')) return prefixes(path);
  }
  return NOTHING_KNOWN;
}

/** If `a.b` is not null, neither is `a`. */
function prefixes(expression: Expression): KnownPaths {
  const known = new Set<string>();
  for (let one = expression; ; one = one.object) {
    const path = pathOf(one);
    if (path !== undefined) known.add(path);
    if (one.kind !== 'property' && one.kind !== 'index') return known;
  }
}
