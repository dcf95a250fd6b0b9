/** openapi-typescript's comments as TSDoc: what the author says comes first, and what the type says already is left out. */
import ts from 'typescript';

/** They are changed in place: a copy of a node would have none. */
export function tidyComments(node: ts.Node): void {
  const comments = ts.getSyntheticLeadingComments(node);
  if (comments === undefined) return;
  const tidied = comments.map((comment) => ({ ...comment, text: tidy(comment.text) }));
  ts.setSyntheticLeadingComments(
    node,
    tidied.filter(({ text }) => text !== ''),
  );
}

/** The text between `/*` and its end. */
function tidy(text: string): string {
  const lines = text
    .replace(/^\*/, '')
    .split('\n')
    .map((line) => line.replace(/^ \* ?/, '').trim())
    .filter((line) => !/^@(?:constant|enum \{.*\})$/.test(line));
  const isFormat = (line: string): boolean => /^Format: \S+$/.test(line);
  const says = trimmed(lines.filter((line) => !isFormat(line)).map(asTsdoc));
  const formats = lines.filter(isFormat);
  const all = says.length > 0 && formats.length > 0 ? [...says, '', ...formats] : [...says, ...formats];
  if (all.length === 0) return '';
  if (all.length === 1) return `* ${all[0]} `;
  return `*\n${all.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n `;
}

function asTsdoc(line: string): string {
  return line.replace(/^@description /, '').replace(/^@default /, '@defaultValue ');
}

function trimmed(lines: readonly string[]): readonly string[] {
  const isText = (line: string): boolean => line !== '';
  return lines.slice(Math.max(lines.findIndex(isText), 0), lines.findLastIndex(isText) + 1);
}
