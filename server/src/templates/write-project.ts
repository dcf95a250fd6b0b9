/** Writes new files, all or none, and never over one that is there. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ProjectError } from '../errors.ts';
import type { ProjectFile } from './project-file.ts';

/** What a folder may hold and still be taken for empty. */
const NOTHING = ['.git', '.DS_Store'];

/** @throws ProjectError if a new project cannot stand in `dir` */
export function checkVacant(dir: string): void {
  const found = entriesOf(dir).filter((name) => !NOTHING.includes(name));
  if (found.length === 0) return;
  const some = found.slice(0, 3).join(', ') + (found.length > 3 ? ', …' : '');
  throw new ProjectError(
    `${dir} is not empty (${some}); nothing was written. Give another folder, or bring a flow.yaml that is there to life with: flowlang scaffolder scaffold flow.yaml -o .`,
  );
}

function entriesOf(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw new ProjectError(`${dir} is a file, or in one; nothing was written. Give a folder.`);
    throw new ProjectError(`${dir} cannot be read (${code}); nothing was written.`);
  }
}

/** Text files, and copies of others by their path in `dir`. */
export interface NewFiles {
  readonly files: readonly ProjectFile[];
  readonly copies?: Readonly<Record<string, string>>;
}

/** @throws ProjectError; then nothing is left of what was written */
export function writeNew(dir: string, { files, copies = {} }: NewFiles): void {
  const made: string[] = [];
  const place = (file: string): string => {
    const target = path.join(dir, file);
    makeFolder(path.dirname(target), made);
    if (existsSync(target)) throw new ProjectError(`${target} is there already; nothing was written.`);
    made.push(target);
    return target;
  };
  try {
    for (const { path: file, text, executable } of files) {
      const target = place(file);
      // `wx`: not over a file that somebody else has just made.
      writeFileSync(target, text, { flag: 'wx' });
      if (executable) chmodSync(target, 0o755);
    }
    for (const [file, from] of Object.entries(copies)) copyFileSync(from, place(file));
  } catch (error) {
    for (const one of made.toReversed()) rmSync(one, { recursive: true, force: true });
    throw error instanceof ProjectError ? error : new ProjectError(reasonOf(dir, error));
  }
}

/** Step by step: Node's own way does not end where a file system takes no folders, such as /proc. */
function makeFolder(dir: string, made: string[]): void {
  if (existsSync(dir)) return;
  makeFolder(path.dirname(dir), made);
  mkdirSync(dir);
  made.push(dir);
}

function reasonOf(dir: string, error: unknown): string {
  const code = codeOf(error);
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'you may not write there. Give another folder, or change its rights',
    EPERM: 'you may not write there. Give another folder, or change its rights',
    EROFS: 'that file system is read-only. Give another folder',
    ENOSPC: 'the disk is full',
    ENOENT: 'nothing can be made there. Give another folder',
    ENOTDIR: 'a part of that path is a file. Give another folder',
    ENAMETOOLONG: 'that name is too long. Give a shorter one',
  };
  return `The project cannot be written to ${dir}: ${reasons[code] ?? `it failed (${code})`}. Nothing was left there.`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
