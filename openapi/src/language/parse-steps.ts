/** Steps: the table of kinds, and what every step has. A new kind of step is a row and a parser. */
import { checkKeys, readList, readNumber, readText, reportLater, reportWrongKind } from './fields.ts';
import type { Step, StepBase } from './model.ts';
import { readName } from './names.ts';
import { IF_STEP, SWITCH_STEP } from './parse-branching.ts';
import { parseCondition } from './parse-condition.ts';
import { bareExit, EXIT_STEP } from './parse-exit.ts';
import { FOR_EACH_STEP, PARALLEL_STEP } from './parse-looping.ts';
import { BROKEN_TASK, TASK_STEP } from './parse-task-step.ts';
import { addWords, type Reading, type StepParser } from './reading.ts';
import { didYouMean } from './suggest.ts';
import { child, isBroken, isText, type YamlEntry, type YamlMap, type YamlNode } from './yaml-node.ts';

const KINDS: Readonly<Record<string, StepParser>> = {
  task: TASK_STEP,
  parallel: PARALLEL_STEP,
  switch: SWITCH_STEP,
  for_each: FOR_EACH_STEP,
  exit: EXIT_STEP,
};
const KIND_NAMES = Object.keys(KINDS);
const LATER_KINDS = ['while', 'subflow', 'fail', 'wait', 'wait_for'];
/** Built-ins of the connections' plugins, as `pg_query`. */
const CONNECTION_KIND = /^(pg|postgres|mysql|sqlite|mongo|redis|http|airtable|smtp|email|s3|slack|kafka)_[a-z_]+$/;

const STEP_KEYS = ['id', 'if', 'description', 'timeout', 'on_error'];
const LATER_STEP_KEYS = ['silent', 'depends_on'];
/** Keys of one kind, for whoever writes them on another. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  retry: '`retry` belongs to task steps',
  inputs: '`inputs` belong to task steps',
  outputs: '`outputs` belong to task steps',
  else: '`else` belongs to an `if` with `then`',
  do: '`do` belongs to `for_each` and to the cases of a `switch`',
};

/** A list of steps. */
export function parseSteps(node: YamlNode, what: string, reading: Reading): readonly Step[] {
  const list = readList(node, what, reading.report, 'Write a list of steps: `- task: Name`');
  if (list === undefined) collectNames(node, reading);
  return (list?.items ?? []).flatMap((item) => parseStep(item, reading));
}

/** One step. What cannot be read is a step of which nothing is known, so that its id can be referred to. */
export function parseStep(node: YamlNode, reading: Reading): readonly Step[] {
  if (isBroken(node)) return [];
  if (isText(node) && node.value === 'exit') return [bareExit(node)];
  if (node.kind !== 'map') {
    const hint = isText(node) ? `Write \`- task: ${node.value}\`` : 'Write `- task: Name`';
    reportWrongKind(node, 'a step', 'a map', reading.report, hint);
    return [];
  }
  const parser = findParser(node, reading);
  if (parser === undefined) return [brokenStep(node, reading)];
  const isBranch = parser === IF_STEP;
  const keys = [...parser.keys, ...STEP_KEYS.filter((key) => !parser.keys.includes(key))];
  const later = [...LATER_STEP_KEYS, ...(parser.later ?? [])];
  checkKeys(node, { of: describeKind(parser), keys, later, elsewhere: ELSEWHERE }, reading.report);
  return [parser.parse(node, parseBase(node, !isBranch, reading), reading)];
}

function findParser(map: YamlMap, { report }: Reading): StepParser | undefined {
  const isBranch = child(map, 'then') !== undefined;
  const kinds = map.entries.filter(({ key }) => key === 'then' || isKind(key));
  const [first, second] = kinds;
  if (first === undefined) return reportNoKind(map, report);
  if (second !== undefined) {
    const [one, other] = [first, second].map(({ key }) => `\`${key === 'then' ? 'if' : key}\``);
    report(
      'FL1107',
      second.keyRange,
      `A step is of one kind, but this one has ${one} and ${other}`,
      'Make two steps of it',
    );
    return undefined;
  }
  if (isBranch) return IF_STEP;
  if (Object.hasOwn(KINDS, first.key)) return KINDS[first.key];
  reportLater(`the step \`${first.key}\``, first.keyRange, report);
  return undefined;
}

function isKind(key: string): boolean {
  return Object.hasOwn(KINDS, key) || LATER_KINDS.includes(key) || CONNECTION_KIND.test(key);
}

function reportNoKind(map: YamlMap, report: Reading['report']): StepParser | undefined {
  const guard = map.entries.find(({ key }) => key === 'if');
  const unknown = map.entries.find(({ key }) => !STEP_KEYS.includes(key) && !key.startsWith('x-'));
  if (guard !== undefined && (unknown === undefined || unknown.key === 'else')) {
    report(
      'FL1102',
      guard.keyRange,
      'An `if` without `then` guards a step, but there is no step beside it',
      'Add `then: […]`, or `task: …`',
    );
    return undefined;
  }
  const list = [...KIND_NAMES, 'if'].map((kind) => `\`${kind}\``).join(', ');
  const range = unknown?.keyRange ?? { start: map.range.start, end: map.entries[0]?.keyRange.end ?? map.range.end };
  const message =
    unknown === undefined ? 'This step says nothing to do' : `There is no kind of step \`${unknown.key}\``;
  report(
    'FL1107',
    range,
    message,
    didYouMean(unknown?.key ?? '', [...KIND_NAMES, ...LATER_KINDS], `A step has one of ${list}`),
  );
  return undefined;
}

function parseBase(map: YamlMap, hasGuard: boolean, reading: Reading): StepBase {
  const { report } = reading;
  const read = <Result>(key: string, reader: (node: YamlNode) => Result): Result | undefined => {
    const node = child(map, key);
    return node && reader(node);
  };
  const id = read('id', (node) => readId(node, reading));
  const guard = hasGuard ? read('if', (node) => parseCondition(node, '`if`', report)) : undefined;
  const description = read('description', (node) => readText(node, '`description`', report));
  const timeout = read('timeout', (node) =>
    readNumber(node, { what: '`timeout`, in seconds,', least: 0, above: true }, report),
  );
  const onError = read('on_error', (node) => parseHandler(node, reading));
  return {
    range: map.range,
    ...(id && { id: id.name, idRange: id.range }),
    ...(guard && { guard }),
    ...(description !== undefined && { description }),
    ...(timeout !== undefined && { timeout }),
    ...(onError && { onError }),
  };
}

function readId(node: YamlNode, reading: Reading): ReturnType<typeof readName> {
  if (reading.inLoop && isText(node) && node.value.includes('${')) {
    reportLater('an id with `${…}`', node.range, reading.report);
    return undefined;
  }
  const named = readName(node, 'an id', reading.report);
  if (named === undefined) addWords(node, reading.unreadable);
  return named;
}

/** A list, one step, or `{steps: […]}`. */
function parseHandler(node: YamlNode, reading: Reading): readonly Step[] {
  const steps = node.kind === 'map' ? child(node, 'steps') : undefined;
  if (node.kind === 'map' && steps !== undefined) {
    checkKeys(node, { of: '`on_error`', keys: ['steps'] }, reading.report);
    return parseSteps(steps, '`steps`', reading);
  }
  const isOne = node.kind === 'map' || (isText(node) && node.value === 'exit');
  return isOne ? parseStep(node, reading) : parseSteps(node, '`on_error`', reading);
}

function brokenStep(map: YamlMap, reading: Reading): Step {
  const id = child(map, 'id');
  const named = id && readName(id, 'an id', reading.report);
  collectNames(map, reading);
  const { range } = map;
  return {
    kind: 'task',
    task: BROKEN_TASK,
    taskRange: range,
    inputs: { kind: 'map', range, entries: [] },
    outputs: [],
    range,
    ...(named && { id: named.name, idRange: named.range }),
  };
}

/** The ids below a step that is not read further: a reference to one of them is no second mistake. */
function collectNames(node: YamlNode, reading: Reading): void {
  if (node.kind === 'list') for (const item of node.items) collectNames(item, reading);
  if (node.kind !== 'map') return;
  for (const entry of node.entries) {
    if (entry.key === 'id') addWords(entry.value, reading.unreadable);
    else if (mayHoldSteps(entry)) collectNames(entry.value, reading);
  }
}

function mayHoldSteps({ key }: YamlEntry): boolean {
  return key !== 'inputs' && key !== 'params';
}

function describeKind(parser: StepParser): string {
  const kind = KIND_NAMES.find((name) => KINDS[name] === parser);
  return kind === undefined ? 'an `if` step' : `a \`${kind}\` step`;
}
