/** The way to a copy of a journal that is whole, also while it is written. */
import { existsSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { JournalError } from '../../errors.ts';
import { AskedThread } from './asking.ts';
import type { Copying } from './copier.ts';

export interface Backup {
  readonly executions: number;
  readonly bytes: number;
  /** The key of what is sealed in it, which is not copied; undefined if nothing was ever sealed. */
  readonly keyFile: string | undefined;
}

/** @throws JournalError, JournalUnavailableError; then the target is not there */
export async function backUp(file: string, target: string): Promise<Backup> {
  if (!existsSync(file)) throw new JournalError(`There is no journal ${file}.`);
  if (existsSync(target)) throw new JournalError(`${target} is there already, and a backup overwrites nothing.`);
  if (!existsSync(path.dirname(path.resolve(target))))
    throw new JournalError(`${target} cannot be written: there is no such folder.`);
  // Whole, or not there under its name.
  const draft = `${target}.new`;
  const thread = new AskedThread<Copying>('copier', file);
  try {
    await rm(draft, { force: true });
    const executions = await thread.ask('copy', draft);
    await bringToDisk(draft);
    await rename(draft, target);
    const keyFile = `${file}.key`;
    return { executions, bytes: statSync(target).size, keyFile: existsSync(keyFile) ? keyFile : undefined };
  } catch (thrown) {
    for (const leftover of [draft, `${draft}-journal`]) await rm(leftover, { force: true });
    throw thrown;
  } finally {
    await thread.close();
  }
}

async function bringToDisk(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
