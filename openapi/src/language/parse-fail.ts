import { checkKeys, hasUnknownKey, type KeySet, reportMissing, reportWrongKind } from './fields.ts';
import type { FailStep, Value } from './model.ts';
import { brokenValue, parseValue } from './parse-value.ts';
import type { Reading, StepParser } from './reading.ts';
import { child, isBroken, isText, type YamlNode } from './yaml-node.ts';

export const FAIL_KEYS: KeySet = { of: '`fail`', keys: ['message', 'type'] };
const HINT = 'Write `fail: {message: …}`';

/** `fail: {message, type?}`, and `fail: "message"`. */
export const FAIL_STEP: StepParser = {
  keys: ['fail'],
  parse(map, base, reading): FailStep {
    const node = child(map, 'fail') ?? map;
    if (node.kind !== 'map') return { ...base, kind: 'fail', message: readMessage(node, '`fail`', reading) };
    checkKeys(node, FAIL_KEYS, reading.report);
    const [message, type] = [child(node, 'message'), child(node, 'type')];
    if (message === undefined && !hasUnknownKey(node, FAIL_KEYS))
      reportMissing(node, 'message', FAIL_KEYS, reading.report, HINT);
    return {
      ...base,
      kind: 'fail',
      message: message ? readMessage(message, '`message`', reading) : brokenValue(node.range),
      ...(type && { type: readMessage(type, '`type`', reading) }),
    };
  },
};

function readMessage(node: YamlNode, what: string, { report }: Reading): Value {
  if (isText(node)) return parseValue(node, report);
  if (!isBroken(node)) reportWrongKind(node, what, what === '`fail`' ? 'a message, or a map' : 'a text', report, HINT);
  return brokenValue(node.range);
}
