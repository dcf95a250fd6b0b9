/**
 * Cuts the text of an expression into tokens. A character that the language does not have becomes one `bad` token that
 * says what to write instead, and ends the list: what follows a mistake is not worth reporting.
 */

import type { Fix } from '../edits.ts';

export interface Token {
  readonly kind: 'name' | 'operator' | 'number' | 'text' | 'bad' | 'end';
  /** Indices of the expression's text. */
  readonly start: number;
  readonly end: number;
  /** As written; of a `text` what it says, of a `bad` one what is wrong. */
  readonly text: string;
  readonly hint?: string;
  /** What mends a `bad` one, in indices too. */
  readonly fix?: Fix;
}

const BLANKS = /\s+/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const OPERATOR = /\$\{|&&|\|\||\?\?|==|!=|<=|>=|[-+*/%<>!?:|.,()[\]}]/y;

/** What people write who come from other languages; tried before the operators, in this order. */
const MISTAKES: readonly (readonly [written: string, message: string, hint: string, instead?: string])[] = [
  ['===', '`===` is not an operator', 'Use `==`; it is strict already', '=='],
  ['!==', '`!==` is not an operator', 'Use `!=`; it is strict already', '!='],
  ['=>', '`=>` is not an operator', 'Use `>=`', '>='],
  ['=<', '`=<` is not an operator', 'Use `<=`', '<='],
  ['<>', '`<>` is not an operator', 'Use `!=`', '!='],
  ['=~', '`=~` is not an operator', 'Use `contains`, `starts_with` or `ends_with`'],
  ['**', '`**` is not an operator', 'Multiply with `*`'],
  ['//', '`//` is not an operator', 'Use `floor(a / b)`'],
  ['?.', '`?.` is not an operator', 'Use `.`; a property of null is null'],
  ['{', '`{` cannot stand in an expression', 'Write the map as YAML, with an expression in each value'],
  ['`', 'A text does not stand in backticks', 'Use \' or ", and `+` to join texts'],
  ...['“', '”', '‘', '’'].map(
    (quote) => [quote, 'A text does not stand in curly quotes', 'Use straight quotes: \' or "'] as const,
  ),
];

/** Before a `=>` that is no misspelt `>=`: `map(x => x.sku)`, `sort(list, (a, b) => …)`. */
const PARAMETERS = /[(,]\s*(?:\w+|\([\w\s,]*\))\s*$/;
const LONGEST_PARAMETERS = 60;
const NO_ARROW_HINT = 'No function takes another one: go through a list with `for_each`, or compute it in a task';

/** A text in quotes that are none here, with nothing in it that straight quotes would read otherwise. */
const MISQUOTED = /[“”][^“”'"\\]*[“”]|[‘’][^‘’'"\\]*[‘’]|`[^`'"\\$]*`/y;

const MISTAKE_STARTS: ReadonlySet<string> = new Set(MISTAKES.map(([written]) => written.charAt(0)));

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', "'": "'", '"': '"', n: '\n', r: '\r', t: '\t' };

/** Tokens of `text`; the last is `end` or the first mistake. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let index = 0; ; ) {
    index += match(BLANKS, text, index)?.length ?? 0;
    const token = tokenAt(text, index);
    tokens.push(token);
    if (token.kind === 'end' || token.kind === 'bad') return tokens;
    index = token.end;
  }
}

/** Index after the closing quote of the text that opens at `start`, or undefined if it is never closed. */
export function endOfQuoted(text: string, start: number): number | undefined {
  const quote = text[start];
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === quote) return index + 1;
  }
  return undefined;
}

function tokenAt(text: string, start: number): Token {
  const first = text[start];
  if (first === undefined) return { kind: 'end', start, end: start, text: '' };
  if (first === "'" || first === '"') return quoted(text, start);
  const name = match(NAME, text, start);
  if (name !== undefined) return nameToken(text, start, name);
  const number = match(NUMBER, text, start);
  if (number !== undefined) return numberToken(text, start, number);
  const mistake = MISTAKE_STARTS.has(first) ? MISTAKES.find(([written]) => text.startsWith(written, start)) : undefined;
  if (mistake) {
    const [written, message, usual, instead] = mistake;
    if (written === '=>' && PARAMETERS.test(text.slice(Math.max(0, start - LONGEST_PARAMETERS), start)))
      return bad(start, start + written.length, message, NO_ARROW_HINT);
    const isDoubled = written === '{' && text.slice(0, start).trim() === '' && !text.includes(':');
    const hint = isDoubled ? 'An expression has one pair of braces: `${inputs.a}`' : usual;
    const end = start + written.length;
    const fix = instead === undefined ? requote(text, start) : [{ range: { start, end }, text: instead }];
    return bad(start, end, message, hint, fix);
  }
  const operator = match(OPERATOR, text, start);
  if (operator !== undefined) return { kind: 'operator', start, end: start + operator.length, text: operator };
  return strange(text, start);
}

function nameToken(text: string, start: number, name: string): Token {
  const end = start + name.length;
  const next = text.codePointAt(end) ?? 0x20;
  if (next > 0x7f && /\p{L}/u.test(String.fromCodePoint(next))) return strange(text, end);
  return { kind: 'name', start, end, text: name };
}

function numberToken(text: string, start: number, number: string): Token {
  const end = start + number.length;
  const rest = match(NAME, text, end);
  if (rest !== undefined) {
    return bad(start, end + rest.length, `\`${number}${rest}\` is neither a number nor a name`, 'Put a text in quotes');
  }
  if (/^0\d/.test(number)) return bad(start, end, 'A number does not begin with 0', 'Put a text of digits in quotes');
  const value = Number(number);
  const exact = Number.isFinite(value) && (!/^\d+$/.test(number) || Number.isSafeInteger(value));
  if (!exact) return bad(start, end, 'The number is too large to be exact', 'Put a text of digits in quotes');
  return { kind: 'number', start, end, text: number };
}

function quoted(text: string, start: number): Token {
  const end = endOfQuoted(text, start);
  if (end === undefined) return bad(start, start + 1, 'The text is not closed', `Close it with ${text[start]}`);
  let content = '';
  for (let index = start + 1; index < end - 1; index++) {
    if (text[index] !== '\\') {
      content += text[index];
      continue;
    }
    const escaped = readEscape(text, index);
    if (!escaped) {
      const hint = 'For a backslash write \\\\; the others are \\n \\r \\t \\\' \\" \\u00e9';
      return bad(index, index + 2, `\`${text.slice(index, index + 2)}\` means nothing in a text`, hint);
    }
    content += escaped.character;
    index += escaped.length - 1;
  }
  return { kind: 'text', start, end, text: content };
}

function readEscape(text: string, backslash: number): { character: string; length: number } | undefined {
  const letter = text[backslash + 1] ?? '';
  if (Object.hasOwn(ESCAPES, letter)) return { character: ESCAPES[letter] ?? '', length: 2 };
  const hex = match(/u[0-9a-fA-F]{4}/y, text, backslash + 1);
  return hex === undefined ? undefined : { character: String.fromCharCode(parseInt(hex.slice(1), 16)), length: 6 };
}

function strange(text: string, start: number): Token {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  const end = start + character.length;
  const range = { start, end };
  if (character === '=') {
    return bad(start, end, '`=` is not an operator', 'Use `==` to compare', [{ range, text: '==' }]);
  }
  if (character === '&') {
    const isApart = /\s&\s/.test(text.slice(start - 1, end + 1));
    return bad(start, end, '`&` is not an operator', 'Use `and`, or `&&`', [{ range, text: isApart ? 'and' : '&&' }]);
  }
  const hint = /\p{L}/u.test(character)
    ? 'A name is made of the letters a to z, digits and `_`; put a text in quotes'
    : 'Put a text in quotes';
  return bad(start, end, `\`${character}\` cannot stand in an expression`, hint);
}

/** Straight quotes in place of both. */
function requote(text: string, start: number): Fix | undefined {
  const length = match(MISQUOTED, text, start)?.length;
  if (length === undefined) return undefined;
  const [opener, closer] = [start, start + length - 1].map((at) => ({ range: { start: at, end: at + 1 }, text: "'" }));
  return opener && closer && [opener, closer];
}

function bad(start: number, end: number, text: string, hint: string, fix?: Fix): Token {
  return { kind: 'bad', start, end, text, hint, ...(fix && { fix }) };
}

function match(pattern: RegExp, text: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0];
}
