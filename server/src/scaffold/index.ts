/** The scaffolder: from a flow to the files that it needs, and what is new in it into those that are there. */
import { replaceFiles } from '../project/replace-files.ts';
import { type FileChange, proposeScaffold, type ScaffoldOptions } from './propose.ts';

export {
  type FileChange,
  makesPackage,
  type Note,
  type Proposal,
  proposeScaffold,
  proposeUpdate,
  type ScaffoldOptions,
} from './propose.ts';

export async function planScaffold(options: ScaffoldOptions): Promise<readonly FileChange[]> {
  return (await proposeScaffold(options)).changes;
}

/** @throws ProjectError if one cannot be written; then none of them is, as far as that can be known before */
export async function applyChanges(changes: readonly FileChange[]): Promise<void> {
  await replaceFiles(
    changes.map(({ path: file, before: original, after: text, executable }) => ({
      file,
      original,
      text,
      ...(executable && { mode: 0o755 }),
    })),
  );
}
