/**
 * Types as flow.yaml spells them (`type: int`, `nullable: true`, constraints beside the type), turned into JSON Schema.
 * The definitions inside of `properties` and `items` have the same spelling.
 */
import type { Report } from './diagnostics.ts';
import {
  capital,
  checkKeys,
  plainKey,
  plainText,
  readChoice,
  readData,
  readFlag,
  readMap,
  readTexts,
  reportMissing,
} from './fields.ts';
import { valueMisfit } from './json-schema.ts';
import type { Json, JsonType, ValueType } from './model.ts';
import { checkProperty } from './names.ts';
import { checkDefault, checkExample, checkFormat, checkPattern, checkSchema } from './parse-schema.ts';
import { child, entryOf, isText, type YamlMap, type YamlNode } from './yaml-node.ts';

export const TYPES: Readonly<Record<string, JsonType | 'any'>> = {
  string: 'string',
  integer: 'integer',
  int: 'integer',
  number: 'number',
  float: 'number',
  boolean: 'boolean',
  bool: 'boolean',
  object: 'object',
  array: 'array',
  list: 'array',
  any: 'any',
};
/** The spellings of types. */
export const TYPE_NAMES: readonly string[] = Object.keys(TYPES);

const NUMBER_KEYWORDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];
export const FITTING: Readonly<Record<string, readonly string[]>> = {
  string: ['format', 'pattern', 'minLength', 'maxLength'],
  integer: NUMBER_KEYWORDS,
  number: NUMBER_KEYWORDS,
  boolean: [],
  array: ['items', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['properties', 'additionalProperties'],
};
export const CONSTRAINTS = [...new Set(Object.values(FITTING).flat())];

/** Keys that say what type a value has; `schema` stands in place of them. */
export const TYPE_KEYS: readonly string[] = ['type', 'enum', 'const', 'nullable', ...CONSTRAINTS];
export const DEFINITION_KEYS = [...TYPE_KEYS, 'required', 'default', 'description', 'example', 'sensitive'];

const BOUNDS = [
  ['minLength', 'maxLength'],
  ['minimum', 'maximum'],
  ['minItems', 'maxItems'],
] as const;

/** The JSON type of a `type:`; `any` is undefined, and so is a type that was reported. */
export function readType(node: YamlNode, report: Report): JsonType | undefined {
  const spelling = readChoice(node, 'the type', TYPE_NAMES, report);
  const type = spelling === undefined ? undefined : TYPES[spelling];
  return type === 'any' ? undefined : type;
}

/** The schema of a definition; what is wrong with it is reported, and then nothing is known of the value. */
export function parseDefinition(map: YamlMap, report: Report): ValueType {
  let isSound = true;
  const watching: Report = (...problem) => {
    isSound = false;
    report(...problem);
  };
  const typeNode = child(map, 'type');
  const type = typeNode && readType(typeNode, watching);
  if (isSound && type !== undefined) checkFitting(map, type, watching);
  const schema = nullableSchema(readKeywords(map, type, watching), map, watching);
  if (isSound) checkSchema(withoutDefault(schema), map, watching);
  if (isSound) checkPossible(map, schema, watching);
  const fallback = child(map, 'default');
  if (isSound && fallback !== undefined)
    checkDefault(fallback, schema['default'] as Json, withoutDefault(schema), watching); // Read from YAML: JSON.
  const example = child(map, 'example');
  const [shown = null] = (schema['examples'] ?? []) as readonly Json[]; // Of what `readKeywords` read from YAML.
  if (isSound && example !== undefined) checkExample(example, shown, withoutDefault(schema), watching);
  return isSound ? schema : {};
}

/** A definition inside of another: it says itself which keys it takes. */
function parseNested(node: YamlNode, what: string, report: Report): ValueType {
  const map = readMap(node, what, report, 'Write `{type: string}`, or another type');
  if (map === undefined) return {};
  checkKeys(
    map,
    {
      of: what,
      keys: DEFINITION_KEYS,
      elsewhere: { schema: 'Put `schema` in place of the type of the whole input' },
    },
    report,
  );
  return parseDefinition(map, report);
}

/** What has no name of its own is never missing, so that only a list of its properties can be `required`. */
function parseElement(node: YamlNode, what: string, report: Report): ValueType {
  const required = node.kind === 'map' ? entryOf(node, 'required') : undefined;
  if (required !== undefined && required.value.kind !== 'list') {
    const hint = 'Remove it, or write a list of properties: `required: [name]`';
    report('FL1108', required.keyRange, `\`required\` means nothing in ${what}`, hint);
  }
  return parseNested(node, what, report);
}

function readKeywords(map: YamlMap, type: JsonType | undefined, report: Report): Record<string, unknown> {
  const schema: Record<string, unknown> = type === undefined ? {} : { type };
  for (const { key, value } of map.entries) {
    if (key === 'properties') Object.assign(schema, readProperties(value, report));
    else if (key === 'items') schema[key] = parseElement(value, '`items`', report);
    else if (key === 'additionalProperties' && value.kind === 'map')
      schema[key] = parseElement(value, '`additionalProperties`', report);
    else if (key === 'description') schema[key] = isText(value) ? plainText(value, report) : readData(value, report);
    else if (key === 'example') schema['examples'] = [readData(value, report)];
    else if (key === 'sensitive' && readFlag(value, '`sensitive`', report)) schema['writeOnly'] = true;
    else if (key === 'required' || key === 'sensitive') continue;
    else if (key === 'default' || key === 'enum' || key === 'const' || CONSTRAINTS.includes(key))
      schema[key] = readData(value, report);
    if (key === 'pattern' && isText(value)) checkPattern(value, value.value, report);
    if (key === 'format' && isText(value)) checkFormat(value, value.value, report);
  }
  const required = requiredProperties(map, schema, report);
  return required.length === 0 ? schema : { ...schema, required };
}

/** A property may say `required: true`, as an input may say `required: false`. */
function readProperties(node: YamlNode, report: Report): Record<string, unknown> {
  const map = readMap(node, '`properties`', report, 'Write the name of each property, and its type as a map');
  const required: string[] = [];
  const properties = (map?.entries ?? []).map((entry): [string, ValueType] => {
    const flag = entry.value.kind === 'map' ? child(entry.value, 'required') : undefined;
    if (flag !== undefined && flag.kind !== 'list' && readFlag(flag, '`required`', report)) required.push(entry.key);
    checkProperty(entry.key, entry.keyRange, report);
    return [plainKey(entry, report), parseNested(entry.value, `the property \`${entry.key}\``, report)];
  });
  return { properties: Object.fromEntries(properties), ...(required.length > 0 && { required }) };
}

/** `required` as a list, as JSON Schema has it, names properties too. */
function requiredProperties(map: YamlMap, schema: Record<string, unknown>, report: Report): readonly string[] {
  const marked = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const node = child(map, 'required');
  if (node?.kind !== 'list') return marked;
  const known = Object.keys(schema['properties'] ?? {});
  const listed = readTexts(node, '`required`', report);
  for (const item of listed) {
    if (!known.includes(item.value))
      report('FL1109', item.range, `There is no property \`${item.value}\` to be required`, 'Add it to `properties`');
  }
  return [...new Set([...marked, ...listed.map((item) => item.value)])];
}

function checkFitting(map: YamlMap, type: JsonType, report: Report): void {
  const fitting = FITTING[type] ?? [];
  for (const { key, keyRange, value } of map.entries) {
    const isMisplaced = CONSTRAINTS.includes(key) && !fitting.includes(key);
    const isListOfProperties = key === 'required' && value.kind === 'list' && type !== 'object';
    if (!isMisplaced && !isListOfProperties) continue;
    const hint =
      fitting.length === 0
        ? 'Remove it, or change the type'
        : `It can have ${fitting.map((each) => `\`${each}\``).join(', ')}`;
    report('FL1108', keyRange, `\`${key}\` means nothing for the type \`${type}\``, hint);
  }
}

function nullableSchema(schema: Record<string, unknown>, map: YamlMap, report: Report): ValueType {
  const node = child(map, 'nullable');
  if (node === undefined || readFlag(node, '`nullable`', report) !== true) return schema;
  const { const: constant, ...rest } = schema;
  const type = schema['type'] === undefined ? {} : { type: [schema['type'] as JsonType, 'null' as const] }; // One type, set by `readKeywords`.
  const values = 'const' in schema ? [constant] : schema['enum'];
  const options = Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {};
  return { ...rest, ...type, ...options } as ValueType; // Its keywords are checked against the meta-schema next.
}

/** Bounds that no value satisfies, and values of an `enum` that its own type refuses. */
function checkPossible(map: YamlMap, schema: ValueType, report: Report): void {
  for (const [low, high] of BOUNDS) {
    const [least, most] = [schema[low], schema[high]];
    const entry = entryOf(map, high);
    if (entry && typeof least === 'number' && typeof most === 'number' && least > most) {
      const message = `No value satisfies \`${low}: ${least}\` and \`${high}: ${most}\``;
      report('FL1109', entry.value.range, message, `Raise \`${high}\`, or lower \`${low}\``);
    }
  }
  const { enum: values, const: constant, default: _default, ...rest } = schema;
  const given = child(map, 'enum');
  const items =
    given?.kind === 'list' ? given.items.map((node, index) => [node, values?.[index] ?? null] as const) : [];
  const single = child(map, 'const');
  if (single !== undefined) items.push([single, constant ?? null]);
  for (const [node, value] of items) {
    const misfit = valueMisfit(rest, value);
    if (misfit !== undefined)
      report(
        'FL1506',
        node.range,
        `${capital(JSON.stringify(value))} does not fit the rest of the definition: it ${misfit.message}`,
        'Remove it, or change what the rest says',
      );
  }
}

function withoutDefault(schema: ValueType): ValueType {
  const { default: _default, ...rest } = schema;
  return rest;
}

/** Reports a definition without any type. */
export function requireType(map: YamlMap, of: string, report: Report): void {
  if (child(map, 'type') === undefined)
    reportMissing(map, 'type', { of }, report, `The types are ${TYPE_NAMES.join(', ')}`);
}
