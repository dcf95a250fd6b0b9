/** Types what a document shows into the shell that a person would have. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { ENV, ROOT } from '../workspace.ts';

/** One that no other program has, most likely. Files run in processes of their own. */
export const PORT = 20_000 + (process.pid % 20_000);

/** A folder outside, for as long as the tests of a file run; its path has a blank. */
export function folderOutside(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), name));
  const servers: ChildProcess[] = [];
  running.set(folder, servers);
  afterAll(() => {
    // The whole group: a shell, npx and the server.
    for (const { pid } of servers) if (pid !== undefined) process.kill(-pid);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

const running = new Map<string, ChildProcess[]>();

/** Runs lines; answers what they printed. */
export function type(lines: string, cwd: string): Promise<string> {
  const child = spawn('bash', ['-euc', lines], { cwd, env: { ...ENV, FLOWLANG: ROOT }, stdio: 'pipe' });
  let printed = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (printed += data));
    child.on('exit', (code) => (code === 0 ? resolve(printed) : reject(new Error(`${lines}\n${printed}`))));
  });
}

/** Runs a server until the end of the tests; answers when it serves. */
export function serve(line: string, cwd: string): Promise<void> {
  const child = spawn('bash', ['-euc', line], { cwd, env: ENV, stdio: 'pipe', detached: true });
  running.get(cwd)?.push(child);
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => String(data).includes('serves') && resolve());
    child.on('exit', (code) => reject(new Error(`${line} ended with exit code ${code}`)));
  });
}
