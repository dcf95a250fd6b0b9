/** Names, texts and docstrings as Python has them. */

const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** What the module itself uses by name, so that nothing else may be called so. */
export const MODULE_NAMES: readonly string[] =
  'Any AwaitedEvent Flow FlowWithOptionalInputs Literal TypeAlias TypedDict annotations bool dict float int list str'.split(
    ' ',
  );

const WIDTH = 110;

/** Non-ASCII names are valid too, but Python normalises them, and they would no longer be the key in the JSON. */
export function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && !KEYWORDS.has(text);
}

export function toName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_]/g, '_');
  return isName(name) ? name : /^[A-Za-z_]/.test(name) ? `${name}_` : `_${name}`;
}

/** With the quotes that need fewer escapes, as formatters have it. What JSON escapes, Python reads as JSON does. */
export function quote(text: string): string {
  const json = JSON.stringify(text);
  const doubles = text.split('"').length;
  const singles = text.split("'").length;
  if (doubles <= singles) return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A docstring at that indentation, with the line break that ends it. */
export function docstring(text: string, indent: string): string {
  const [first = '', ...others] = textLines(text).map(escapeLine);
  if (others.length === 0) return `${indent}"""${first}"""\n`;
  const rest = others.map((line) => (line === '' ? '\n' : `${indent}${line}\n`)).join('');
  return `${indent}"""${first}\n${rest}${indent}"""\n`;
}

export function comment(text: string, indent: string): string {
  return textLines(text)
    .map((line) => `${indent}# ${line}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

function escapeLine(line: string): string {
  // Quotes that would end the docstring: three of them anywhere, and any right before its own.
  return line.replaceAll('\\', '\\\\').replace(/"{3,}|"+$/g, (quotes) => quotes.replaceAll('"', '\\"'));
}

function textLines(text: string): string[] {
  const lines = text
    .toWellFormed()
    .trim()
    .split(/\r\n|[\n\r\f\v\u0085\u2028\u2029]/);
  return lines.flatMap((line) => wrap(line.replace(/[\s\p{Cc}]+/gu, ' ').trim()));
}

function wrap(line: string): string[] {
  const lines = [''];
  for (const word of line.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
