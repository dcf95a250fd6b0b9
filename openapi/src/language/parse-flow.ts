/** The root of flow.yaml. */
import type { Report } from './diagnostics.ts';
import { type KeySet, readChoice, readFlag, readText, readTexts, reportMissing } from './fields.ts';
import type { Flow, Input, Output, Step } from './model.ts';
import { readFlowName } from './names.ts';
import { readTimeout } from './parse-base.ts';
import { parseConnections, parseTriggers } from './parse-connections.ts';
import { parseHandler } from './parse-handler.ts';
import { parseInputs } from './parse-inputs.ts';
import { parseOutputs } from './parse-outputs.ts';
import { parseStep, parseSteps } from './parse-steps.ts';
import { addWords, checkStepKeys, type Reading } from './reading.ts';
import { child, type YamlMap, type YamlNode } from './yaml-node.ts';

export const FLOW_KEYS: KeySet = {
  of: 'a flow',
  keys: [
    'flow',
    'version',
    'description',
    'tags',
    'inputs',
    'outputs',
    'connections',
    'triggers',
    'steps',
    'on_error',
    'on_cancel',
    'timeout',
    'silent',
    'events',
  ],
  synonyms: { tasks: 'steps' },
  elsewhere: { name: 'The name of a flow is its `flow:`' },
};

export const EVENTS = ['full', 'status'] as const;

/** A flow as far as it can be read, and what of it cannot. */
export interface ParsedFlow {
  readonly flow: Flow;
  /** The flow's name, if it can be read. */
  readonly name: string | undefined;
  /** Names that stand for something unreadable; `inputs` where not all inputs have a name. */
  readonly unreadable: ReadonlySet<string>;
}

/** Reads all of it; what is wrong is reported, and the rest is there. */
export function parseFlow(root: YamlMap, report: Report): ParsedFlow {
  const unreadable = new Set<string>();
  const reading: Reading = { report, inLoop: false, unreadable, steps: parseSteps, step: parseStep };
  checkStepKeys(root, FLOW_KEYS, reading);
  const nameNode = child(root, 'flow');
  if (nameNode === undefined && child(root, 'name') === undefined)
    reportMissing(root, 'flow', FLOW_KEYS, report, 'Write `flow: MyFlow`');
  const named = nameNode && readFlowName(nameNode, report);
  const read = <Result>(key: string, reader: (node: YamlNode) => Result): Result | undefined => {
    const node = child(root, key);
    return node && reader(node);
  };
  const forget = (name: YamlNode | undefined) => {
    unreadable.add('inputs');
    addWords(name, unreadable);
  };
  const version = read('version', (node) => readText(node, '`version`', report));
  const description = read('description', (node) => readText(node, '`description`', report));
  const tags = read('tags', (node) => readTexts(node, '`tags`', report).map((tag) => tag.value));
  const inputs: readonly Input[] = read('inputs', (node) => parseInputs(node, report, forget)) ?? [];
  const outputs: readonly Output[] = read('outputs', (node) => parseOutputs(node, report)) ?? [];
  const connections = read('connections', (node) => parseConnections(node, report, unreadable)) ?? [];
  const triggers = read('triggers', (node) => parseTriggers(node, report)) ?? [];
  const onError: readonly Step[] | undefined = read('on_error', (node) => parseHandler(node, '`on_error`', reading));
  const onCancel: readonly Step[] | undefined = read('on_cancel', (node) => parseHandler(node, '`on_cancel`', reading));
  const timeout = read('timeout', (node) => readTimeout(node, reading));
  const silent = read('silent', (node) => readFlag(node, '`silent`', report)) ?? false;
  const events = read('events', (node) => readChoice(node, '`events`', EVENTS, report)) ?? 'full';
  const steps: readonly Step[] | undefined = read('steps', (node) => parseSteps(node, '`steps`', reading));
  if (steps === undefined)
    reportMissing(root, 'steps', FLOW_KEYS, report, 'Write `steps: []` if there is nothing to do yet');
  const flow: Flow = {
    name: named?.name ?? '',
    nameRange: nameNode?.range ?? root.range,
    range: root.range,
    ...(version !== undefined && { version }),
    ...(description !== undefined && { description }),
    tags: tags ?? [],
    inputs,
    outputs,
    connections,
    triggers,
    steps: steps ?? [],
    ...(onError && { onError }),
    ...(onCancel && { onCancel }),
    ...(timeout !== undefined && { timeout }),
    silent,
    events,
  };
  return { flow, name: named?.name, unreadable };
}
