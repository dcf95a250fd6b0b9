import { holdsExpression } from './expression/template.ts';
import { readText } from './fields.ts';
import type { SubflowStep } from './model.ts';
import { CALL_SYNONYMS, parseOutputNames, parseStepInputs } from './parse-call.ts';
import type { Reading, StepParser } from './reading.ts';
import { child, isText, type YamlNode } from './yaml-node.ts';

/** The subflow of a step whose problem was reported. */
export const BROKEN_SUBFLOW = '';

export const SUBFLOW_NAME = /^[\w-]+$/;

/** `subflow: Name`. */
export const SUBFLOW_STEP: StepParser = {
  keys: ['subflow', 'inputs', 'outputs'],
  synonyms: CALL_SYNONYMS,
  parse(map, base, reading): SubflowStep {
    const node = child(map, 'subflow') ?? map;
    return {
      ...base,
      kind: 'subflow',
      subflow: readSubflow(node, reading) ?? BROKEN_SUBFLOW,
      subflowRange: node.range,
      inputs: parseStepInputs(map, reading),
      outputs: parseOutputNames(map, reading),
    };
  },
};

/** A name, and no path: a flow never reaches outside of its project. */
function readSubflow(node: YamlNode, { report }: Reading): string | undefined {
  const name = readText(node, 'the name of a subflow', report);
  if (name === undefined || !isText(node) || holdsExpression(node.value)) return undefined;
  if (SUBFLOW_NAME.test(name)) return name;
  report(
    'FL1104',
    node.range,
    'A subflow is named by its `flow:`, or by the name of its folder or file',
    'Write the name alone, without a path and without `.yaml`',
  );
  return undefined;
}
