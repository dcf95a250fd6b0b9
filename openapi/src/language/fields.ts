/**
 * Reads one field of a map: gives what it should hold, or reports and gives undefined. A field whose problem was
 * reported already (a broken scalar) gives undefined in silence.
 */
import type { Report } from './diagnostics.ts';
import { enclose, type Fix, replaceText, respellAt } from './edits.ts';
import { holdsExpression, splitTemplate } from './expression/template.ts';
import type { Json, Range } from './model.ts';
import { didYouMean, respellKeyword } from './suggest.ts';
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

/** The keys that one kind of map takes. */
export interface KeySet {
  /** As a message names the map: `a flow`, `an input`. */
  readonly of: string;
  readonly keys: readonly string[];
  /** What the key is called elsewhere. */
  readonly synonyms?: Readonly<Record<string, string>>;
  /** Where a key belongs that is misplaced here. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  /** All other keys belong below this one. */
  readonly insideOf?: string;
}

/** Reports the keys that the map should not have. Keys that start with `x-` are the author's own. */
export function checkKeys(map: YamlMap, set: KeySet, report: Report): void {
  // A misspelt key is not made one that is there already: it would stand twice.
  const taken = new Set(map.entries.map(({ key }) => key));
  for (const { key, keyRange } of map.entries) {
    if (set.keys.includes(key) || key.startsWith('x-')) continue;
    const mended = respellKey(key, keyRange, set);
    const fix = mended?.every(({ text }) => !taken.has(text)) ? mended : undefined;
    for (const { text } of fix ?? []) taken.add(text);
    report('FL1101', keyRange, `${capital(set.of)} has no key \`${shorten(key)}\``, hintOf(key, set), fix);
  }
}

/** True where a key was reported that may be meant for one that is missing. */
export function hasUnknownKey(map: YamlMap, { keys }: KeySet): boolean {
  return map.entries.some(({ key }) => !keys.includes(key) && !key.startsWith('x-'));
}

function respellKey(key: string, range: Range, { keys, synonyms, elsewhere, insideOf }: KeySet): Fix | undefined {
  if (insideOf !== undefined || ownValue(elsewhere, key) !== undefined) return undefined;
  const synonym = ownValue(synonyms, key);
  return synonym === undefined ? respellKeyword(key, range, keys) : respellAt(range, key, synonym);
}

function ownValue(table: Readonly<Record<string, string>> | undefined, key: string): string | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

function hintOf(key: string, { of, keys, synonyms, elsewhere, insideOf }: KeySet): string | undefined {
  if (insideOf !== undefined) return `Write it inside of \`${insideOf}\``;
  const place = ownValue(elsewhere, key);
  if (place !== undefined) return place;
  const synonym = ownValue(synonyms, key);
  if (synonym !== undefined) return `Did you mean \`${synonym}\`?`;
  return didYouMean(key, keys, `${capital(of)} takes ${keys.map((each) => `\`${each}\``).join(', ')}`);
}

/** True where a key that was reported, and says it all, may be the one that is missing. */
export function mayBeThere(map: YamlMap, key: string, synonyms: KeySet['synonyms']): boolean {
  const isMeant = (written: string) =>
    ownValue(synonyms, written) === key ||
    (written.length > 2 && written !== key && didYouMean(written, [key]) !== undefined);
  return map.isPartial === true || map.entries.some((entry) => isMeant(entry.key));
}

/** Reports a key that must be there. */
export function reportMissing(
  map: YamlMap,
  key: string,
  { of, synonyms }: Pick<KeySet, 'of' | 'synonyms'>,
  report: Report,
  hint?: string,
): void {
  if (mayBeThere(map, key, synonyms)) return;
  const start = map.range.start;
  report(
    'FL1102',
    { start, end: firstKeyEnd(map) },
    `${capital(of)} needs the key \`${key}\``,
    hint ?? `Add \`${key}: …\``,
  );
}

/** Reports a value of the wrong kind; silent where it was reported. */
export function reportWrongKind(
  node: YamlNode,
  what: string,
  wanted: string,
  report: Report,
  hint?: string,
  fix?: Fix,
): undefined {
  const found = isNull(node) ? `is empty: it must be ${wanted}` : `must be ${wanted}, not ${describeNode(node)}`;
  const fallback = isNull(node) ? `Write ${wanted} behind the colon, or remove the key` : `Write ${wanted}`;
  if (!isBroken(node)) report('FL1103', node.range, `${capital(what)} ${found}`, hint ?? fallback, fix);
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
  const isWord = node.kind === 'scalar' && node.value !== null && !node.broken;
  return isWord
    ? reportWrongKind(node, what, 'a text', report, 'Put it in quotes', enclose(node.range, '"'))
    : reportWrongKind(node, what, 'a text', report);
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
function reportExpression(range: Range, report: Report): void {
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
    const expression = isText(node) && holdsExpression(node.value);
    if (expression) plainText(node, report);
    else reportNoNumber(node, what, integer ? 'a whole number' : 'a number', report);
    return undefined;
  }
  const isTooSmall = least !== undefined && (above ? value <= least : value < least);
  if (isTooSmall || (most !== undefined && value > most)) {
    const bounds = most === undefined ? `${above ? 'more than' : 'at least'} ${least}` : `from ${least} to ${most}`;
    report('FL1109', node.range, `${capital(what)} must be ${bounds}`, `Write a number that is ${bounds}`);
    return undefined;
  }
  if (!integer || Number.isInteger(value)) return value;
  const nearest = `Write \`${Math.floor(value)}\` or \`${Math.ceil(value)}\``;
  report('FL1109', node.range, `${capital(what)} must be a whole number`, nearest);
  return undefined;
}

function reportNoNumber(node: YamlNode, what: string, wanted: string, report: Report): undefined {
  const number = isText(node) ? /^(-?(?:0|[1-9]\d*)(?:\.\d+)?) *[a-z]*$/i.exec(node.value)?.[1] : undefined;
  if (!isText(node) || number === undefined) return reportWrongKind(node, what, wanted, report);
  const hint = `Write the number alone, without quotes and without a unit: \`${number}\``;
  // What another unit comes to is for the author to say.
  const fix = node.value === number ? replaceText(node.range, number, number) : undefined;
  return reportWrongKind(node, what, wanted, report, hint, fix);
}

const FLAGS: Readonly<Record<string, boolean>> = {
  yes: true,
  on: true,
  true: true,
  no: false,
  off: false,
  false: false,
};

/** `true` or `false`. */
export function readFlag(node: YamlNode, what: string, report: Report): boolean | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  const word = isText(node) ? node.value : '';
  const flag = Object.hasOwn(FLAGS, word.toLowerCase()) ? FLAGS[word.toLowerCase()] : undefined;
  if (flag === undefined) return reportWrongKind(node, what, 'true or false', report);
  const hint = `Write \`${flag}\`, without quotes: YAML 1.2 has no other words for it`;
  return reportWrongKind(node, what, 'true or false', report, hint, replaceText(node.range, word, String(flag)));
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
  report(
    'FL1109',
    node.range,
    `${capital(what)} cannot be \`${shorten(node.value)}\``,
    didYouMean(node.value, words, `Write ${list}`),
    respellKeyword(node.value, node.range, words),
  );
  return undefined;
}

/** A list of texts. */
export function readTexts(node: YamlNode, what: string, report: Report): readonly YamlText[] {
  const isWord = isText(node) && /^[\w.-]+$/.test(node.value);
  const list = isWord
    ? reportWrongKind(node, what, 'a list', report, `Write \`[${node.value}]\``, enclose(node.range, '[', ']'))
    : readList(node, what, report);
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
