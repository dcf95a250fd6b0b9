/** `parallel`, `for_each` and `while`. */
import { readChoice, readList, readNumber, reportMissing, reportWrongKind } from './fields.ts';
import type { Value } from './model.ts';
import { type Named, readName } from './names.ts';
import { brokenCondition, parseCondition } from './parse-condition.ts';
import { brokenValue, parseValue } from './parse-value.ts';
import { addWords, forgetNames, type Reading, type StepParser } from './reading.ts';
import { child, isText, type YamlMap } from './yaml-node.ts';

export const DEFAULT_VARIABLE = 'item';
export const ITEM_ERRORS = ['fail', 'continue'] as const;

/** A branch is a step or a list of steps. */
export const PARALLEL_STEP: StepParser = {
  keys: ['parallel', 'max_concurrency'],
  parse(map, base, reading) {
    const node = child(map, 'parallel') ?? map;
    const list = readList(
      node,
      '`parallel`',
      reading.report,
      'Write a list of branches; a branch is a step or a list of steps',
    );
    if (list === undefined) forgetNames(node, reading.unreadable);
    const branches = (list?.items ?? []).map((item) => {
      return item.kind === 'list' ? reading.steps(item, 'a branch', reading) : reading.step(item, reading);
    });
    const maxConcurrency = readConcurrency(map, reading);
    return { ...base, kind: 'parallel', branches, ...(maxConcurrency !== undefined && { maxConcurrency }) };
  },
};

/** `for_each` + `as` + `do`. */
export const FOR_EACH_STEP: StepParser = {
  keys: ['for_each', 'as', 'do', 'max_concurrency', 'on_item_error'],
  parse(map, base, reading) {
    const { report } = reading;
    const body = child(map, 'do');
    if (body === undefined)
      reportMissing(map, 'do', { of: 'a `for_each`' }, report, 'Write the steps for each item: `do: […]`');
    const variable = readVariable(map, reading);
    const onItemError = child(map, 'on_item_error');
    return {
      ...base,
      kind: 'for_each',
      list: readListValue(map, reading),
      as: variable.name,
      asRange: variable.range,
      do: body ? reading.steps(body, '`do`', { ...reading, inLoop: true }) : [],
      maxConcurrency: readConcurrency(map, reading) ?? 1,
      onItemError: (onItemError && readChoice(onItemError, '`on_item_error`', ITEM_ERRORS, report)) ?? 'fail',
    };
  },
};

export const MAX_ITERATIONS = 1000;

/** `while` + `do`. */
export const WHILE_STEP: StepParser = {
  keys: ['while', 'do', 'max_iterations'],
  parse(map, base, reading) {
    const { report } = reading;
    const [condition, body, most] = [child(map, 'while'), child(map, 'do'), child(map, 'max_iterations')];
    if (body === undefined)
      reportMissing(map, 'do', { of: 'a `while`' }, report, 'Write the steps to repeat: `do: […]`');
    return {
      ...base,
      kind: 'while',
      condition: condition ? parseCondition(condition, '`while`', report) : brokenCondition(map.range),
      do: body ? reading.steps(body, '`do`', { ...reading, inLoop: true }) : [],
      maxIterations:
        (most && readNumber(most, { what: '`max_iterations`', integer: true, least: 1 }, report)) ?? MAX_ITERATIONS,
    };
  },
};

function readConcurrency(map: YamlMap, { report }: Reading): number | undefined {
  const node = child(map, 'max_concurrency');
  return node && readNumber(node, { what: '`max_concurrency`', integer: true, least: 1 }, report);
}

function readVariable(map: YamlMap, { report, unreadable }: Reading): Named {
  const node = child(map, 'as');
  const keyRange = map.entries.find((entry) => entry.key === 'for_each')?.keyRange ?? map.range;
  if (node === undefined) return { name: DEFAULT_VARIABLE, range: keyRange };
  const named = readName(node, 'the name of a loop variable', report);
  if (named === undefined) addWords(node, unreadable);
  return named ?? { name: DEFAULT_VARIABLE, range: node.range };
}

function readListValue(map: YamlMap, { report }: Reading): Value {
  const node = child(map, 'for_each') ?? map;
  const isTemplate = isText(node) && node.value.includes('${');
  if (node.kind === 'list' || isTemplate) {
    const value = parseValue(node, report);
    if (value.kind !== 'text' && value.kind !== 'literal') return value;
    if (node.kind === 'list') return value;
  }
  const hint = isText(node) && /^[\w.]+$/.test(node.value) ? `Write \`\${${node.value}}\`` : 'Write `${…}`, or a list';
  reportWrongKind(node, '`for_each`', 'a list', report, hint);
  return brokenValue(node.range);
}
