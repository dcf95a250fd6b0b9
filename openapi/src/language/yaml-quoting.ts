/** Puts a value in quotes that YAML cannot read without them, where its line shows where the value begins and ends. */
import { type Fix, replace } from './edits.ts';
import { splitTemplate } from './expression/template.ts';
import type { Range } from './model.ts';

/** Characters on either side that are looked at: a longer line is left alone. */
const REACH = 2000;

const DASHES = /^[ \t]*(?:-[ \t]+)*/;
const LEAD = /^[ \t]*(?:-[ \t]+)*(?:(?:[\w$.-]+|"[^"\\]*"|'[^']*')[ \t]*:[ \t]+)?/;

/** The value in quotes: double ones, unless what is in it would need escapes. */
export function inQuotes(value: string): string {
  return /["\\]/.test(value) ? `'${value.replaceAll("'", "''")}'` : `"${value}"`;
}

/** Quotes around the whole value that holds this stretch; undefined where one cannot be sure what the value is. */
export function quoteValue(text: string, { start, end }: Range): Fix | undefined {
  const line = lineAround(text, start);
  if (line === undefined || end > line.end) return undefined;
  const shown = text.slice(line.start, line.end);
  const [from, to] = [start - line.start, end - line.start];
  const lead = LEAD.exec(shown)?.[0].length ?? 0;
  const isFlow = lead < from && /[[{]/.test(shown[lead] ?? '');
  const value = isFlow ? valueInFlow(shown, lead, from, to) : valueInBlock(shown, lead, from);
  if (value === undefined || value.end < to) return undefined;
  if (!isFlow && goesOn(text, line.end, DASHES.exec(shown)?.[0].length ?? 0)) return undefined;
  const written = shown.slice(value.start, value.end);
  if (splitTemplate(written).some((part) => part.kind === 'unclosed')) return undefined;
  return replace({ start: line.start + value.start, end: line.start + value.end }, inQuotes(written));
}

/** Quotes around all that stands on the line behind its key, where that begins with a text in quotes: `"a" == "b"`. */
export function quoteLine(text: string, at: number): Fix | undefined {
  const line = lineAround(text, at);
  if (line === undefined) return undefined;
  const shown = text.slice(line.start, line.end);
  const lead = LEAD.exec(shown)?.[0].length ?? 0;
  const isQuoted = /^(["'])[^"'\\]*\1\s*$/.test(text.slice(line.start + lead, at));
  return isQuoted && !shown.includes('\\') ? quoteValue(text, { start: line.start + lead, end: at }) : undefined;
}

/** The line, without its end. */
function lineAround(text: string, at: number): Range | undefined {
  const before = text.slice(Math.max(0, at - REACH), at).lastIndexOf('\n');
  const after = text.slice(at, at + REACH).search(/\r?\n/);
  if ((before < 0 && at > REACH) || (after < 0 && at + REACH < text.length)) return undefined;
  return {
    start: before < 0 ? 0 : Math.max(0, at - REACH) + before + 1,
    end: after < 0 ? text.length : at + after,
  };
}

/** All of the line behind its key, up to a comment. A sign at its end may be that of a `{}` that opens further up. */
function valueInBlock(line: string, lead: number, from: number): Range | undefined {
  if (from < lead || (from > lead && /[|>&*!%"'[{?\]}]/.test(line[lead] ?? ''))) return undefined;
  const hasKey = line.slice(0, lead).includes(':');
  let end = lead;
  let last = '';
  for (let at = lead; at < line.length && !/^[ \t]#/.test(line.slice(at, at + 2)); at = nextAfter(line, at)) {
    const char = line[at] ?? '';
    if (/^:[ \t]/.test(line.slice(at, at + 2)) || (char === ',' && !hasKey)) return undefined;
    if (/[ \t]/.test(char)) continue;
    end = nextAfter(line, at);
    last = char;
  }
  return /[\]},]/.test(last) ? undefined : { start: lead, end };
}

/** What stands between two signs of a `{}` or `[]` on this line. */
function valueInFlow(line: string, lead: number, from: number, to: number): Range | undefined {
  let start: number | undefined;
  for (let at = lead; at < from; ) {
    const char = line[at] ?? '';
    if (/[[{,]/.test(char) || (char === ':' && /[ \t]/.test(line[at + 1] ?? ''))) start = at + 1;
    else if (/[\]}]/.test(char)) start = undefined;
    at = (char === '"' || char === "'") && start !== undefined ? endOfQuotes(line, at) : nextAfter(line, at);
  }
  if (start === undefined) return undefined;
  let end = to;
  while (end < line.length && !/[\]},]/.test(line[end] ?? '')) end = nextAfter(line, end);
  const written = line.slice(start, end);
  if (/["'#]/.test(written.replaceAll(/\$\{[^}]*\}/g, ''))) return undefined;
  return { start: start + (written.length - written.trimStart().length), end: start + written.trimEnd().length };
}

function nextAfter(line: string, at: number): number {
  return line.startsWith('${', at) ? endOfTemplate(line, at) : at + 1;
}

function endOfTemplate(line: string, start: number): number {
  const [first] = splitTemplate(line.slice(start));
  return first?.kind === 'expression' ? start + first.end + 1 : line.length;
}

function endOfQuotes(line: string, start: number): number {
  const end = line.indexOf(line[start] ?? '', start + 1);
  return end < 0 ? line.length : end + 1;
}

/** Whether a line further in follows, which YAML would read as more of the same value. */
function goesOn(text: string, lineEnd: number, column: number): boolean {
  const next = /^(?:[ \t]*\r?\n)+([ \t]*)(?=[^\s#])/.exec(text.slice(lineEnd, lineEnd + REACH));
  return (next?.[1]?.length ?? 0) > column;
}
