/** `wait` and `wait_for`. */
import { holdsExpression } from './expression/template.ts';
import { checkKeys, hasUnknownKey, type KeySet, reportMissing, reportWrongKind } from './fields.ts';
import type { StepBase, Value, WaitForStep, WaitStep } from './model.ts';
import { isName, misnamed } from './names.ts';
import { parseSchema } from './parse-schema.ts';
import { brokenValue, parseValue } from './parse-value.ts';
import type { Reading, StepParser } from './reading.ts';
import { parseTime } from './time.ts';
import { child, isBroken, isText, type YamlMap, type YamlNode } from './yaml-node.ts';

export const WAIT_KEYS: KeySet = {
  of: '`wait`',
  keys: ['seconds', 'until'],
  elsewhere: { event: 'To wait for an event, write `wait_for: name`' },
};

/** `wait: 5`, and `wait: {until: …}`. */
export const WAIT_STEP: StepParser = {
  keys: ['wait'],
  parse(map, base, reading) {
    const node = child(map, 'wait') ?? map;
    if (node.kind !== 'map') return { ...base, kind: 'wait', seconds: readSeconds(node, '`wait`', reading) };
    return parseWaitMap(node, base, reading);
  },
};

function parseWaitMap(map: YamlMap, base: StepBase, reading: Reading): WaitStep {
  const { report } = reading;
  checkKeys(map, WAIT_KEYS, report);
  const [seconds, until] = [child(map, 'seconds'), child(map, 'until')];
  if (seconds !== undefined && until !== undefined) {
    report('FL1108', until.range, '`until` stands beside `seconds`: a wait has one end', 'Keep one of them');
  }
  if (until !== undefined) return { ...base, kind: 'wait', until: readTime(until, reading) };
  if (seconds !== undefined) return { ...base, kind: 'wait', seconds: readSeconds(seconds, '`seconds`', reading) };
  // Another key was reported, and says it all.
  if (!hasUnknownKey(map, WAIT_KEYS))
    reportMissing(
      map,
      'until',
      WAIT_KEYS,
      report,
      'Write `wait: 5` for five seconds, or `wait: {until: …}` with a time',
    );
  return { ...base, kind: 'wait', seconds: brokenValue(map.range) };
}

function readSeconds(node: YamlNode, what: string, { report }: Reading): Value {
  const isTemplate = isText(node) && holdsExpression(node.value);
  const isNumber = node.kind === 'scalar' && typeof node.value === 'number';
  if (!isTemplate && !isNumber && !isBroken(node)) {
    const hint = isText(node) ? 'Write the number without a unit and without quotes: `wait: 5`' : undefined;
    reportWrongKind(node, what, 'a number of seconds', report, hint);
    return brokenValue(node.range);
  }
  const value = parseValue(node, report);
  if (value.kind === 'literal' && typeof value.value === 'number' && value.value < 0) {
    report('FL1109', node.range, 'A wait cannot be negative', 'Write a number of seconds, 0 or more');
  }
  return value;
}

function readTime(node: YamlNode, { report }: Reading): Value {
  if (!isText(node)) {
    reportWrongKind(node, '`until`', 'a time', report, 'Write a time as `2026-01-31T09:00:00Z`, or `${…}`');
    return brokenValue(node.range);
  }
  const value = parseValue(node, report);
  const isTime = value.kind !== 'literal' || (typeof value.value === 'string' && parseTime(value.value) !== undefined);
  if (isTime) return value;
  report(
    'FL1109',
    node.range,
    '`until` is no time of ISO 8601 with a time zone',
    'Write it as `2026-01-31T09:00:00Z`, or with an offset: `+01:00`',
  );
  return brokenValue(node.range);
}

/** `wait_for: event`. Its time limit is the `timeout` that every step may have. */
export const WAIT_FOR_STEP: StepParser = {
  keys: ['wait_for', 'schema'],
  parse(map, base, reading): WaitForStep {
    const node = child(map, 'wait_for') ?? map;
    const schema = child(map, 'schema');
    return {
      ...base,
      kind: 'wait_for',
      event: readEvent(node, reading),
      ...(schema && { schema: parseSchema(schema, reading.report) }),
    };
  },
};

/** The name stands in a path of the API. */
function readEvent(node: YamlNode, { report }: Reading): Value {
  if (!isText(node)) {
    const hint = node.kind === 'map' ? 'Write `wait_for: name`, with `timeout` and `schema` beside it' : undefined;
    reportWrongKind(node, '`wait_for`', 'the name of an event', report, hint);
    return brokenValue(node.range);
  }
  const value = parseValue(node, report);
  if (value.kind !== 'literal' || (typeof value.value === 'string' && isName(value.value))) return value;
  report('FL1104', node.range, misnamed(node.value, 'the name of an event'), 'Write `wait_for: approval`');
  return brokenValue(node.range);
}
