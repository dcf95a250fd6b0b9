/** Types what a document shows into the shell that a person would have. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { ENV, ROOT } from '../workspace.ts';

/**
 * One that no other program has, most likely: below those that the system hands out to anybody. Files run in processes of
 * their own, whose numbers follow each other, and use a few ports each.
 */
export const PORT = 20_000 + ((process.pid * 23) % 12_000);

/** A folder outside, for as long as the tests of a file run; its path has a blank. */
export function folderOutside(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), name));
  const servers: ChildProcess[] = [];
  running.set(folder, servers);
  afterAll(() => {
    for (const { pid } of servers) if (pid !== undefined) endGroup(pid);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    // What npm has installed takes its time to go.
  }, 60_000);
  return folder;
}

/** A shell, npx and the server; they may live on when the shell has ended. */
function endGroup(leader: number): void {
  try {
    process.kill(-leader);
  } catch {
    // All of them have ended.
  }
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

/** Runs lines that may leave programs behind, until the end of the tests; answers what all of them have printed when the lines have ended. */
export function typeAll(lines: string, cwd: string, folder: string): Promise<string> {
  const { FORCE_COLOR: _, ...env } = ENV;
  const child = spawn('bash', ['-eu'], { cwd, env: { ...env, NO_COLOR: '1' }, stdio: 'pipe', detached: true });
  running.get(folder)?.push(child);
  child.stdin.end(lines);
  let printed = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (printed += data));
    child.on('exit', (code) => (code === 0 ? resolve(printed) : reject(new Error(`exit code ${code}\n${printed}`))));
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
