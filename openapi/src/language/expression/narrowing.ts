/**
 * What a condition tells of the values it tests: after `x != null and …` the rest may rely on x. Expressions are pure, so
 * that a path gives the same value wherever it stands in one expression.
 */
import type { Condition } from '../model.ts';
import type { Expression } from './ast.ts';

/** Which paths (`inputs.customer.age`) are known not to be null. */
export interface KnownPaths {
  has(path: string): boolean;
  /** What else is known where the expression is true, or where it is false, beside the paths in it. */
  given?(truth: boolean, expression: Expression): KnownPaths;
}

/** The paths that one condition tells of. */
export type ShownPaths = ReadonlySet<string>;

export const NOTHING_KNOWN: ShownPaths = new Set();

/** What is known, and what a condition has shown besides. Nothing is copied: there may be much that is known. */
export function alsoKnown(known: KnownPaths, shown: ShownPaths): KnownPaths {
  if (shown.size === 0) return known;
  if (known === NOTHING_KNOWN) return shown;
  return {
    has: (path) => shown.has(path) || known.has(path),
    given: (truth, expression) => alsoKnown(known.given?.(truth, expression) ?? known, shown),
  };
}

/** What is known in a part of an expression that is evaluated only where another part is true, or false. */
export function knownGiven(known: KnownPaths, truth: boolean, expression: Expression): KnownPaths {
  return alsoKnown(known.given?.(truth, expression) ?? known, knownWhen(truth, expression));
}

function allOf(shown: readonly ShownPaths[]): ShownPaths {
  return shown.every((one) => one.size === 0) ? NOTHING_KNOWN : new Set(shown.flatMap((one) => [...one]));
}

/** Both are asked again for every part of an expression, which of a long chain would take cubic time. */
const paths = new WeakMap<Expression, { readonly path: string | undefined }>();
const shown = new WeakMap<Expression, Map<boolean, ShownPaths>>();

/** The expression as a path of names and literal keys, the same for every spelling; undefined if it is none. */
export function pathOf(expression: Expression): string | undefined {
  const found = paths.get(expression) ?? { path: readPath(expression) };
  paths.set(expression, found);
  return found.path;
}

function readPath(expression: Expression): string | undefined {
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
export function knownWhen(truth: boolean, expression: Expression): ShownPaths {
  const byTruth = shown.get(expression) ?? new Map<boolean, ShownPaths>();
  const found = byTruth.get(truth) ?? readKnown(truth, expression);
  shown.set(expression, byTruth.set(truth, found));
  return found;
}

function readKnown(truth: boolean, expression: Expression): ShownPaths {
  if (expression.kind === 'unary' && expression.operator === 'not') return knownWhen(!truth, expression.operand);
  if (expression.kind === 'logical' && expression.operator !== '??') {
    if ((expression.operator === 'and') !== truth) return NOTHING_KNOWN;
    return allOf([knownWhen(truth, expression.left), knownWhen(truth, expression.right)]);
  }
  if (expression.kind === 'binary') return knownOfComparison(truth, expression);
  return truth ? prefixes(expression) : NOTHING_KNOWN;
}

/** The same of a condition with `any`, `all`, `none` and `not`. */
export function knownWhenCondition(truth: boolean, condition: Condition): ShownPaths {
  if (condition.kind === 'test') return knownWhen(truth, condition.expression);
  if (condition.kind === 'not') return knownWhenCondition(!truth, condition.condition);
  // Only one outcome of a group tells of each of its conditions.
  if (truth === (condition.kind === 'any')) return NOTHING_KNOWN;
  return allOf(condition.conditions.map((one) => knownWhenCondition(condition.kind === 'all', one)));
}

/** `x != null`; and `x == 'a'`, which null is not. */
function knownOfComparison(
  truth: boolean,
  { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
): ShownPaths {
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
function prefixes(expression: Expression): ShownPaths {
  const known = new Set<string>();
  for (let one = expression; ; one = one.object) {
    const path = pathOf(one);
    if (path !== undefined) known.add(path);
    if (one.kind !== 'property' && one.kind !== 'index') return known;
  }
}
