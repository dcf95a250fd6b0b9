/**
 * `${a ? b : c}` and `{v: ${x}}` break YAML when they are not quoted. What stands in such a `${…}` is covered, so that
 * the file can be read on: one missing pair of quotes is one diagnostic, and the rest of the file is still checked.
 */
import type { Report } from './diagnostics.ts';
import type { Range } from './model.ts';
import { reportCompactMap } from './yaml-problems.ts';

/** Stands for a character that was covered; a text that holds it was reported. */
export const COVERED = '\ue000';

/** A place where the YAML library stumbled. */
export interface Suspect {
  readonly at: number;
  /** A map starts here on its key's line: `a: b: c`. */
  readonly isCompactMap: boolean;
}

/**
 * Covers and reports each unquoted `${…}` on the lines of the suspects, which ascend, and the values that hold a `: `;
 * undefined if there is nothing to cover.
 */
export function coverLines(text: string, suspects: readonly Suspect[], report: Report): string | undefined {
  const pieces: string[] = [];
  let done = 0;
  const cover = (start: number, end: number) => {
    pieces.push(text.slice(done, start), COVERED.repeat(end - start));
    done = end;
  };
  let lineEnd = -1;
  for (const { at, isCompactMap } of suspects) {
    if (at <= lineEnd) continue;
    const newline = text.indexOf('\n', at);
    lineEnd = newline < 0 ? text.length : newline;
    const found = [...unquoted(text, text.lastIndexOf('\n', at - 1) + 1, lineEnd)];
    for (const [start, end] of found) {
      reportUnquoted(text, start, end, report);
      cover(start, end);
    }
    if (found.length > 0 || !isCompactMap) continue;
    reportCompactMap(at, report);
    cover(at, lineEnd);
  }
  return pieces.length === 0 ? undefined : pieces.join('') + text.slice(done);
}

/** Says that `${…}` needs quotes, and how to write them. */
function reportUnquoted(text: string, start: number, end: number, report: Report): void {
  const expression = text.slice(start, end);
  const quote = expression.includes('"') ? "'" : '"';
  const hint =
    expression.includes('"') && expression.includes("'")
      ? 'Put the value in quotes'
      : `Put the value in quotes: ${quote}${expression}${quote}`;
  report('FL1008', { start, end }, 'YAML cannot read this `${…}` without quotes', hint);
}

/** A plain text with a `${` that a comment cuts off: `${x # y}`. True if it was one. */
export function reportCutByComment(text: string, value: string, range: Range, report: Report): boolean {
  const open = unclosed(value);
  if (open < 0 || !/^[ \t]+#/.test(text.slice(range.end, range.end + 100))) return false;
  const newline = text.indexOf('\n', range.end);
  reportUnquoted(text, range.start + open, newline < 0 ? text.length : newline, report);
  return true;
}

/** A key with a `${` that its value closes: `- ${a ? b : c}` is a map to YAML. True if it was one. */
export function reportHalf(text: string, key: string, range: Range, report: Report): boolean {
  const open = unclosed(key);
  if (open < 0) return false;
  const line = text.indexOf('\n', range.start);
  const close = text.indexOf('}', range.start);
  reportUnquoted(text, range.start + open, close >= 0 && (line < 0 || close < line) ? close + 1 : range.end, report);
  return true;
}

/** Index of a `${` that the text does not close. */
function unclosed(text: string): number {
  const open = text.lastIndexOf('${');
  return open >= 0 && text[open - 1] !== '$' && text.indexOf('}', open) < 0 ? open : -1;
}

function* unquoted(text: string, lineStart: number, lineEnd: number): Generator<[start: number, end: number]> {
  for (let at = lineStart; at < lineEnd; at += 1) {
    const char = text[at] ?? '';
    if ((char === '"' || char === "'") && /[\s[{,:]/.test(text[at - 1] ?? ' ')) {
      const close = text.indexOf(char, at + 1);
      at = close < 0 || close > lineEnd ? lineEnd : close;
    } else if (char === '$' && text[at + 1] === '{') {
      const end = endOf(text, at, lineEnd);
      yield [at, end];
      at = end - 1;
    }
  }
}

/** Braces inside count, so that `${ {a: 1} }` is covered whole. */
function endOf(text: string, start: number, lineEnd: number): number {
  let depth = 0;
  for (let at = start + 1; at < lineEnd; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}' && --depth === 0) return at + 1;
  }
  return lineEnd;
}
