import type { Report } from './diagnostics.ts';
import { checkKeys, type KeySet, readData, readFlag, readList, readMap, readText, reportMissing } from './fields.ts';
import type { Input, Json, ValueType } from './model.ts';
import { type Named, Names, readName, TRIGGER_INPUTS } from './names.ts';
import { parseDefinition, requireType, TYPE_KEYS } from './parse-definition.ts';
import { checkDefault, checkExample, parseSchema } from './parse-schema.ts';
import { child, entryOf, isText, type YamlMap, type YamlNode } from './yaml-node.ts';

export const INPUT_KEYS: KeySet = {
  of: 'an input',
  keys: [
    'name',
    'type',
    'required',
    'default',
    'description',
    'example',
    'schema',
    'sensitive',
    ...TYPE_KEYS.filter((key) => key !== 'type'),
  ],
  elsewhere: { value: 'An output has a value; an input has a `default`', examples: 'Did you mean `example`?' },
};

/**
 * `inputs:`. An input that cannot be read still counts by its name, with any type; `unreadable` is called where not even
 * the name can be read.
 */
export function parseInputs(
  node: YamlNode,
  report: Report,
  unreadable: (name: YamlNode | undefined) => void,
): readonly Input[] {
  if (node.kind !== 'list') unreadable(undefined);
  const names = new Names('input', report);
  const list = readList(node, '`inputs`', report, 'Write a list: `- name: order_id`, with `type: string` below');
  return (list?.items ?? []).flatMap((item) => parseInput(item, names, report, unreadable) ?? []);
}

function parseInput(
  node: YamlNode,
  names: Names,
  report: Report,
  unreadable: (name: YamlNode | undefined) => void,
): Input | undefined {
  const hint = isText(node) ? `Write \`- name: ${node.value}\`, with \`type: string\` below` : undefined;
  const map = readMap(node, 'an input', report, hint);
  if (map === undefined) {
    unreadable(node);
    return undefined;
  }
  checkKeys(map, INPUT_KEYS, report);
  const named = readInputName(map, report);
  if (named === undefined) unreadable(child(map, 'name'));
  const schema = parseType(map, report);
  if (named === undefined || !names.take(named)) return undefined;
  return { name: named.name, required: isRequired(map, schema, report), schema, range: map.range };
}

function readInputName(map: YamlMap, report: Report): Named | undefined {
  const node = child(map, 'name');
  if (node === undefined) {
    reportMissing(map, 'name', INPUT_KEYS, report);
    return undefined;
  }
  const named = readName(node, 'the name of an input', report);
  if (named === undefined || !TRIGGER_INPUTS.has(named.name)) return named;
  report(
    'FL1105',
    named.range,
    `\`${named.name}\` is set by triggers: no input can be called so`,
    'Choose another name',
  );
  return undefined;
}

function parseType(map: YamlMap, report: Report): ValueType {
  const whole = entryOf(map, 'schema');
  if (whole === undefined) {
    requireType(map, 'an input', report);
    return parseDefinition(map, report);
  }
  const besides = map.entries.find(
    ({ key, value }) => TYPE_KEYS.includes(key) || (key === 'required' && value.kind === 'list'),
  );
  if (besides !== undefined) {
    report(
      'FL1108',
      besides.keyRange,
      `\`${besides.key}\` stands beside \`schema\`, which says all of the type`,
      `Move \`${besides.key}\` into the schema`,
    );
    return {};
  }
  return parseBesideSchema(map, parseSchema(whole.value, report), report);
}

/** `default`, `description`, `example` and `sensitive` beside a whole schema. */
function parseBesideSchema(map: YamlMap, schema: ValueType, report: Report): ValueType {
  const added: Record<string, unknown> = {};
  for (const { key, keyRange, value } of map.entries) {
    if (key === 'example') {
      const example = readData(value, report);
      added['examples'] = [example];
      checkExample(value, example, schema, report);
    }
    if (key === 'sensitive' && readFlag(value, '`sensitive`', report)) added['writeOnly'] = true;
    if (key === 'description') added[key] = readText(value, '`description`', report);
    if (key !== 'default') continue;
    if (schema['default'] !== undefined)
      report('FL1108', keyRange, 'There is a default here, and one in the schema', 'Keep one of them');
    const { default: _inner, ...rest } = schema;
    added[key] = readData(value, report);
    checkDefault(value, added[key] as Json, rest, report); // Read from YAML: JSON.
  }
  return { ...schema, ...added };
}

function isRequired(map: YamlMap, schema: ValueType, report: Report): boolean {
  const node = child(map, 'required');
  const hasDefault = child(map, 'default') !== undefined || Object.hasOwn(schema, 'default');
  const flag = node === undefined || node.kind === 'list' ? undefined : readFlag(node, '`required`', report);
  if (flag === true && hasDefault) {
    report(
      'FL1108',
      entryOf(map, 'required')?.keyRange ?? map.range,
      'An input with a default is never required',
      'Remove `required: true`, or the default',
    );
  }
  return (flag ?? true) && !hasDefault;
}
