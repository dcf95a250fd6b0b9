/** Where each character of a decoded YAML text stands in the file. */
import type { Range } from './model.ts';
import type { ScalarStyle, YamlScalar } from './yaml-node.ts';

const BLANKS = new Set([' ', '\t', '\n', '\r']);
const ESCAPE_LENGTHS: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };

/** A text, and where each of its characters stands; the places are worked out when one is asked for. */
export function textScalar(text: string, value: string, range: Range, style: ScalarStyle): YamlScalar {
  let places: Uint32Array | 'as written' | undefined;
  const at = (index: number) => {
    const start = startOf(text, range, style);
    places ??= isAsWritten(text, value, start, style) ?? alignScalar(text.slice(start, range.end), value, style);
    const place = Math.min(index, value.length);
    return start + (places === 'as written' ? place : (places[place] ?? 0));
  };
  return {
    kind: 'scalar',
    style,
    range: { start: range.start, end: trimmedEnd(text, range) },
    value,
    broken: false,
    at,
  };
}

/** Where the text itself begins. */
function startOf(text: string, { start, end }: Range, style: ScalarStyle): number {
  if (style === 'plain') return start;
  if (style !== 'block') return start + 1;
  const newline = text.indexOf('\n', start);
  return newline < 0 || newline >= end ? start : newline + 1;
}

function trimmedEnd(text: string, { start, end }: Range): number {
  const isTrimmed = end > start && !/\s/.test(text.charAt(end - 1));
  return isTrimmed ? end : start + text.slice(start, end).trimEnd().length;
}

/** Nearly every text stands in the file as it is: on one line, without an escape. */
function isAsWritten(text: string, value: string, start: number, style: ScalarStyle): 'as written' | undefined {
  const sign = { plain: undefined, block: undefined, single: "'", double: '\\' }[style];
  if (sign !== undefined && value.includes(sign)) return undefined;
  return text.startsWith(value, start) ? 'as written' : undefined;
}

/**
 * Aligns the decoded `value` with the `raw` text it was written as, quotes excluded. Every character but the blanks of
 * folded lines is found exactly; a folded blank is placed at the line break.
 */
function alignScalar(raw: string, value: string, style: ScalarStyle): Uint32Array {
  const places = new Uint32Array(value.length + 1);
  let at = 0;
  for (let index = 0; index < value.length; index += 1) {
    const char = value[index] ?? '';
    at = skipFold(raw, at, char, style);
    places[index] = at;
    const width = writtenLength(raw, at, char, style);
    if (width === 10 && isHighSurrogate(char)) {
      index += 1;
      places[index] = at;
    }
    at += width;
  }
  places[value.length] = at;
  return places;
}

/** Skips what decoding removed before `char`: indentation, trimmed blanks and escaped line breaks. */
function skipFold(raw: string, from: number, char: string, style: ScalarStyle): number {
  let at = from;
  for (;;) {
    const next = raw[at] ?? '';
    if (style === 'double' && next === '\\' && (raw[at + 1] === '\n' || raw[at + 1] === '\r')) at += 2;
    else if (BLANKS.has(next) && !BLANKS.has(char)) at += 1;
    else return at;
  }
}

function writtenLength(raw: string, at: number, char: string, style: ScalarStyle): number {
  if (style === 'double' && raw[at] === '\\') return ESCAPE_LENGTHS[raw[at + 1] ?? ''] ?? 2;
  if (style === 'single' && char === "'") return 2;
  return raw[at] === char ? 1 : 0;
}

function isHighSurrogate(char: string): boolean {
  return char >= '\ud800' && char <= '\udbff';
}
