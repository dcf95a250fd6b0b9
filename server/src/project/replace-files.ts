/** Writes files so that each is the old one, the new one, or not there yet at any moment, whatever fails. */
import { constants } from 'node:fs';
import { access, chmod, chown, link, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ProjectError } from '../errors.ts';

export interface Change {
  readonly file: string;
  /** Undefined for a new file: one that came to be in the meantime is never replaced. */
  readonly original: string | undefined;
  readonly text: string;
  /** Of a new file. */
  readonly mode?: number;
}

interface Prepared {
  readonly target: string;
  readonly temporary: string;
  readonly isNew: boolean;
}

/** @throws ProjectError if one cannot be written; all are prepared before the first takes its place */
export async function replaceFiles(changes: readonly Change[]): Promise<void> {
  const prepared: Prepared[] = [];
  try {
    for (const change of changes) prepared.push(await naming(change.file, () => prepare(change)));
    for (const { target, temporary, isNew } of prepared)
      await naming(target, () => (isNew ? takePlace(temporary, target) : rename(temporary, target)));
  } finally {
    await Promise.all(prepared.map(({ temporary }) => rm(temporary, { force: true })));
  }
}

/** The new text beside the old one, with its permissions. A link stays a link. */
async function prepare({ file, original, text, mode: newMode = 0o644 }: Change): Promise<Prepared> {
  if (original === undefined) {
    await mkdir(path.dirname(file), { recursive: true });
    const temporary = await writeBeside(file, text, newMode);
    return { target: file, temporary, isNew: true };
  }
  const target = await realpath(file);
  const { mode, uid, gid } = await stat(target);
  // Whoever may write to the folder could replace it all the same, and its owner did not mean that.
  if ((mode & 0o222) === 0) throw new ProjectError(`${shown(file)} is read-only: allow writing to it first.`);
  await access(target, constants.W_OK);
  const present = await readFile(target);
  if (!present.equals(Buffer.from(original))) throw new ProjectError(reasonToLeave(shown(file), present));
  const temporary = await writeBeside(target, text, 0o600);
  // Only root can give a file away; another user keeps what is its own already.
  await chown(temporary, uid, gid).catch(() => undefined);
  await chmod(temporary, mode & 0o7777);
  return { target, temporary, isNew: false };
}

async function writeBeside(target: string, text: string, mode: number): Promise<string> {
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
  const handle = await open(temporary, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
}

/** A link fails where a file is; some file systems have none, and there the moment between must do. */
async function takePlace(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EEXIST') throw new ProjectError(`${shown(target)} is there already: run it again.`);
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw thrown;
    await rename(temporary, target);
  }
}

function reasonToLeave(file: string, present: Buffer): string {
  return Buffer.from(present.toString('utf8')).equals(present)
    ? `${file} was changed while it was checked: run it again.`
    : `${file} is not UTF-8, and so cannot be written without changing more: save it as UTF-8 first.`;
}

async function naming<Result>(file: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (thrown) {
    if (thrown instanceof ProjectError) throw thrown;
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
    throw new ProjectError(`${shown(file)} cannot be written (${code}).`);
  }
}

function shown(file: string): string {
  return path.relative(process.cwd(), file);
}
