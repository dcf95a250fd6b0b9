import { checkKeys } from './fields.ts';
import type { Step } from './model.ts';
import type { Reading } from './reading.ts';
import { child, isText, type YamlNode } from './yaml-node.ts';

/** `on_error` and `on_cancel`: a list, one step, or `{steps: […]}`. */
export function parseHandler(node: YamlNode, what: string, reading: Reading): readonly Step[] {
  const steps = node.kind === 'map' ? child(node, 'steps') : undefined;
  if (node.kind === 'map' && steps !== undefined) {
    checkKeys(node, { of: what, keys: ['steps'] }, reading.report);
    return reading.steps(steps, '`steps`', reading);
  }
  const isOne = node.kind === 'map' || (isText(node) && node.value === 'exit');
  return isOne ? reading.step(node, reading) : reading.steps(node, what, reading);
}
