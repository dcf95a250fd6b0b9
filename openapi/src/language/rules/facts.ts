/** What is known to hold at a place: the conditions on the way to it. Whether one place excludes or implies another. */
import type { Expression } from '../expression/ast.ts';
import { conditionExpressions, references } from '../expression/references.ts';
import type { Condition } from '../model.ts';

/** A condition that is known to hold or not to, and what its names stood for when that was known. */
export interface ConditionFact {
  readonly condition: Condition;
  readonly truth: boolean;
  readonly seen: ReadonlyMap<string, unknown>;
}

/** That a way was taken for a reason that no text shows: a case, an iteration, that nothing failed. */
export interface Chance {
  readonly condition?: never;
  /** All other ways have ended. */
  isSure: boolean;
}

export type Fact = ConditionFact | Chance;

/** Where names stand for something; the same name given anew stands for something else. */
interface Place {
  standsFor(name: string): unknown;
}

export function factOf(condition: Condition, truth: boolean, place: Place): Fact {
  const names = conditionExpressions(condition).flatMap(references);
  return { condition, truth, seen: new Map(names.map(({ name }) => [name, place.standsFor(name)])) };
}

export function chance(): Chance {
  return { isSure: false };
}

/** True where no run can come to both places. */
export function exclude(one: readonly Fact[], other: readonly Fact[]): boolean {
  const claims = one.flatMap(claimsOf);
  return claims.length > 0 && other.flatMap(claimsOf).some((claim) => claims.some((each) => contradict(each, claim)));
}

/** True where every run that comes to the one place has come to the other, which stands before it. */
export function imply(here: readonly Fact[], there: readonly Fact[]): boolean {
  const rest = there.filter((fact) => !here.includes(fact) && !(fact.condition === undefined && fact.isSure));
  if (rest.some((fact) => fact.condition === undefined)) return false;
  const known = here.flatMap(claimsOf);
  return rest.flatMap(claimsOf).every((claim) => known.some((each) => shows(each, claim)));
}

/** `key` is a condition without its places. With `equals` the claim is that it equals the value. */
interface Claim {
  readonly key: string;
  readonly names: readonly string[];
  readonly truth: boolean;
  readonly equals?: string;
}

interface SeenClaim extends Claim {
  readonly seen: ReadonlyMap<string, unknown>;
}

function isAboutTheSame(one: SeenClaim, other: SeenClaim): boolean {
  return one.key === other.key && one.names.every((name) => one.seen.get(name) === other.seen.get(name));
}

function contradict(one: SeenClaim, other: SeenClaim): boolean {
  if (!isAboutTheSame(one, other)) return false;
  if (one.equals === undefined || other.equals === undefined)
    return one.equals === other.equals && one.truth !== other.truth;
  return one.equals === other.equals ? one.truth !== other.truth : one.truth && other.truth;
}

function shows(known: SeenClaim, claim: SeenClaim): boolean {
  if (!isAboutTheSame(known, claim)) return false;
  if (known.equals === claim.equals) return known.truth === claim.truth;
  // What equals one value is no other one.
  return known.equals !== undefined && claim.equals !== undefined && known.truth && !claim.truth;
}

const known = new WeakMap<Condition, Map<boolean, readonly Claim[]>>();

function claimsOf(fact: Fact): readonly SeenClaim[] {
  if (fact.condition === undefined) return [];
  return conditionClaims(fact.condition, fact.truth).map((claim) => ({ ...claim, seen: fact.seen }));
}

/** Claims that together say what the condition says. They are compared again and again where many steps share an id. */
function conditionClaims(condition: Condition, truth: boolean): readonly Claim[] {
  const found = known.get(condition) ?? new Map<boolean, readonly Claim[]>();
  const claims = found.get(truth) ?? readClaims(condition, truth);
  known.set(condition, found.set(truth, claims));
  return claims;
}

function readClaims(condition: Condition, truth: boolean): readonly Claim[] {
  if (condition.kind === 'test') return expressionClaims(condition.expression, truth);
  if (condition.kind === 'not') return conditionClaims(condition.condition, !truth);
  const holdsForEach = truth !== (condition.kind === 'any');
  if (!holdsForEach) {
    const names = conditionExpressions(condition).flatMap(references);
    return [{ key: keyOf(condition), names: names.map(({ name }) => name), truth }];
  }
  return condition.conditions.flatMap((each) => conditionClaims(each, condition.kind === 'all'));
}

function expressionClaims(expression: Expression, truth: boolean): readonly Claim[] {
  if (expression.kind === 'unary' && expression.operator === 'not') return expressionClaims(expression.operand, !truth);
  if (expression.kind === 'logical' && (expression.operator === 'and') === truth && expression.operator !== '??') {
    return [...expressionClaims(expression.left, truth), ...expressionClaims(expression.right, truth)];
  }
  if (expression.kind === 'binary' && (expression.operator === '==' || expression.operator === '!=')) {
    const [side, other] =
      expression.left.kind === 'literal' ? [expression.right, expression.left] : [expression.left, expression.right];
    if (other.kind === 'literal')
      return [{ ...claimOn(side, (expression.operator === '==') === truth), equals: keyOf(other) }];
    return [claimOn({ ...expression, operator: '==' }, (expression.operator === '==') === truth)];
  }
  return [claimOn(expression, truth)];
}

function claimOn(expression: Expression, truth: boolean): Claim {
  return { key: keyOf(expression), names: references(expression).map(({ name }) => name), truth };
}

function keyOf(part: Expression | Condition): string {
  return JSON.stringify(part, (key, value: unknown) => (key === 'range' || key === 'nameRange' ? undefined : value));
}
