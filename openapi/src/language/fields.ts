/**
 * Reads one field of a map: gives what it should hold, or reports and gives undefined. A field whose problem was
 * reported already (a broken scalar) gives undefined in silence.
 */
import type { Report } from './diagnostics.ts';
import { splitTemplate } from './expression/template.ts';
import type { Json, Range } from './model.ts';
import { didYouMean } from './suggest.ts';
import {
  describeNode,
  isBroken,
  isNull,
  isText,
  type YamlEntry,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlText,
} from './yaml-node.ts';

/** The keys that one kind of map takes. `later` are keys of the language that this version does not run. */
export interface KeySet {
  /** As a message names the map: `a flow`, `an input`. */
  readonly of: string;
  readonly keys: readonly string[];
  readonly later?: readonly string[];
  /** Where a key belongs that is misplaced here. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

/** Reports the keys that the map should not have. Keys that start with `x-` are the author's own. */
export function checkKeys(map: YamlMap, set: KeySet, report: Report): void {
  for (const { key, keyRange } of map.entries) {
    if (set.keys.includes(key) || key.startsWith('x-')) continue;
    if (set.later?.includes(key)) reportLater(`\`${key}\``, keyRange, report);
    else {
      const elsewhere =
        set.elsewhere !== undefined && Object.hasOwn(set.elsewhere, key) ? set.elsewhere[key] : undefined;
      const fallback = `${capital(set.of)} takes ${set.keys.map((each) => `\`${each}\``).join(', ')}`;
      report(
        'FL1101',
        keyRange,
        `${capital(set.of)} has no key \`${shorten(key)}\``,
        elsewhere ?? didYouMean(key, set.keys, fallback),
      );
    }
  }
}

/** Says that a part of the language is known and not there yet. */
export function reportLater(what: string, range: Range, report: Report): void {
  report('FL1111', range, `${capital(what)} is part of the language, but not in this version yet`);
}

/** Reports a key that must be there. */
export function reportMissing(map: YamlMap, key: string, of: string, report: Report, hint?: string): void {
  // The misspelt key was reported, and says it all.
  const isMisspelt = (written: string) =>
    written.length > 2 && written !== key && didYouMean(written, [key]) !== undefined;
  if (map.entries.some((entry) => isMisspelt(entry.key))) return;
  const start = map.range.start;
  report('FL1102', { start, end: firstKeyEnd(map) }, `${capital(of)} needs the key \`${key}\``, hint);
}

/** Reports a value of the wrong kind; silent where it was reported. */
export function reportWrongKind(
  node: YamlNode,
  what: string,
  wanted: string,
  report: Report,
  hint?: string,
): undefined {
  const found = isNull(node) ? `is empty: it must be ${wanted}` : `must be ${wanted}, not ${describeNode(node)}`;
  if (!isBroken(node)) report('FL1103', node.range, `${capital(what)} ${found}`, hint);
  return undefined;
}

/** A map, or a report. */
export function readMap(node: YamlNode, what: string, report: Report, hint?: string): YamlMap | undefined {
  return node.kind === 'map' ? node : reportWrongKind(node, what, 'a map', report, hint);
}

/** A list, or a report. */
export function readList(node: YamlNode, what: string, report: Report, hint?: string): YamlList | undefined {
  return node.kind === 'list' ? node : reportWrongKind(node, what, 'a list', report, hint);
}

/** A text in which `${…}` means nothing. */
export function readText(node: YamlNode, what: string, report: Report): string | undefined {
  if (isText(node)) return plainText(node, report);
  const isNumber = node.kind === 'scalar' && typeof node.value === 'number';
  return reportWrongKind(node, what, 'a text', report, isNumber ? 'Quote it' : undefined);
}

/** The text with `$${` unescaped; reports a `${…}`. */
export function plainText(node: YamlText, report: Report): string {
  const parts = splitTemplate(node.value);
  const expression = parts.find((part) => part.kind !== 'text');
  if (expression === undefined) return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  const start = expression.kind === 'expression' ? expression.start - 2 : expression.start;
  const end = expression.kind === 'expression' ? expression.end + 1 : node.value.length;
  reportExpression({ start: node.at(start), end: node.at(end) }, report);
  return node.value;
}

/** Says that nothing is expanded at this place. */
export function reportExpression(range: Range, report: Report): void {
  report('FL1110', range, 'A `${…}` is not expanded here', 'Write `$${` for a literal `${`');
}

/** A key of a map of data, in which `${…}` means nothing. */
export function plainKey({ key, keyRange, keyAt }: YamlEntry, report: Report): string {
  return plainText({ kind: 'scalar', value: key, range: keyRange, broken: false, at: keyAt }, report);
}

/** What numbers a field takes. */
export interface NumberField {
  readonly what: string;
  readonly integer?: boolean;
  readonly least?: number;
  /** `least` itself is too small. */
  readonly above?: boolean;
  readonly most?: number;
}

/** A number within bounds. */
export function readNumber(node: YamlNode, field: NumberField, report: Report): number | undefined {
  const { what, integer, least, above, most } = field;
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (typeof value !== 'number') {
    const expression = isText(node) && node.value.includes('${');
    if (expression) plainText(node, report);
    else reportWrongKind(node, what, integer ? 'a whole number' : 'a number', report);
    return undefined;
  }
  const isTooSmall = least !== undefined && (above ? value <= least : value < least);
  if (isTooSmall || (most !== undefined && value > most)) {
    const bounds = most === undefined ? `${above ? 'more than' : 'at least'} ${least}` : `from ${least} to ${most}`;
    report('FL1109', node.range, `${capital(what)} must be ${bounds}`);
    return undefined;
  }
  if (!integer || Number.isInteger(value)) return value;
  report('FL1109', node.range, `${capital(what)} must be a whole number`);
  return undefined;
}

/** `true` or `false`. */
export function readFlag(node: YamlNode, what: string, report: Report): boolean | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  const hint =
    isText(node) && /^(yes|no|on|off|true|false)$/i.test(node.value)
      ? 'YAML 1.2 has `true` and `false` only, without quotes'
      : undefined;
  return reportWrongKind(node, what, 'true or false', report, hint);
}

/** One word of a closed list. */
export function readChoice<Word extends string>(
  node: YamlNode,
  what: string,
  words: readonly Word[],
  report: Report,
): Word | undefined {
  const found = words.find((word) => isText(node) && node.value === word);
  if (found !== undefined || isBroken(node)) return found;
  const list = words.map((word) => `\`${word}\``).join(' or ');
  if (!isText(node)) return reportWrongKind(node, what, list, report);
  report('FL1109', node.range, `${capital(what)} must be ${list}`, didYouMean(node.value, words));
  return undefined;
}

/** A list of texts. */
export function readTexts(node: YamlNode, what: string, report: Report): readonly YamlText[] {
  const list = readList(node, what, report);
  return (list?.items ?? []).flatMap((item) => {
    const value = readText(item, `each of ${what}`, report);
    return value !== undefined && isText(item) ? [{ ...item, value }] : [];
  });
}

/** Plain data, as it stands in schemas: `${…}` means nothing in it. */
export function readData(node: YamlNode, report: Report): Json {
  if (node.kind === 'scalar') return isText(node) ? plainText(node, report) : node.value;
  if (node.kind === 'list') return node.items.map((item) => readData(item, report));
  return Object.fromEntries(node.entries.map((entry) => [plainKey(entry, report), readData(entry.value, report)]));
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function firstKeyEnd(map: YamlMap): number {
  return map.entries[0]?.keyRange.end ?? Math.max(map.range.end, map.range.start + 1);
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
