/** What all steps that call something have: inputs, names of outputs, a connection. */
import { mayBeThere, readList, readMap } from './fields.ts';
import type { MapValue, Name } from './model.ts';
import { Names, readLabel, readName } from './names.ts';
import { parseMapValue } from './parse-value.ts';
import type { Reading } from './reading.ts';
import { child, type YamlMap } from './yaml-node.ts';

/** What other tools call the inputs of a step. */
export const CALL_SYNONYMS = {
  with: 'inputs',
  params: 'inputs',
  parameters: 'inputs',
  args: 'inputs',
  arguments: 'inputs',
} as const;

export function parseStepInputs(map: YamlMap, { report }: Reading): MapValue {
  const node = child(map, 'inputs');
  const inputs = node && readMap(node, 'the `inputs` of a step', report, 'Write the name of each input, and its value');
  if (inputs !== undefined) return parseMapValue(inputs, report);
  const isPartial = node !== undefined || mayBeThere(map, 'inputs', CALL_SYNONYMS);
  return { kind: 'map', range: node?.range ?? map.range, entries: [], ...(isPartial && { isPartial }) };
}

export function parseOutputNames(map: YamlMap, { report }: Reading): readonly Name[] {
  const node = child(map, 'outputs');
  const list = node && readList(node, 'the `outputs` of a step', report, 'Write a list of names: `outputs: [total]`');
  const names = new Names('output of this step', report);
  return (list?.items ?? []).flatMap((item) => {
    const named = readLabel(item, 'the name of an output', report);
    return named !== undefined && names.take(named) ? [named] : [];
  });
}

/** The connection of a step whose problem was reported. */
export const BROKEN_CONNECTION = '';

export function readConnection(map: YamlMap, { report }: Reading): Name | undefined {
  const node = child(map, 'connection');
  return node && (readName(node, 'the name of a connection', report) ?? { name: BROKEN_CONNECTION, range: node.range });
}
