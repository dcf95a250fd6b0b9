/** A project as it was in a revision of git, in a folder of its own for as long as it is read. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ProjectError } from '../errors.ts';
import { loadConfig } from '../project/config.ts';
import { projectRoot } from '../project/library.ts';
import { isFolder } from './flow-files.ts';

const run = promisify(execFile);

/** @throws ProjectError if git has no such revision, or no such file in it */
export async function atRevision<Result>(
  revision: string,
  target: string,
  read: (target: string) => Promise<Result>,
): Promise<Result> {
  if (!existsSync(target)) throw new ProjectError(`There is no file or folder ${target}.`);
  const place = realpathSync(target);
  const root = projectRoot(isFolder(place) ? place : path.dirname(place));
  const scratch = mkdtempSync(path.join(realpathSync(tmpdir()), 'flowlang-diff-'));
  try {
    const tree = path.join(scratch, 'project');
    await checkOut(revision, root, tree, path.join(scratch, 'index'));
    const modules = nearestModules(root);
    if (modules !== undefined && !existsSync(path.join(tree, 'node_modules')))
      symlinkSync(modules, path.join(tree, 'node_modules'), 'junction');
    const then = path.join(tree, path.relative(root, place));
    if (!existsSync(then)) throw new ProjectError(`${target} is not in the revision ${revision}.`);
    return await read(then);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Through an index of its own: the person's is not touched. */
async function checkOut(revision: string, root: string, tree: string, index: string): Promise<void> {
  const env = { ...loadConfig({ projectDir: root }).env, GIT_INDEX_FILE: index };
  const git = (...args: string[]): Promise<{ stdout: string }> => run('git', args, { cwd: root, env });
  try {
    const { stdout } = await git('rev-parse', '--show-prefix');
    await git('read-tree', `${revision}:${stdout.trim()}`);
    await git(
      '-C',
      (await git('rev-parse', '--show-toplevel')).stdout.trim(),
      'checkout-index',
      '--all',
      `--prefix=${tree}/`,
    );
  } catch (thrown) {
    const said = thrown instanceof Error && 'stderr' in thrown ? String(thrown.stderr).trim() : '';
    throw new ProjectError(
      `git cannot show ${root} at ${revision}: ${said.replace(/^fatal: /, '') || 'is git installed?'}`,
    );
  }
}

function nearestModules(dir: string): string | undefined {
  const modules = path.join(dir, 'node_modules');
  if (existsSync(modules)) return modules;
  const above = path.dirname(dir);
  return above === dir ? undefined : nearestModules(above);
}
