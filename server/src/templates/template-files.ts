/** The files that projects begin with: real ones, in `templates/` of this package. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProjectFile } from './project-file.ts';

const ROOT = path.join(import.meta.dirname, '../../templates');

/** The files below `templates/<folder>`, but for those that are `without`, or in such a folder. */
export function templateFiles(folder: string, without: readonly string[] = []): readonly ProjectFile[] {
  const root = path.join(ROOT, folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !without.includes(path.relative(root, file).split(path.sep)[0] ?? ''))
    .toSorted()
    .map((file) => ({
      path: nameInProject(path.relative(root, file)),
      text: readFileSync(file, 'utf8'),
      executable: file.endsWith('.sh'),
    }));
}

export function templateText(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** npm leaves a `.gitignore` out of a package, so that names with a dot begin with `dot.` here. */
function nameInProject(file: string): string {
  return file
    .split(path.sep)
    .join('/')
    .replace(/(^|\/)dot\./, '$1.');
}

/** Puts `values` in place of their `{{names}}`. */
export function fill(file: ProjectFile, values: Readonly<Record<string, string>>): ProjectFile {
  const text = file.text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
  return { ...file, text };
}
