/** The Node that a project will find. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Whether the first Node on the path, but for one that a project brings itself, is too old to run flows. */
export function isNodeTooOld(searchPath: string): boolean {
  const node = searchPath
    .split(path.delimiter)
    .filter((dir) => !dir.split(path.sep).includes('node_modules'))
    .map((dir) => path.join(dir, process.platform === 'win32' ? 'node.exe' : 'node'))
    .find((file) => existsSync(file));
  if (node === undefined) return false;
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  const [major = 0, minor = 0] = (stdout ?? '').replace('v', '').split('.').map(Number);
  return major > 0 && (major < 22 || (major === 22 && minor < 18));
}
