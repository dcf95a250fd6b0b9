/** `if` + `then` and `switch`: the ways through a flow, and where they meet. */
import { knownWhenCondition } from '../expression/narrowing.ts';
import type { BranchStep, Json, SwitchStep, Value, ValueType } from '../model.ts';
import { canEqual, describeType, possibleValues } from '../value-type.ts';
import type { Analysis, Ends } from './analysis.ts';
import { checkCondition, checkValue } from './expressions.ts';
import { chance, type Fact, factOf } from './facts.ts';
import type { Scope } from './scope.ts';

/** Both ways of an `if`. */
export function checkBranch(step: BranchStep, scope: Scope, analysis: Analysis): Ends {
  checkCondition(step.condition, scope, analysis);
  const ways = [true, false].map((truth) => {
    const facts = [factOf(step.condition, truth, scope)];
    const way = scope.fork({ facts, known: knownWhenCondition(truth, step.condition) });
    return { way, ends: analysis.walk(truth ? step.then : step.else, way, analysis) };
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
  /** Below a value that is only known when the flow runs, no case is sure to have what it is for. */
  let isClear = true;
  const ways = step.cases.map((each) => {
    const facts = [isClear ? caseFact(step.value, each.when, seen, scope) : chance()];
    for (const value of each.when) checkWhen(value, type, seen, scope, analysis);
    isClear &&= each.when.every(({ kind }) => kind === 'literal');
    const way = scope.fork({ facts });
    return { way, ends: analysis.walk(each.do, way, analysis) };
  });
  const fallback = scope.fork({ facts: [chance()] });
  const takesAll = possibleValues(type)?.every((value) => seen.has(keyOf(value))) ?? false;
  if (takesAll) fallback.isReachable = false;
  const [first] = step.default ?? [];
  if (takesAll && first && scope.isReachable)
    analysis.report('FL1401', first.range, 'This default is never taken: the cases have every value', 'Remove it');
  const ends = analysis.walk(step.default ?? [], fallback, analysis);
  return meet(scope, takesAll ? ways : [...ways, { way: fallback, ends }]);
}

/** A case of one value that no case above takes is as good as a condition. */
function caseFact(value: Value, [when, other]: readonly Value[], seen: ReadonlySet<string>, scope: Scope): Fact {
  if (value.kind !== 'expression' || when?.kind !== 'literal' || other !== undefined) return chance();
  if (seen.has(keyOf(when.value))) return chance();
  const right = { kind: 'literal', value: when.value, range: when.range } as const;
  const { range } = when;
  const expression = { kind: 'binary', operator: '==', left: value.expression, right, range } as const;
  return factOf({ kind: 'test', expression, range }, true, scope);
}

function checkWhen(value: Value, type: ValueType, seen: Set<string>, scope: Scope, analysis: Analysis): void {
  const own = checkValue(value, scope, analysis);
  if (!canEqual(own, type)) {
    const message = `This case never matches: the value is ${describeType(type)}, and this is ${describeType(own)}`;
    analysis.report(
      'FL1502',
      value.range,
      describeType(type) === describeType(own) ? 'This case never matches: the value is none that it can be' : message,
      'Write a value that it can be, or remove the case',
    );
  }
  if (value.kind !== 'literal') return;
  const key = keyOf(value.value);
  if (seen.has(key)) analysis.report('FL1401', value.range, 'A case above takes this value already', 'Remove it');
  seen.add(key);
}

function keyOf(value: Json): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Joins the ways that go on. */
function meet(scope: Scope, ways: readonly { readonly way: Scope; readonly ends: Ends }[]): Ends {
  const going = ways.filter(({ ends }) => !ends).map(({ way }) => way);
  // What stands behind is never reached; its names are checked as if all ways led to it.
  scope.join(going.length > 0 ? going : ways.map(({ way }) => way));
  return going.length === 0;
}
