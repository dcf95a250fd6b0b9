/**
 * `${a ? b : c}` and `{v: ${x}}` break YAML when they are not quoted. What stands in such a `${…}` is covered, so that
 * the file can be read on: one missing pair of quotes is one diagnostic, and the rest of the file is still checked.
 */
import type { Report } from './diagnostics.ts';
import type { Range } from './model.ts';
import { reportCompactMap } from './yaml-problems.ts';
import { inQuotes, quoteValue } from './yaml-quoting.ts';

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
  const range = { start, end };
  const hint = `Put the value in quotes: ${inQuotes(text.slice(start, end).trimEnd())}`;
  report('FL1008', range, 'YAML cannot read this `${…}` without quotes', hint, quoteValue(text, range));
}

/** A plain text with a `${` that a comment cuts off: `${x # y}`. True if it was one. */
export function reportCutByComment(text: string, value: string, range: Range, report: Report): boolean {
  if (!hasUnclosed(value) || !/^[ \t]+#/.test(text.slice(range.end, range.end + 100))) return false;
  const newline = text.indexOf('\n', range.end);
  reportUnquoted(text, lastOpening(text, range), newline < 0 ? text.length : newline, report);
  return true;
}

/** A key with a `${` that its value closes: `- ${a ? b : c}` is a map to YAML. True if it was one. */
export function reportHalf(text: string, key: string, range: Range, report: Report): boolean {
  if (!hasUnclosed(key)) return false;
  const open = lastOpening(text, range);
  const line = text.indexOf('\n', open);
  const close = text.indexOf('}', open);
  reportUnquoted(text, open, close >= 0 && (line < 0 || close < line) ? close + 1 : range.end, report);
  return true;
}

/** Whether the last `${` of a text is never closed. */
function hasUnclosed(text: string): boolean {
  const open = text.lastIndexOf('${');
  return open >= 0 && text[open - 1] !== '$' && text.indexOf('}', open) < 0;
}

/** Where in the file it stands: not as many characters behind the start as in the text, if that spans lines. */
function lastOpening(text: string, range: Range): number {
  return Math.max(range.start, text.lastIndexOf('${', range.end - 2));
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
