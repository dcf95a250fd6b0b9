/** Where the flows of a project are. */
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ProjectError } from '../errors.ts';

/** One flow in a folder of its own, or a folder of such folders. */
export type ProjectLocation = { readonly projectDir: string } | { readonly multiDir: string };

/** The files of one flow; all paths are absolute. */
export interface FlowFiles {
  readonly dir: string;
  readonly flowFile: string;
  /** Absent if there is neither a `flow.ts` nor a `flow.js`. */
  readonly tasksFile?: string;
}

/** The folder that paths in messages are relative to. */
export function rootOf(location: ProjectLocation): string {
  return resolve('projectDir' in location ? location.projectDir : location.multiDir);
}

/**
 * The folder of the whole project: `--multi ./flows` is given from the folder above, where such a project has its own files.
 * A flow, or a package, that is called `flows` is a project itself, and what is above it belongs to others.
 */
export function homeOf(location: ProjectLocation): string {
  const root = rootOf(location);
  const isPart = 'multiDir' in location && basename(root) === 'flows' && !existsSync(join(root, 'package.json'));
  return isPart ? dirname(root) : root;
}

/**
 * Finds the flows: `DIR/flow.yaml`, or `DIR/<any>/flow.yaml` and `DIR/flows/<any>/flow.yaml` of several, in the order of
 * their paths.
 *
 * @throws ProjectError that says what was looked for and where
 */
export async function discover(location: ProjectLocation): Promise<readonly FlowFiles[]> {
  const root = rootOf(location);
  await checkFolder(root);
  return 'projectDir' in location ? [await discoverOne(root)] : discoverMany(root);
}

async function checkFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => undefined);
  if (found === undefined) throw new ProjectError(`There is no folder ${dir}.`);
  if (!found.isDirectory()) throw new ProjectError(`${dir} is a file: give the folder that holds the flow.yaml.`);
}

async function discoverOne(dir: string): Promise<FlowFiles> {
  const flow = flowIn(dir);
  if (flow !== undefined) return flow;
  const below = await flowsBelow(dir);
  throw new ProjectError(
    `There is no flow.yaml in ${dir}${otherSpelling(dir)}${below.length > 0 ? folderOfFlows(below) : '.'}`,
  );
}

async function discoverMany(dir: string): Promise<readonly FlowFiles[]> {
  const flows = await flowsBelow(dir);
  if (flows.length > 0) return flows;
  const alone = flowIn(dir) === undefined ? '' : ' It holds a flow itself: serve it with --project.';
  throw new ProjectError(
    `There is no flow.yaml in the folders of ${dir}, nor in those of ${join(dir, 'flows')}.${alone}`,
  );
}

function otherSpelling(dir: string): string {
  return existsSync(join(dir, 'flow.yml')) ? ', but a flow.yml: rename it to flow.yaml' : '';
}

function folderOfFlows(flows: readonly FlowFiles[]): string {
  return `, but there are flows in folders below it (${flows.length}): serve them with --multi.`;
}

async function flowsBelow(dir: string): Promise<readonly FlowFiles[]> {
  const dirs = [...(await foldersIn(dir)), ...(await foldersIn(join(dir, 'flows')))];
  return dirs.toSorted().flatMap((folder) => flowIn(folder) ?? []);
}

async function foldersIn(dir: string): Promise<readonly string[]> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    // To find nothing in a folder that cannot be read would blame the flows.
    throw new ProjectError(`The folder ${dir} cannot be read (${error.code}).`);
  });
  return names.filter((name) => name !== 'node_modules' && !name.startsWith('.')).map((name) => join(dir, name));
}

/** The files of the flow in `dir`, if it has a `flow.yaml`. */
export function flowIn(dir: string): FlowFiles | undefined {
  const flowFile = join(dir, 'flow.yaml');
  if (!existsSync(flowFile)) return undefined;
  const tasksFile = tasksFileIn(dir);
  return tasksFile === undefined ? { dir, flowFile } : { dir, flowFile, tasksFile };
}

/** The file with the tasks of the flows in `dir`, if there is one. */
export function tasksFileIn(dir: string): string | undefined {
  return ['flow.ts', 'flow.js'].map((name) => join(dir, name)).find((path) => existsSync(path));
}
