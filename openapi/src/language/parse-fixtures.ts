/** Reads a file of cases: what a flow is given, what its tasks answer, and how it is expected to end. */
import type { Diagnostic, Report } from './diagnostics.ts';
import { checkKeys, type KeySet, readData, readFlag, readList, readMap, readText, reportMissing } from './fields.ts';
import type { Json } from './model.ts';
import { Findings, type FlowSource } from './parse-source.ts';
import { placeOf } from './place.ts';
import { readRoot } from './read-yaml.ts';
import { child, entryOf, isText, type YamlMap, type YamlNode } from './yaml-node.ts';

export interface ExpectedError {
  readonly type?: string;
  /** A part of the message. */
  readonly message?: string;
  readonly step_id?: string;
}

/** What one call of a mocked task does. */
export interface MockAnswer {
  readonly returns?: Json;
  readonly throws?: { readonly type?: string; readonly message?: string; readonly retryable?: boolean };
  /** A length of time: `10s`. */
  readonly takes?: string | number;
}

/** The answers of a task, one for each call; or one for all. */
export type FixtureMock = MockAnswer | readonly MockAnswer[];

type Values = { readonly [name: string]: Json };

/** One case as its file has it. */
export interface FixtureCase {
  readonly name: string;
  /** Where it begins in its file, from 1. */
  readonly line: number;
  readonly inputs: Values;
  readonly mock_tasks: { readonly [task: string]: FixtureMock };
  /** What `wait_for` steps get, by the name of the event; a list is one payload for each, in order. */
  readonly send: Values;
  /** Of the outputs those that are named. */
  readonly expected_outputs?: Values;
  /** Undefined: true, unless an error is expected. */
  readonly expect_success?: boolean;
  readonly expected_error?: ExpectedError;
}

const CASE: KeySet = {
  of: 'a case',
  keys: ['name', 'inputs', 'mock_tasks', 'send', 'expected_outputs', 'expect_success', 'expected_error'],
  synonyms: { mocks: 'mock_tasks', outputs: 'expected_outputs', error: 'expected_error', success: 'expect_success' },
};
const ERROR: KeySet = {
  of: 'an expected error',
  keys: ['type', 'message', 'step_id'],
  synonyms: { step: 'step_id', name: 'type' },
};
const ANSWER: KeySet = { of: 'a mock', keys: ['returns', 'throws', 'takes'] };
const THROWN: KeySet = { of: 'what a mock throws', keys: ['type', 'message', 'retryable'] };

/** All cases that can be read; with a diagnostic, those are not to be run. */
export function parseFixtures(source: FlowSource): {
  readonly cases: readonly FixtureCase[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const findings = new Findings();
  const root = readRoot(source.text, findings.report, 'Start with `- name: …`');
  const hint = 'Start each case with `- name: …`';
  const list = root && readList(root, 'the file', findings.report, hint);
  const names = new Set<string>();
  const cases = (list?.items ?? []).flatMap((node) => {
    const map = readMap(node, 'a case', findings.report, hint);
    return map === undefined ? [] : readCase(map, names, source, findings.report);
  });
  return { cases, diagnostics: findings.sorted() };
}

function readCase(map: YamlMap, names: Set<string>, source: FlowSource, report: Report): FixtureCase | [] {
  checkKeys(map, CASE, report);
  const nameNode = child(map, 'name');
  if (nameNode === undefined) reportMissing(map, 'name', CASE, report);
  const name = nameNode && readText(nameNode, '`name`', report);
  if (nameNode !== undefined && name !== undefined && names.has(name)) {
    report('FL1106', nameNode.range, `Another case is called \`${name}\`, too`, 'Give each case a name of its own');
  }
  if (name !== undefined) names.add(name);
  const success = child(map, 'expect_success');
  const expectsSuccess = success && readFlag(success, '`expect_success`', report);
  const outputs = entryOf(map, 'expected_outputs');
  const error = entryOf(map, 'expected_error');
  if (error !== undefined && (outputs !== undefined || expectsSuccess === true)) {
    const other = outputs === undefined ? '`expect_success: true`' : '`expected_outputs`';
    report('FL1108', error.keyRange, `A case has either \`expected_error\` or ${other}`, 'Keep one of them');
  }
  const read = {
    line: placeOf(source, map.range.start).line,
    inputs: readValues(child(map, 'inputs'), '`inputs`', report),
    mock_tasks: readMocks(child(map, 'mock_tasks'), report),
    send: readValues(child(map, 'send'), '`send`', report),
    ...(outputs && { expected_outputs: readValues(outputs.value, '`expected_outputs`', report) }),
    ...(expectsSuccess !== undefined && { expect_success: expectsSuccess }),
    ...(error && { expected_error: readError(error.value, report) }),
  };
  return name === undefined ? [] : { name, ...read };
}

function readValues(node: YamlNode | undefined, what: string, report: Report): Values {
  const map = node && readMap(node, what, report);
  return map === undefined ? {} : (readData(map, report) as Values); // A map in, a map out.
}

/** A text is a part of the message, or the type. */
function readError(node: YamlNode, report: Report): ExpectedError {
  if (isText(node)) return /^[A-Z]\w*$/.test(node.value) ? { type: node.value } : { message: node.value };
  return readTexts(node, '`expected_error`', ERROR, report);
}

function readMocks(node: YamlNode | undefined, report: Report): FixtureCase['mock_tasks'] {
  const map = node && readMap(node, '`mock_tasks`', report, 'Write the name of a task and what it returns');
  return Object.fromEntries(
    (map?.entries ?? []).map(({ key, value }): [string, FixtureMock] => [
      key,
      value.kind === 'list' ? value.items.map((item) => readAnswer(item, report)) : readAnswer(value, report),
    ]),
  );
}

/** Whatever has none of the keys of an answer is what the task returns. */
function readAnswer(node: YamlNode, report: Report): MockAnswer {
  if (node.kind !== 'map' || !node.entries.some(({ key }) => ANSWER.keys.includes(key))) {
    return { returns: readData(node, report) };
  }
  checkKeys(node, ANSWER, report);
  const [returns, throws, takes] = ANSWER.keys.map((key) => child(node, key));
  return {
    ...(returns && { returns: readData(returns, report) }),
    ...(throws && { throws: readThrown(throws, report) }),
    ...(takes && readTime(takes, report)),
  };
}

function readTime(node: YamlNode, report: Report): Pick<MockAnswer, 'takes'> {
  if (node.kind === 'scalar' && typeof node.value === 'number') return { takes: node.value };
  const takes = readText(node, '`takes`', report);
  return takes === undefined ? {} : { takes };
}

function readThrown(node: YamlNode, report: Report): NonNullable<MockAnswer['throws']> {
  if (isText(node)) return { message: node.value };
  const texts = readTexts(node, '`throws`', THROWN, report);
  const flag = node.kind === 'map' ? child(node, 'retryable') : undefined;
  const retryable = flag && readFlag(flag, '`retryable`', report);
  return { ...texts, ...(retryable !== undefined && { retryable }) };
}

/** The keys of a map that hold a text. */
function readTexts(node: YamlNode, what: string, keys: KeySet, report: Report): { readonly [key: string]: string } {
  const map = readMap(node, what, report);
  if (map === undefined) return {};
  checkKeys(map, keys, report);
  const texts = map.entries.filter(({ key }) => keys.keys.includes(key) && key !== 'retryable');
  return Object.fromEntries(
    texts.flatMap(({ key, value }) => {
      const text = readText(value, `\`${key}\``, report);
      return text === undefined ? [] : [[key, text]];
    }),
  );
}
