/** Whether two conditions can hold at once, as far as their text shows it. */
import type { Expression } from '../expression/ast.ts';
import type { Condition } from '../model.ts';

/** A condition that is known to hold, or not to. */
export interface Fact {
  readonly condition: Condition;
  readonly truth: boolean;
}

/** True where no run can come to both places. */
export function exclude(one: readonly Fact[], other: readonly Fact[]): boolean {
  const claims = one.flatMap(claimsOf);
  return claims.length > 0 && other.flatMap(claimsOf).some((claim) => claims.some((each) => contradict(each, claim)));
}

/** `key` is an expression without its places. With `equals` the claim is that it equals the value. */
interface Claim {
  readonly key: string;
  readonly truth: boolean;
  readonly equals?: string;
}

function contradict(one: Claim, other: Claim): boolean {
  if (one.key !== other.key) return false;
  if (one.equals === undefined || other.equals === undefined)
    return one.equals === other.equals && one.truth !== other.truth;
  return one.equals === other.equals ? one.truth !== other.truth : one.truth && other.truth;
}

const known = new WeakMap<Condition, Map<boolean, readonly Claim[]>>();

/** Conditions are compared again and again where many steps share an id. */
function claimsOf({ condition, truth }: Fact): readonly Claim[] {
  const found = known.get(condition) ?? new Map<boolean, readonly Claim[]>();
  const claims = found.get(truth) ?? readClaims({ condition, truth });
  known.set(condition, found.set(truth, claims));
  return claims;
}

function readClaims({ condition, truth }: Fact): readonly Claim[] {
  if (condition.kind === 'test') return expressionClaims(condition.expression, truth);
  if (condition.kind === 'not') return claimsOf({ condition: condition.condition, truth: !truth });
  const holdsForEach = condition.kind === 'all' ? truth : condition.kind === 'any' ? !truth : truth;
  if (!holdsForEach) return [];
  return condition.conditions.flatMap((each) => claimsOf({ condition: each, truth: condition.kind === 'all' }));
}

function expressionClaims(expression: Expression, truth: boolean): readonly Claim[] {
  if (expression.kind === 'unary' && expression.operator === 'not') return expressionClaims(expression.operand, !truth);
  if (expression.kind === 'logical' && (expression.operator === 'and') === truth && expression.operator !== '??') {
    return [...expressionClaims(expression.left, truth), ...expressionClaims(expression.right, truth)];
  }
  if (expression.kind === 'binary' && (expression.operator === '==' || expression.operator === '!=')) {
    const [side, other] =
      expression.left.kind === 'literal' ? [expression.right, expression.left] : [expression.left, expression.right];
    const holds = (expression.operator === '==') === truth;
    return [{ key: keyOf(side), truth: holds, equals: keyOf(other) }].filter(() => other.kind === 'literal');
  }
  return [{ key: keyOf(expression), truth }];
}

function keyOf(expression: Expression): string {
  return JSON.stringify(expression, (key, value: unknown) =>
    key === 'range' || key === 'nameRange' ? undefined : value,
  );
}
