/** `--fix`: applies what mends a text for certain, and leaves every other character as it is. */
import type { Diagnostic, Edit } from './diagnostics.ts';

/** A fix can uncover the next mistake; a file in which they never end is left to its author. */
export const MAX_FIX_ROUNDS = 20;

/** A text after one round of fixes, and the diagnostics whose fixes were applied. */
export interface Fixed {
  readonly text: string;
  readonly applied: readonly Diagnostic[];
}

/**
 * Applies the fixes, each as a whole or not at all. Of two that touch, the first wins; the other waits until the new
 * text is checked, since it may have become needless.
 */
export function applyFixes(text: string, diagnostics: readonly Diagnostic[]): Fixed {
  const edits: Edit[] = [];
  const applied = diagnostics.filter(({ fix = [] }) => {
    if (fix.length === 0 || fix.some((edit) => !isInside(edit, text) || edits.some((other) => touch(edit, other))))
      return false;
    edits.push(...fix);
    return true;
  });
  return { text: applied.length === 0 ? text : applyEdits(text, edits), applied };
}

/** The text with these edits, none of which touch. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { range, text: replacement } of edits.toSorted((a, b) => a.range.start - b.range.start)) {
    pieces.push(text.slice(done, range.start), replacement);
    done = range.end;
  }
  return pieces.join('') + text.slice(done);
}

function isInside({ range }: Edit, text: string): boolean {
  return range.start >= 0 && range.start <= range.end && range.end <= text.length;
}

/** Neighbours count: which of two insertions at one place comes first would be chance. */
function touch({ range: one }: Edit, { range: other }: Edit): boolean {
  return one.start <= other.end && other.start <= one.end;
}
