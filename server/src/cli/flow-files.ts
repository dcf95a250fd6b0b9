/** What a person means by a path on the command line. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { ProjectError } from '../errors.ts';
import { type FlowFiles, type ProjectLocation, tasksFileIn } from '../project/discover.ts';

/** A folder with a flow.yaml is a project of one flow; any other is one of several. */
export function locationOf(dir: string): ProjectLocation {
  return existsSync(path.join(dir, 'flow.yaml')) ? { projectDir: dir } : { multiDir: dir };
}

export function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * The flow in this file, or in the flow.yaml of this folder, with these tasks, or those beside it.
 *
 * @throws ProjectError if one of them is not there
 */
export function flowFiles(file: string, tasksFile?: string): FlowFiles {
  const flow = isFolder(file) ? path.join(file, 'flow.yaml') : file;
  const flowFile = path.resolve(flow);
  for (const one of tasksFile === undefined ? [flow] : [flow, tasksFile]) {
    if (!existsSync(one)) throw new ProjectError(`There is no file ${one}.`);
  }
  const dir = path.dirname(flowFile);
  const tasks = tasksFile === undefined ? tasksFileIn(dir) : path.resolve(tasksFile);
  return { dir, flowFile, ...(tasks !== undefined && { tasksFile: tasks }) };
}
