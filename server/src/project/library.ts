/** The flows of a project that nobody serves, and that a subflow's name may stand for. */
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type FlowFiles, flowIn, tasksFileIn } from './discover.ts';

/** What marks the root of a project. */
const MARKS = ['project.yaml', 'package.json'];

/** The nearest folder at or above `dir` that is marked as a project's root; else `dir` itself. */
export function projectRoot(dir: string): string {
  for (let folder = dir; ; folder = dirname(folder)) {
    if (MARKS.some((mark) => existsSync(join(folder, mark)))) return folder;
    if (dirname(folder) === folder) return dir;
  }
}

// A subflow is a reason to look around, and not to read a whole disk.
const MOST_FOLDERS = 5_000;
const MOST_FILES = 5_000;
const LARGEST_FILE = 4_000_000;

/** All flow files below `root`; what is near to `callers`, folders of the project, is found in any case. */
export async function findLibrary(root: string, callers: readonly string[]): Promise<readonly FlowFiles[]> {
  const found: FlowFiles[] = [];
  for (const file of await yamlFiles(root, callers)) {
    const dir = dirname(file);
    const own = flowIn(dir);
    if (own?.flowFile === file) found.push(own);
    else if (await isFlow(file)) {
      // Where there is a flow.yaml, the tasks are its own.
      const tasksFile = own === undefined ? tasksFileIn(dir) : undefined;
      found.push({ dir, flowFile: file, ...(tasksFile !== undefined && { tasksFile }) });
    }
  }
  return found;
}

async function yamlFiles(root: string, callers: readonly string[]): Promise<readonly string[]> {
  const isInside = (dir: string) => dir === root || dir.startsWith(root + sep);
  const folders = new Set([...callers, ...callers.map((dir) => dirname(dir)), root].filter(isInside));
  const files: string[] = [];
  // A set goes on with what is added to it: the nearer folders come first.
  for (const folder of folders) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && isOurs(entry.name) && folders.size < MOST_FOLDERS) folders.add(path);
      else if (entry.isFile() && entry.name.endsWith('.yaml') && files.length < MOST_FILES) files.push(path);
    }
  }
  return files;
}

function isOurs(folder: string): boolean {
  return folder !== 'node_modules' && !folder.startsWith('.');
}

/** Other YAML lies beside flows, too. */
async function isFlow(file: string): Promise<boolean> {
  const { size } = await stat(file).catch(() => ({ size: Number.POSITIVE_INFINITY }));
  return size <= LARGEST_FILE && /^flow:/m.test(await readFile(file, 'utf8').catch(() => ''));
}
