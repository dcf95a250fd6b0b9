import { readList, readMap } from './fields.ts';
import type { MapValue } from './model.ts';
import { Names, readLabel, readTaskName } from './names.ts';
import { parseRetry } from './parse-retry.ts';
import { parseMapValue } from './parse-value.ts';
import type { Reading, StepParser } from './reading.ts';
import { child, type YamlMap } from './yaml-node.ts';

/** The task of a step whose problem was reported: nothing is known of it, and nothing more is said of it. */
export const BROKEN_TASK = '';

/** `task: Name`. */
export const TASK_STEP: StepParser = {
  keys: ['task', 'inputs', 'outputs', 'retry'],
  later: ['connection'],
  parse(map, base, reading) {
    const { report } = reading;
    const nameNode = child(map, 'task') ?? map;
    const named = readTaskName(nameNode, report);
    const retryNode = child(map, 'retry');
    const retry = retryNode && parseRetry(retryNode, report);
    return {
      ...base,
      kind: 'task',
      task: named?.name ?? BROKEN_TASK,
      taskRange: nameNode.range,
      inputs: parseTaskInputs(map, reading),
      outputs: parseTaskOutputs(map, reading),
      ...(retry && { retry }),
    };
  },
};

function parseTaskInputs(map: YamlMap, { report }: Reading): MapValue {
  const node = child(map, 'inputs');
  const inputs = node && readMap(node, 'the `inputs` of a step', report, 'Write the name of each input, and its value');
  if (inputs !== undefined) return parseMapValue(inputs, report);
  return { kind: 'map', range: node?.range ?? map.range, entries: [] };
}

function parseTaskOutputs(map: YamlMap, { report }: Reading): readonly string[] {
  const node = child(map, 'outputs');
  const list = node && readList(node, 'the `outputs` of a step', report, 'Write a list of names: `outputs: [total]`');
  const names = new Names('output of this step', report);
  return (list?.items ?? []).flatMap((item) => {
    const named = readLabel(item, 'the name of an output', report);
    return named !== undefined && names.take(named) ? [named.name] : [];
  });
}
