import { checkKeys, type KeySet, readMap, reportWrongKind } from './fields.ts';
import type { ExitStep, MapValue, StepBase, Value } from './model.ts';
import { parseMapValue, parseValue } from './parse-value.ts';
import type { Reading, StepParser } from './reading.ts';
import { child, isBroken, isNull, type YamlNode } from './yaml-node.ts';

export const EXIT_KEYS: KeySet = { of: '`exit`', keys: ['reason', 'outputs'] };

/** `exit: {reason, outputs}`, `exit: "reason"`, and `exit` alone. */
export const EXIT_STEP: StepParser = {
  keys: ['exit'],
  parse(map, base, reading) {
    return parseExit(child(map, 'exit') ?? map, base, reading);
  },
};

/** The word `exit` in place of a step. */
export function bareExit(node: YamlNode): ExitStep {
  return { kind: 'exit', range: node.range, dependsOn: [] };
}

function parseExit(node: YamlNode, base: StepBase, reading: Reading): ExitStep {
  if (isNull(node) || isBroken(node)) return { ...base, kind: 'exit' };
  if (node.kind !== 'map') return { ...base, kind: 'exit', ...withReason(node, '`exit`', reading) };
  checkKeys(node, EXIT_KEYS, reading.report);
  const reason = child(node, 'reason');
  return {
    ...base,
    kind: 'exit',
    ...(reason && withReason(reason, '`reason`', reading)),
    ...withOutputs(child(node, 'outputs'), reading),
  };
}

function withReason(node: YamlNode, what: string, { report }: Reading): { readonly reason?: Value } {
  if (node.kind === 'scalar' && typeof node.value === 'string') return { reason: parseValue(node, report) };
  const wanted = what === '`exit`' ? 'a reason, or a map' : 'a text';
  reportWrongKind(node, what, wanted, report, 'Write `exit: "reason"`, or `exit: {reason: …, outputs: {…}}`');
  return {};
}

function withOutputs(node: YamlNode | undefined, { report }: Reading): { readonly outputs?: MapValue } {
  const map = node && readMap(node, 'the `outputs` of an exit', report, 'Write the name of each output, and its value');
  return map ? { outputs: parseMapValue(map, report) } : {};
}
