/** Values that may hold `${…}`: step inputs, output values, `exit`, `switch`, `when`, `for_each`. */
import type { Report } from './diagnostics.ts';
import { reportInside } from './edits.ts';
import type { Expression } from './expression/ast.ts';
import { parseExpression } from './expression/parse-expression.ts';
import { splitTemplate, type TemplatePart } from './expression/template.ts';
import { plainKey } from './fields.ts';
import type { Entry, Json, ListValue, LiteralValue, MapValue, Range, Value } from './model.ts';
import type { YamlMap, YamlNode, YamlScalar, YamlText } from './yaml-node.ts';

/** The name of the reference that stands where an expression could not be read. No author can write it. */
export const BROKEN_NAME = '';

export function brokenExpression(range: Range): Expression {
  return { kind: 'reference', name: BROKEN_NAME, range };
}

/** A value of which nothing is known, since its problem was reported. */
export function brokenValue(range: Range): Value {
  return { kind: 'expression', expression: brokenExpression(range), range };
}

export function parseValue(node: YamlNode, report: Report): Value {
  if (node.kind === 'scalar') return parseScalar(node, report);
  if (node.kind === 'map') {
    const map = parseMapValue(node, report);
    return map.isPartial ? map : (literalMap(map) ?? map);
  }
  const list: ListValue = {
    kind: 'list',
    range: node.range,
    items: node.items.map((item) => parseValue(item, report)),
  };
  return literalList(list) ?? list;
}

/** A map that stays a map, even where nothing in it is an expression. */
export function parseMapValue(node: YamlMap, report: Report): MapValue {
  const entries = node.entries.map((entry): Entry => {
    return { key: plainKey(entry, report), keyRange: entry.keyRange, value: parseValue(entry.value, report) };
  });
  return { kind: 'map', range: node.range, entries, ...(node.isPartial && { isPartial: true }) };
}

function parseScalar(node: YamlScalar, report: Report): Value {
  if (node.broken) return brokenValue(node.range);
  if (typeof node.value !== 'string') return literal(node.value, node.range);
  return parseText({ ...node, value: node.value }, report);
}

function parseText(node: YamlText, report: Report): Value {
  const parts = splitTemplate(node.value);
  const { range } = node;
  const unclosed = parts.find((part) => part.kind === 'unclosed');
  if (unclosed !== undefined) {
    const start = node.at(unclosed.start);
    report(
      'FL1201',
      { start, end: start + 2 },
      'This `${` is never closed',
      'Close it with `}`, or write `$${` for a literal `${`',
    );
    return brokenValue(range);
  }
  if (parts.every((part) => part.kind === 'text')) return literal(parts.map((part) => part.text).join(''), range);
  const [only, rest] = parts;
  if (
    only?.kind === 'expression' &&
    (rest === undefined || (parts.length === 2 && rest.kind === 'text' && /^[\r\n]+$/.test(rest.text)))
  ) {
    return { kind: 'expression', expression: parsePart(node, only, report), range };
  }
  if (looksLikeExpression(parts)) {
    reportAmbiguous(node, parts, report);
    return brokenValue(range);
  }
  return {
    kind: 'text',
    parts: parts.map((part) => (part.kind === 'text' ? part.text : parsePart(node, part, report))),
    range,
  };
}

function parsePart(node: YamlText, part: TemplatePart, report: Report): Expression {
  const broken = brokenExpression(node.range);
  if (part.kind !== 'expression') return broken;
  return (
    parseExpression(
      node.value.slice(part.start, part.end),
      (index) => node.at(part.start + index),
      reportInside(node, report),
    ) ?? broken
  );
}

const JOINING = /^\s*(and|or|not|in|not\s+in|==|!=|<=?|>=?|\+|\*)\s*$/;

/** Two or more `${…}`, and between them nothing but an operator. */
function looksLikeExpression(parts: readonly TemplatePart[]): boolean {
  const inner = parts.at(-1)?.kind === 'text' && isBlank(parts.at(-1)) ? parts.slice(0, -1) : parts;
  const trimmed = isBlank(inner[0]) ? inner.slice(1) : inner;
  if (trimmed.length < 3 || trimmed.length % 2 === 0) return false;
  return trimmed.every((part, index) =>
    index % 2 === 0 ? part.kind === 'expression' : part.kind === 'text' && JOINING.test(part.text),
  );
}

function isBlank(part: TemplatePart | undefined): boolean {
  return part?.kind === 'text' && part.text.trim() === '';
}

function reportAmbiguous(node: YamlText, parts: readonly TemplatePart[], report: Report): void {
  const inside = (part: TemplatePart) =>
    part.kind === 'expression' ? node.value.slice(part.start, part.end).trim() : '';
  const joined = parts
    .map((part) => (part.kind === 'text' ? part.text : inside(part)))
    .join('')
    .trim();
  const text = parts
    .map((part) =>
      part.kind === 'text' ? (part.text.trim() === '' ? '' : `\${'${part.text}'}`) : `\${${inside(part)}}`,
    )
    .join('');
  report(
    'FL1204',
    node.range,
    'This could be meant as one expression, or as a text',
    `Write \`\${${joined}}\` for the expression, or \`${text}\` for the text`,
  );
}

function literal(value: Json, range: Range): LiteralValue {
  return { kind: 'literal', value, range };
}

function literalMap(map: MapValue): LiteralValue | undefined {
  const pairs: [string, Json][] = [];
  for (const { key, value } of map.entries) {
    if (value.kind !== 'literal') return undefined;
    pairs.push([key, value.value]);
  }
  return literal(Object.fromEntries(pairs), map.range);
}

function literalList(list: ListValue): LiteralValue | undefined {
  const items: Json[] = [];
  for (const item of list.items) {
    if (item.kind !== 'literal') return undefined;
    items.push(item.value);
  }
  return literal(items, list.range);
}
