/** `schema:`, a whole JSON Schema. References inside of it are written out, since it becomes a part of larger schemas. */
import type { Report } from './diagnostics.ts';
import { replace } from './edits.ts';
import { readData, reportWrongKind } from './fields.ts';
import { defaultMisfit, FORMATS, type Misfit, schemaMisfit, valueMisfit } from './json-schema.ts';
import type { Json, ValueType } from './model.ts';
import { checkProperty } from './names.ts';
import { backtracksExponentially } from './pattern-safety.ts';
import {
  FOREIGN_KEYWORDS,
  SCHEMA_CHILD_KEYWORDS,
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
  SCHEMA_TYPES,
} from './schema-keywords.ts';
import { inlineReferences } from './schema-references.ts';
import { didYouMean, respellKeyword } from './suggest.ts';
import { child, isText, nodeAt, type YamlEntry, type YamlMap, type YamlNode } from './yaml-node.ts';

const NO_KEYWORD_HINT = 'Remove it; notes of your own start with `x-`';

/** The schema, or a report and `{}`: nothing is known. */
export function parseSchema(node: YamlNode, report: Report): ValueType {
  if (node.kind !== 'map') {
    const takesAll = node.kind === 'scalar' && node.value === true;
    const hint = takesAll ? 'Write `{}`, which takes any value too' : undefined;
    const fix = takesAll ? replace(node.range, '{}') : undefined;
    reportWrongKind(node, '`schema`', 'a JSON Schema, written as a map', report, hint, fix);
    return {};
  }
  let isSound = true;
  const watching: Report = (...problem) => {
    isSound = false;
    report(...problem);
  };
  checkKeywords(node, watching);
  const data = readData(node, watching);
  const schema = isSound
    ? inlineReferences(data, (pointer, message, hint) => watching('FL1505', nodeAt(node, pointer).range, message, hint))
    : {};
  if (isSound) checkSchema(schema, node, watching);
  // Written out, the schema lacks the definitions that nothing refers to.
  if (isSound && child(node, '$defs') !== undefined)
    checkSchema({ $defs: (data as ValueType)['$defs'] }, node, watching); // Of a map.
  if (isSound) checkGiven(node, schema, watching);
  return isSound ? schema : {};
}

/** Reports what keeps a schema from being one, under the keyword that is wrong in the text. */
export function checkSchema(schema: ValueType, node: YamlNode, report: Report): boolean {
  const misfit = schemaMisfit(schema);
  if (misfit === undefined) return true;
  const keyword = misfit.pointer.split('/').at(-1);
  const what = keyword ? `\`${keyword}\`` : 'This schema';
  const wrong = nodeAt(node, misfit.pointer);
  const type = keyword === 'type' && isText(wrong) ? wrong.value : undefined;
  const hint = type === undefined ? undefined : didYouMean(type, SCHEMA_TYPES);
  const fix = type === undefined ? undefined : respellKeyword(type, wrong.range, SCHEMA_TYPES);
  const message = `${what} ${misfit.message || 'is not valid'}`;
  report('FL1505', wrong.range, message, hint ?? 'Write what JSON Schema takes here, or remove it', fix);
  return false;
}

/** Reports a pattern that is none, or that a short text can keep busy for years. */
export function checkPattern(node: YamlNode, pattern: string, report: Report): void {
  try {
    new RegExp(pattern, 'u');
  } catch {
    report(
      'FL1505',
      node.range,
      'This is no regular expression of JavaScript',
      'Escape a literal sign with a backslash; only signs that mean something may be escaped',
    );
    return;
  }
  if (!backtracksExponentially(pattern)) return;
  report(
    'FL1109',
    node.range,
    'This pattern can take exponential time',
    'Let each character be matched in one way only: `(a+)+` is `a+`',
  );
}

/** Reports a format that nothing enforces. */
export function checkFormat(node: YamlNode, format: string, report: Report): void {
  if (FORMATS.includes(format)) return;
  report(
    'FL1109',
    node.range,
    `There is no format \`${format}\``,
    didYouMean(format, FORMATS, `The formats are ${FORMATS.join(', ')}`),
    respellKeyword(format, node.range, FORMATS),
  );
}

/** Reports a default that its own schema does not take. */
export function checkDefault(node: YamlNode, value: Json, schema: ValueType, report: Report): void {
  reportMisfit('The default', node, defaultMisfit(schema, value), report);
}

/** Reports an example that its own schema does not take. It is shown as it is: no default is filled in. */
export function checkExample(node: YamlNode, value: Json, schema: ValueType, report: Report): void {
  reportMisfit('The example', node, valueMisfit(schema, value), report);
}

function reportMisfit(what: string, node: YamlNode, misfit: Misfit | undefined, report: Report): void {
  if (misfit === undefined) return;
  const where = misfit.pointer === '' ? what : `${what}, at \`${misfit.pointer}\`,`;
  const hint = 'Write a value that fits, or change what is declared';
  report('FL1504', nodeAt(node, misfit.pointer).range, `${where} ${misfit.message}`, hint);
}

function checkKeywords(node: YamlNode, report: Report): void {
  if (node.kind !== 'map') return;
  for (const entry of node.entries) {
    const { key, value } = entry;
    if (key.startsWith('x-')) continue;
    if (!SCHEMA_KEYWORDS.includes(key)) {
      reportKeyword(entry, node, report);
    }
    if (key === 'pattern' && isText(value)) checkPattern(value, value.value, report);
    if (key === 'format' && isText(value)) checkFormat(value, value.value, report);
    for (const inner of subschemas(entry, report)) checkKeywords(inner, report);
  }
}

function reportKeyword({ key, keyRange }: YamlEntry, map: YamlMap, report: Report): void {
  const message = `JSON Schema has no keyword \`${key}\``;
  if (Object.hasOwn(FOREIGN_KEYWORDS, key)) {
    report('FL1505', keyRange, message, FOREIGN_KEYWORDS[key]);
    return;
  }
  const fix = respellKeyword(key, keyRange, SCHEMA_KEYWORDS);
  const isFree = fix?.every(({ text }) => child(map, text) === undefined);
  report('FL1505', keyRange, message, didYouMean(key, SCHEMA_KEYWORDS, NO_KEYWORD_HINT), isFree ? fix : undefined);
}

function subschemas({ key, value }: YamlEntry, report: Report): readonly YamlNode[] {
  if (SCHEMA_CHILD_KEYWORDS.includes(key)) return [value];
  if (SCHEMA_LIST_KEYWORDS.includes(key)) return value.kind === 'list' ? value.items : [];
  if (!SCHEMA_MAP_KEYWORDS.includes(key) || value.kind !== 'map') return [];
  if (key === 'properties') for (const one of value.entries) checkProperty(one.key, one.keyRange, report);
  if (key === 'patternProperties') {
    for (const { key: pattern, keyRange, value: under } of value.entries)
      checkPattern({ ...under, range: keyRange }, pattern, report);
  }
  return value.entries.map((entry) => entry.value);
}

/** Of the schema and of its properties; deeper defaults are applied by the same rule and so by the same keyword. */
function checkGiven(node: YamlNode, schema: ValueType, report: Report): void {
  if (node.kind !== 'map') return;
  const given = child(node, 'default');
  if (given !== undefined && schema['default'] !== undefined)
    checkDefault(given, schema['default'] as Json, schema, report); // Read from YAML: JSON.
  const examples = child(node, 'examples');
  for (const [index, example] of (examples?.kind === 'list' ? examples.items : []).entries())
    checkExample(example, (schema['examples'] as readonly Json[])[index] ?? null, schema, report); // Of a list, by the meta-schema.
  const properties = child(node, 'properties');
  for (const { key, value } of properties?.kind === 'map' ? properties.entries : []) {
    const inner =
      schema.properties !== undefined && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    if (inner !== undefined) checkGiven(value, inner, report);
  }
  const items = child(node, 'items');
  if (items !== undefined && schema.items !== undefined) checkGiven(items, schema.items, report);
}
