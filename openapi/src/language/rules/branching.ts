/** `if` + `then`, `switch` and `parallel`: the ways through a flow, and where they meet. */
import { knownWhenCondition } from '../expression/narrowing.ts';
import type { BranchStep, Json, ParallelStep, Step, SwitchStep, Value, ValueType } from '../model.ts';
import { canEqual, describeType, nullable } from '../value-type.ts';
import type { Analysis, Ends } from './analysis.ts';
import type { Fact } from './exclusive.ts';
import { checkCondition, checkValue } from './expressions.ts';
import { type Scope, walkModel } from './scope.ts';

/** Both ways of an `if`. */
export function checkBranch(step: BranchStep, scope: Scope, analysis: Analysis): Ends {
  checkCondition(step.condition, scope, analysis);
  const ways = [true, false].map((truth) => {
    const facts: readonly Fact[] = [{ condition: step.condition, truth }];
    const way = scope.fork({ facts, known: knownWhenCondition(truth, step.condition) });
    return { way, ends: analysis.walk(truth ? step.then : step.else, way) };
  });
  return meet(scope, ways);
}

/** The cases and the default; without one, the way around. */
export function checkSwitch(step: SwitchStep, scope: Scope, analysis: Analysis): Ends {
  const type = checkValue(step.value, scope, analysis);
  if (step.value.kind === 'literal')
    analysis.report(
      'FL1402',
      step.value.range,
      'This `switch` reads nothing, and so always takes the same case',
      'Write `${…}`',
    );
  const seen = new Set<string>();
  const ways = step.cases.map((each) => {
    for (const value of each.when) checkWhen(value, type, seen, scope, analysis);
    const way = scope.fork();
    return { way, ends: analysis.walk(each.do, way) };
  });
  const fallback = scope.fork();
  ways.push({ way: fallback, ends: analysis.walk(step.default ?? [], fallback) });
  return meet(scope, ways);
}

function checkWhen(value: Value, type: ValueType, seen: Set<string>, scope: Scope, analysis: Analysis): void {
  const own = checkValue(value, scope, analysis);
  if (!canEqual(own, type)) {
    const message = `This case never matches: the value is ${describeType(type)}, and this is ${describeType(own)}`;
    analysis.report(
      'FL1502',
      value.range,
      describeType(type) === describeType(own) ? 'This case never matches: the value is none that it can be' : message,
    );
  }
  if (value.kind !== 'literal') return;
  const key = JSON.stringify(sorted(value.value));
  if (seen.has(key)) analysis.report('FL1401', value.range, 'A case above takes this value already');
  seen.add(key);
}

function sorted(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Every branch runs; none sees another. */
export function checkParallel(
  step: ParallelStep,
  scope: Scope,
  analysis: Analysis,
): { readonly ends: Ends; readonly type: ValueType } {
  const ids = step.branches.map(idsOf);
  const owners = new Map<string, number>();
  const first = new Map<string, number>();
  for (const [index, set] of ids.entries()) for (const id of set) first.set(id, first.get(id) ?? index);
  for (const set of ids) for (const id of set) owners.set(id, (owners.get(id) ?? 0) + 1);
  const ends: boolean[] = [];
  const branches = step.branches.map((steps, index) => {
    const siblings = {
      has: (id: string) => (owners.get(id) ?? 0) > (ids[index]?.has(id) ? 1 : 0),
      hasBefore: (id: string) => (first.get(id) ?? index) < index,
    };
    const branch = scope.fork({ siblings });
    ends.push(analysis.walk(steps, branch));
    return branch;
  });
  const type = resultsOf(branches);
  scope.absorb(branches);
  return { ends: ends.includes(true), type };
}

function idsOf(steps: readonly Step[]): ReadonlySet<string> {
  const ids = new Set<string>();
  walkModel(steps, (step) => step.id !== undefined && ids.add(step.id));
  return ids;
}

/** A map of what steps have set: closed, with null for what may not have run. */
export function resultsOf(scopes: readonly Scope[]): ValueType {
  const found = scopes.flatMap((scope) => [...scope.own()]).filter(([, binding]) => binding.hasResult);
  const properties = found.map(([id, { type, isCertain }]) => [id, isCertain ? type : nullable(type)] as const);
  const required = found.filter(([, binding]) => binding.isCertain).map(([id]) => id);
  return { type: 'object', properties: Object.fromEntries(properties), required, additionalProperties: false };
}

/** Joins the ways that go on. */
function meet(scope: Scope, ways: readonly { readonly way: Scope; readonly ends: Ends }[]): Ends {
  const going = ways.filter(({ ends }) => !ends).map(({ way }) => way);
  // What stands behind is never reached; its names are checked as if all ways led to it.
  scope.join(going.length > 0 ? going : ways.map(({ way }) => way));
  return going.length === 0;
}
