/** What `flowlang diff` would say of two versions of flows. */
import { compareDocuments } from '../../../src/contract/diff/compare-documents.ts';
import { buildDocument } from '../../../src/contract/document.ts';
import { checkAll } from '../../language/support.ts';

export function told(before: readonly string[], after: readonly string[]): readonly string[] {
  const changes = compareDocuments({ ...documentOf(before) }, { ...documentOf(after) });
  return changes.map(({ breaks, where, message }) => `${breaks ? '✘' : '•'} ${where}: ${message}`);
}

/** Each flow in a file of its name. */
export function documentOf(texts: readonly string[]) {
  const files = texts.map((text) => [`${/^flow: (.*)/.exec(text)?.[1]}.yaml`, text] as const);
  const checked = [...checkAll(Object.fromEntries(files)).values()];
  return buildDocument(
    checked.map((one) => {
      if (!one.ok) throw new Error(JSON.stringify(one.diagnostics));
      return one;
    }),
  );
}
