import { applyEdits, locate } from '@flowlang/openapi/language';
import type { Finding } from '../../project/read-flow.ts';

const LONGEST = 60;

/** `flow.yaml:4:5 fixed FL1101: … (inptus → inputs)`: what was fixed, and where. */
export function describeFix({ diagnostic, source }: Finding): string {
  const { file, line, column, code, message } = locate(diagnostic, source);
  return `${file}:${line}:${column} fixed ${code}: ${message}${describeEdits(diagnostic.fix ?? [], source.text)}`;
}

function describeEdits(edits: NonNullable<Finding['diagnostic']['fix']>, text: string): string {
  const start = Math.min(...edits.map(({ range }) => range.start));
  const end = Math.max(...edits.map(({ range }) => range.end));
  const mended = applyEdits(text, edits);
  const [before, after] = [text.slice(start, end), mended.slice(start, end + mended.length - text.length)];
  return before.includes('\n') || before.length > LONGEST || after.length > LONGEST ? '' : ` (${before} → ${after})`;
}
