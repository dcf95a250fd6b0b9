/** Fixes, as those build them who report a mistake: only where the mended text is certain to be read as it was meant. */
import type { Edit, Report } from './diagnostics.ts';
import type { Range } from './model.ts';
import type { YamlScalar } from './yaml-node.ts';

export type Fix = readonly Edit[];

/** Words that YAML reads as they are, wherever they stand. */
const PLAIN_WORD = /^(?!(?:true|false|null)$)[A-Za-z_$][\w$.-]*$/i;

export function replace(range: Range, text: string): Fix {
  return [{ range, text }];
}

/** Another word in place of `written`. Its quotes stay; one that is written with escapes or over lines is left alone. */
export function respellAt({ start, end }: Range, written: string, word: string): Fix | undefined {
  if (!PLAIN_WORD.test(word)) return undefined;
  const quotes = end - start - written.length;
  if (quotes === 0) return replace({ start, end }, word);
  return quotes === 2 ? replace({ start: start + 1, end: end - 1 }, word) : undefined;
}

/** Something else in place of a text on one line, its quotes included. */
export function replaceText(range: Range, written: string, text: string): Fix | undefined {
  const quotes = range.end - range.start - written.length;
  return quotes === 0 || quotes === 2 ? replace(range, text) : undefined;
}

/** Signs around a value, which itself stays as it is written. */
export function enclose({ start, end }: Range, opener: string, closer: string = opener): Fix {
  return [
    { range: { start, end: start }, text: opener },
    { range: { start: end, end }, text: closer },
  ];
}

/** For what is found inside of a text: its edits are written as that kind of scalar writes such characters. */
export function reportInside(node: YamlScalar, report: Report): Report {
  return (code, range, message, hint, fix) => report(code, range, message, hint, fix && writtenIn(node, fix));
}

function writtenIn(node: YamlScalar, fix: Fix): Fix | undefined {
  switch (node.style) {
    case 'single':
      return fix.map(({ range, text }) => ({ range, text: text.replaceAll("'", "''") }));
    case 'double':
      return fix.map(({ range, text }) => ({ range, text: text.replaceAll(/["\\]/g, '\\$&') }));
    case 'block':
      return fix;
    case 'plain':
      return fix.every((edit) => fitsPlain(edit, node)) ? fix : undefined;
    default:
      return undefined;
  }
}

/** Without quotes some signs mean something to YAML. A text with a brace in it stands in no `{}` or `[]`. */
function fitsPlain({ range, text }: Edit, { range: whole, value }: YamlScalar): boolean {
  const isFirst = range.start === whole.start && !/^\w/.test(text);
  const mayStandInFlow = !String(value).includes('{');
  return !isFirst && !/: | #/.test(text) && !(mayStandInFlow && /[[\]{},]/.test(text));
}
