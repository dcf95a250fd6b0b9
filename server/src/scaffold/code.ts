/** Pieces of TypeScript, and how they come into a file that is there: nothing of it is ever taken away. */
import { createHash } from 'node:crypto';

/** Longer lines are broken. */
export const WIDTH = 90;

/** In single quotes; of the escapes of JSON all are understood by JavaScript. */
export function quoted(text: string): string {
  const inner = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return `'${inner}'`;
}

/** A text that goes in at an offset of the old one. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** Those at the same place stand in the order given. */
export function insert(text: string, insertions: readonly Insertion[]): string {
  let result = '';
  let done = 0;
  for (const { at, text: added } of insertions.toSorted((a, b) => a.at - b.at)) {
    result += text.slice(done, at) + added;
    done = at;
  }
  return result + text.slice(done);
}

/** The line end that the file has. */
export function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

export function withLineEnd(text: string, end: string): string {
  return end === '\n' ? text : text.replaceAll('\n', end);
}

/** Short: it tells an edit, and no attack. Line ends do not count: git may change them. */
export function fingerprint(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n').trim()).digest('hex').slice(0, 12);
}
