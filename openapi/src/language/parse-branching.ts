/** `if` + `then`, and `switch`. */
import { hasUnknownKey, type KeySet, readList, readMap, reportMissing } from './fields.ts';
import type { Step, SwitchCase } from './model.ts';
import { brokenCondition, parseCondition } from './parse-condition.ts';
import { brokenValue, parseValue } from './parse-value.ts';
import { checkStepKeys, forgetNames, type Reading, type StepParser } from './reading.ts';
import { child, entryOf, type YamlEntry, type YamlMap } from './yaml-node.ts';

/** A map with `if` and `then`; `if` on any other step is a guard. */
export const IF_STEP: StepParser = {
  keys: ['if', 'then', 'else'],
  parse(map, base, reading) {
    const [condition, then, otherwise] = [child(map, 'if'), child(map, 'then'), child(map, 'else')];
    if (condition === undefined) reportMissing(map, 'if', { of: 'a step with `then`' }, reading.report);
    if (then === undefined)
      reportMissing(map, 'then', { of: 'an `if`' }, reading.report, 'Write `then: []` if there is nothing to do');
    return {
      ...base,
      kind: 'if',
      condition: condition ? parseCondition(condition, '`if`', reading.report) : brokenCondition(map.range),
      // biome-ignore lint/suspicious/noThenProperty: it is the model's word
      then: then ? reading.steps(then, '`then`', reading) : [],
      else: otherwise ? reading.steps(otherwise, '`else`', reading) : [],
    };
  },
};

/** The default may stand among the cases or beside them; it is tried last in any case. */
export const SWITCH_STEP: StepParser = {
  keys: ['switch', 'cases', 'default'],
  parse(map, base, reading) {
    const { report } = reading;
    const value = child(map, 'switch');
    const casesNode = child(map, 'cases');
    if (casesNode === undefined)
      reportMissing(map, 'cases', { of: 'a `switch`' }, report, 'Write a list of `- when: …` with `do: […]`');
    const cases: SwitchCase[] = [];
    const beside = entryOf(map, 'default');
    let fallback = beside && reading.steps(beside.value, '`default`', reading);
    const list = casesNode && readList(casesNode, '`cases`', report);
    if (casesNode !== undefined && list === undefined) forgetNames(casesNode, reading.unreadable);
    for (const item of list?.items ?? []) {
      const each = readMap(item, 'a case', report, 'Write `- when: …` with `do: […]`');
      const inside = each && defaultEntry(each);
      if (each === undefined) {
        forgetNames(item, reading.unreadable);
        continue;
      }
      if (inside === undefined) {
        cases.push(parseCase(each, reading));
        continue;
      }
      checkStepKeys(each, DEFAULT_KEYS, reading);
      if (fallback !== undefined)
        report('FL1108', inside.keyRange, 'This `switch` has another default', 'Keep one of them');
      const steps = reading.steps(inside.value, '`default`', reading);
      fallback ??= steps;
    }
    return {
      ...base,
      kind: 'switch',
      value: value ? parseValue(value, report) : brokenValue(map.range),
      cases,
      ...(fallback && { default: fallback }),
    };
  },
};

export const DEFAULT_KEYS: KeySet = {
  of: 'the default among the cases',
  keys: ['default'],
  synonyms: { otherwise: 'default', else: 'default' },
};

/** The default among the cases, also where it is called as other languages call it. */
function defaultEntry(map: YamlMap): YamlEntry | undefined {
  const isCase = child(map, 'when') !== undefined || child(map, 'do') !== undefined;
  return entryOf(map, 'default') ?? (isCase ? undefined : (entryOf(map, 'otherwise') ?? entryOf(map, 'else')));
}

export const CASE_KEYS: KeySet = {
  of: 'a case',
  keys: ['when', 'do'],
  // biome-ignore lint/suspicious/noThenProperty: it is an author's word
  synonyms: { then: 'do', case: 'when', steps: 'do' },
};

function parseCase(map: YamlMap, reading: Reading): SwitchCase {
  const { report } = reading;
  checkStepKeys(map, CASE_KEYS, reading);
  const [when, steps] = [child(map, 'when'), child(map, 'do')];
  const isMeant = hasUnknownKey(map, CASE_KEYS);
  if (when === undefined && !isMeant) reportMissing(map, 'when', CASE_KEYS, report);
  if (steps === undefined && !isMeant)
    reportMissing(map, 'do', CASE_KEYS, report, 'Write `do: []` if there is nothing to do');
  if (when?.kind === 'list' && when.items.length === 0) {
    report('FL1109', when.range, 'A case without values never matches', 'Name a value, or write `default`');
  }
  const values = when?.kind === 'list' ? when.items : when ? [when] : [];
  const body: readonly Step[] = steps ? reading.steps(steps, '`do`', reading) : [];
  return { when: values.map((value) => parseValue(value, report)), do: body, range: map.range };
}
