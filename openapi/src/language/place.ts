/** Lines and columns of a text, counted from 1; columns in UTF-16 units. */

import type { Range } from './model.ts';
import type { FlowSource } from './parse-source.ts';

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A stretch of a text; the end stands behind its last character. */
export interface Region extends Place {
  readonly endLine: number;
  readonly endColumn: number;
}

export function regionOf({ start, end }: Range, source: FlowSource): Region {
  const [first, last] = [placeOf(source, start), placeOf(source, Math.max(start, end))];
  return { line: first.line, column: first.column, endLine: last.line, endColumn: last.column };
}

const starts = new WeakMap<FlowSource, readonly number[]>();

/** Offsets at which the lines of a file begin. */
export function lineStarts(source: FlowSource): readonly number[] {
  const known = starts.get(source);
  if (known !== undefined) return known;
  // No editor counts a byte order mark as a column.
  const found = [source.text.startsWith('\ufeff') ? 1 : 0];
  for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1)) found.push(at + 1);
  starts.set(source, found);
  return found;
}

/** The place of an offset, and where its line begins. */
export function placeOf(source: FlowSource, offset: number): Place & { readonly start: number } {
  const lines = lineStarts(source);
  const at = Math.min(offset, source.text.length);
  let [low, high] = [0, lines.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((lines[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  const start = lines[low] ?? 0;
  return { line: low + 1, column: Math.max(1, at - start + 1), start };
}
