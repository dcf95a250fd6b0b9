/** Which file a test means by `flow.yaml`. */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProjectError } from '../errors.ts';
import { projectRoot } from '../project/library.ts';

/** The kit's own files, and whatever runs the tests. */
const OTHERS = /[\\/]node_modules[\\/]|^node:/;

/**
 * The file of the function that called into the kit.
 *
 * @param stack of an error that the kit's outermost function has made
 */
export function callerOf(stack: string | undefined): string | undefined {
  for (const [, place = ''] of (stack ?? '').matchAll(/^ +at (?:async )?(?:[^/\\:]+ \()?(.+?):\d+:\d+\)?$/gm)) {
    const file = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (isAbsolute(file) && !OTHERS.test(file) && !file.startsWith(import.meta.dirname)) return file;
  }
  return undefined;
}

/**
 * A path that is not absolute is that of the nearest such file in the folder of the caller or above it, within the project;
 * else it is taken from the working directory.
 *
 * @throws ProjectError that says where it was looked for
 */
export function findFile(file: string | URL, caller: string | undefined): string {
  const path = file instanceof URL || file.startsWith('file:') ? fileURLToPath(file) : file;
  const places = isAbsolute(path) ? [path] : [...above(caller).map((dir) => join(dir, path)), resolve(path)];
  const found = places.find((one) => existsSync(one));
  if (found !== undefined) return found;
  throw new ProjectError(`There is no file ${[...new Set(places)].join(', nor ')}.`);
}

/** The folder of the file and those above it, up to the root of the project. */
function above(file: string | undefined): readonly string[] {
  if (file === undefined) return [];
  const first = dirname(file);
  const root = projectRoot(first);
  const dirs: string[] = [];
  for (let dir = first; ; dir = dirname(dir)) {
    dirs.push(dir);
    if (dir === root || dirname(dir) === dir) return dirs;
  }
}
