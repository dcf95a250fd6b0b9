import type { Report } from './diagnostics.ts';
import { checkKeys, type KeySet, readList, readMap, readText, reportMissing } from './fields.ts';
import type { Output, ValueType } from './model.ts';
import { isName, Names, RESERVED, readLabel } from './names.ts';
import { readType, TYPE_KEYS } from './parse-definition.ts';
import { parseSchema } from './parse-schema.ts';
import { brokenValue, parseValue } from './parse-value.ts';
import { child, entryOf, isText, type YamlMap, type YamlNode } from './yaml-node.ts';

const IN_SCHEMA = TYPE_KEYS.filter((key) => key !== 'type').map((key) => [key, `Write it inside of \`schema\``]);
export const OUTPUT_KEYS: KeySet = {
  of: 'an output',
  keys: ['name', 'value', 'type', 'schema', 'description'],
  elsewhere: Object.fromEntries(IN_SCHEMA),
};

/** `outputs:`. */
export function parseOutputs(node: YamlNode, report: Report): readonly Output[] {
  const names = new Names('output', report);
  const list = readList(node, '`outputs`', report, 'Write a list: `- name: total`, with `value: ${…}` below');
  return (list?.items ?? []).flatMap((item) => {
    const output = isText(item) ? parseShorthand(item, report) : parseOutput(item, report);
    const name = item.kind === 'map' ? child(item, 'name') : item;
    return output !== undefined && names.take({ name: output.name, range: name?.range ?? item.range }) ? [output] : [];
  });
}

/** `- total` means `value: ${total}`. */
function parseShorthand(node: YamlNode & { readonly value: string }, report: Report): Output | undefined {
  const { value: name, range } = node;
  if (isName(name) && !RESERVED.has(name)) {
    return { name, value: { kind: 'expression', expression: { kind: 'reference', name, range }, range }, range };
  }
  report(
    'FL1104',
    range,
    'An output without a value is the name of a step',
    'Write `- name: …`, with `value: ${…}` below',
  );
  return undefined;
}

function parseOutput(node: YamlNode, report: Report): Output | undefined {
  const map = readMap(node, 'an output', report, 'Write `- name: total`, with `value: ${…}` below');
  if (map === undefined) return undefined;
  checkKeys(map, OUTPUT_KEYS, report);
  const nameNode = child(map, 'name');
  if (nameNode === undefined) reportMissing(map, 'name', OUTPUT_KEYS, report);
  const named = nameNode && readLabel(nameNode, 'the name of an output', report);
  const valueNode = child(map, 'value');
  if (valueNode === undefined)
    reportMissing(
      map,
      'value',
      OUTPUT_KEYS,
      report,
      'Write `value: ${…}`, or the name alone for the step of that name',
    );
  const value = valueNode === undefined ? brokenValue(map.range) : parseValue(valueNode, report);
  const schema = parseDeclared(map, report);
  const descriptionNode = child(map, 'description');
  const description = descriptionNode && readText(descriptionNode, '`description`', report);
  if (named === undefined) return undefined;
  return {
    name: named.name,
    value,
    range: map.range,
    ...(schema && { schema }),
    ...(description !== undefined && { description }),
  };
}

function parseDeclared(map: YamlMap, report: Report): ValueType | undefined {
  const [type, schema] = [entryOf(map, 'type'), entryOf(map, 'schema')];
  if (type !== undefined && schema !== undefined) {
    report('FL1108', type.keyRange, '`type` stands beside `schema`, which says all of the type', 'Keep one of them');
    return undefined;
  }
  if (schema !== undefined) return parseSchema(schema.value, report);
  if (type === undefined) return undefined;
  const read = readType(type.value, report);
  return read === undefined ? {} : { type: read };
}
