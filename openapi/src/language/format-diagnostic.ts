/** Diagnostics as a person reads them: a line, the text it is about, and a caret under it. */

import { DIAGNOSTICS, type Diagnostic, type LocatedDiagnostic } from './diagnostics.ts';
import type { FlowSource } from './parse-source.ts';
import { lineStarts, placeOf } from './place.ts';

const TAB_WIDTH = 2;
/** Longer lines are cut around the caret. */
const LONGEST_LINE = 160;
const CONTEXT = 60;

const COLORS = { error: '31', warning: '33', hint: '36', gutter: '2', bold: '1' } as const;

/** Line and column of the diagnostic, as tools read them. */
export function locate(diagnostic: Diagnostic, source: FlowSource): LocatedDiagnostic {
  const { code, message, hint, range } = diagnostic;
  const { line, column } = placeOf(source, range.start);
  const severity = DIAGNOSTICS[code].severity;
  return { file: source.file, line, column, code, severity, message, ...(hint !== undefined && { hint }) };
}

/** `flow.yaml:12:9 error FL1301: …`, the line with carets under the range, and the hint. */
export function formatDiagnostic(
  diagnostic: Diagnostic,
  source: FlowSource,
  options: { readonly color?: boolean } = {},
): string {
  const { file, line, column, code, severity, message, hint } = locate(diagnostic, source);
  const paint = (color: keyof typeof COLORS, text: string) =>
    options.color ? `\u001b[${COLORS[color]}m${text}\u001b[0m` : text;
  const head = `${paint('bold', `${file}:${line}:${column}`)} ${paint(severity, `${severity} ${code}`)}: ${message}`;
  const number = String(line);
  const { shown, indent, carets } = frame(source, diagnostic);
  const gutter = (text: string) => paint('gutter', `  ${text.padStart(number.length)} |`);
  const lines = [head, `${gutter(number)} ${shown}`.trimEnd(), `${gutter('')} ${indent}${paint(severity, carets)}`];
  return [...lines, ...(hint === undefined ? [] : [`  ${paint('hint', 'hint:')} ${hint}`])].join('\n');
}

interface Frame {
  readonly shown: string;
  readonly indent: string;
  readonly carets: string;
}

function frame(source: FlowSource, { range }: Diagnostic): Frame {
  const { text } = source;
  const { line, start } = placeOf(source, range.start);
  const next = (lineStarts(source)[line] ?? text.length + 1) - 1;
  const end = text[next - 1] === '\r' && next > start ? next - 1 : next;
  const isLong = end - start > LONGEST_LINE;
  const from = isLong ? Math.max(start, range.start - CONTEXT) : start;
  const to = isLong ? Math.min(end, from + LONGEST_LINE) : end;
  const caretStart = Math.min(range.start, to);
  const caretEnd = Math.min(Math.max(range.end, caretStart + 1), to);
  const before = `${from > start ? '…' : ''}${printable(text.slice(from, caretStart))}`;
  const marked = printable(text.slice(caretStart, caretEnd));
  const after = `${printable(text.slice(caretEnd, to))}${to < end ? '…' : ''}`;
  return {
    shown: before + marked + after,
    indent: ' '.repeat(widthOf(before)),
    carets: '^'.repeat(Math.max(1, widthOf(marked))),
  };
}

/** Control characters must not reach a terminal; a tab has a width that is known here. */
function printable(text: string): string {
  return text
    .replaceAll('\t', ' '.repeat(TAB_WIDTH))
    .replaceAll(/[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu, '�');
}

const CLUSTERS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}])/u;

/** Columns of a terminal. */
function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of CLUSTERS.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}
