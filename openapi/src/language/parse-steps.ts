/** Steps: the table of kinds. A new kind of step is a row and a parser. */

import { CONNECTION_KINDS, isConnectionKind } from './connection-kinds.ts';
import { respellAt } from './edits.ts';
import { type KeySet, readList, reportWrongKind } from './fields.ts';
import type { Step } from './model.ts';
import { parseBase, readId, STEP_KEYS } from './parse-base.ts';
import { IF_STEP, SWITCH_STEP } from './parse-branching.ts';
import { connectionBody, connectionStep, parseParameters } from './parse-connection-step.ts';
import { bareExit, EXIT_STEP } from './parse-exit.ts';
import { FAIL_STEP } from './parse-fail.ts';
import { FOR_EACH_STEP, PARALLEL_STEP, WHILE_STEP } from './parse-looping.ts';
import { SUBFLOW_STEP } from './parse-subflow.ts';
import { BROKEN_TASK, TASK_STEP } from './parse-task-step.ts';
import { WAIT_FOR_STEP, WAIT_STEP } from './parse-waiting.ts';
import { checkStepKeys, forgetNames, type Reading, type StepParser } from './reading.ts';
import { didYouMean, respellKeyword } from './suggest.ts';
import { child, isBroken, isText, type YamlEntry, type YamlMap, type YamlNode } from './yaml-node.ts';

export const KINDS: Readonly<Record<string, StepParser>> = {
  task: TASK_STEP,
  parallel: PARALLEL_STEP,
  switch: SWITCH_STEP,
  for_each: FOR_EACH_STEP,
  while: WHILE_STEP,
  subflow: SUBFLOW_STEP,
  exit: EXIT_STEP,
  fail: FAIL_STEP,
  wait: WAIT_STEP,
  wait_for: WAIT_FOR_STEP,
};
const KIND_NAMES = Object.keys(KINDS);

/** Keys of one kind, for whoever writes them on another. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  retry: '`retry` belongs to task steps',
  inputs: '`inputs` belong to task steps and subflows',
  outputs: '`outputs` belong to task steps and subflows',
  connection: '`connection` belongs to task steps',
  else: '`else` belongs to an `if` with `then`',
  do: '`do` belongs to `for_each`, to `while` and to the cases of a `switch`',
  max_iterations: '`max_iterations` belongs to `while`',
  max_concurrency: '`max_concurrency` belongs to `parallel` and `for_each`',
  schema: '`schema` belongs to `wait_for`',
};

/** A list of steps. */
export function parseSteps(node: YamlNode, what: string, reading: Reading): readonly Step[] {
  const list = readList(node, what, reading.report, 'Write a list of steps: `- task: Name`');
  if (list === undefined) forgetNames(node, reading.unreadable);
  return (list?.items ?? []).flatMap((item) => parseStep(item, reading));
}

/** One step. What cannot be read is a step of which nothing is known, so that its id can be referred to. */
export function parseStep(node: YamlNode, reading: Reading): readonly Step[] {
  if (isBroken(node)) return [];
  if (isText(node) && node.value === 'exit') return [bareExit(node)];
  if (node.kind !== 'map') {
    const hint = isText(node) ? `Write \`- task: ${node.value}\`` : 'Write `- task: Name`';
    reportWrongKind(node, 'a step', 'a map', reading.report, hint);
    forgetNames(node, reading.unreadable);
    return [];
  }
  const kind = findKind(node, reading);
  if (kind === undefined) return [brokenStep(node, reading)];
  if (isConnectionKind(kind.key)) return [parseConnection(node, kind, reading)];
  const parser = kind.key === 'then' ? IF_STEP : KINDS[kind.key];
  if (parser === undefined) return [brokenStep(node, reading)];
  checkStepKeys(node, keysOf(kind.key, parser), reading);
  return [parser.parse(node, parseBase(node, parser !== IF_STEP, reading), reading)];
}

const keySets = new Map<string, KeySet>();

function keysOf(kind: string, parser: StepParser): KeySet {
  const known = keySets.get(kind);
  if (known !== undefined) return known;
  const keys = [...parser.keys, ...STEP_KEYS.filter((key) => !parser.keys.includes(key))];
  const { synonyms } = parser;
  const set = { of: describeKind(kind), keys, elsewhere: ELSEWHERE, ...(synonyms && { synonyms }) };
  keySets.set(kind, set);
  return set;
}

function parseConnection(map: YamlMap, { key, keyRange }: YamlEntry, reading: Reading): Step {
  const body = connectionBody(map, key, reading);
  if (body === undefined) return brokenStep(map, reading);
  const base = { ...parseBase(body, true, reading), range: map.range };
  return connectionStep(body, { name: key, range: keyRange }, parseParameters(body, STEP_KEYS, reading), base, reading);
}

/** The entry that says what the step is: of an `if` step its `then`. */
function findKind(map: YamlMap, { report }: Reading): YamlEntry | undefined {
  const [first, second] = map.entries.filter(({ key }) => key === 'then' || isKind(key));
  if (first === undefined) return reportNoKind(map, report);
  if (second === undefined) return first;
  const [one, other] = [first, second].map(({ key }) => `\`${key === 'then' ? 'if' : key}\``);
  report(
    'FL1107',
    second.keyRange,
    `A step is of one kind, but this one has ${one} and ${other}`,
    'Make two steps of it',
  );
  return undefined;
}

function isKind(key: string): boolean {
  return Object.hasOwn(KINDS, key) || isConnectionKind(key);
}

function reportNoKind(map: YamlMap, report: Reading['report']): undefined {
  if (map.isPartial) return undefined;
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
  if (guard !== undefined && unknown !== undefined && ['do', 'steps'].includes(unknown.key)) {
    report('FL1107', range, message, 'Did you mean `then`?', respellAt(unknown.keyRange, unknown.key, 'then'));
    return undefined;
  }
  const names = [...KIND_NAMES, ...CONNECTION_KINDS];
  const fix = unknown && respellKeyword(unknown.key, unknown.keyRange, names);
  report('FL1107', range, message, didYouMean(unknown?.key ?? '', names, `A step has one of ${list}`), fix);
  return undefined;
}

function brokenStep(map: YamlMap, reading: Reading): Step {
  const id = child(map, 'id');
  forgetNames(map, reading.unreadable);
  const { range } = map;
  return {
    kind: 'task',
    task: BROKEN_TASK,
    taskRange: range,
    inputs: { kind: 'map', range, entries: [] },
    outputs: [],
    range,
    ...(id && readId(id, reading)),
    dependsOn: [],
  };
}

function describeKind(key: string): string {
  if (key === 'then') return 'an `if` step';
  return key === 'exit' ? 'an `exit` step' : `a \`${key}\` step`;
}
