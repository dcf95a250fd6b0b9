/** Where things are in this repository, and how its scripts run commands. */
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import path from 'node:path';

export const ROOT: string = path.dirname(import.meta.dirname);

const BIN = path.join(ROOT, 'node_modules', '.bin');
const VENV_BIN = path.join(ROOT, '.venv', process.platform === 'win32' ? 'Scripts' : 'bin');

/** The Node, the tools and the Python of this repository come first. */
export const ENV: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [BIN, VENV_BIN, process.env['PATH']].join(path.delimiter),
};

export const PYTHON: string = path.join(VENV_BIN, 'python');
export const FLOWLANG: string = path.join(ROOT, 'server', 'bin', 'flowlang.js');

/** Runs a command at the root with its output on the screen. True if it went well. */
export function runs(command: string, args: readonly string[], options: SpawnSyncOptions = {}): boolean {
  const done = spawnSync(command, args, { cwd: ROOT, env: ENV, stdio: 'inherit', ...options });
  if (done.error !== undefined) console.error(`${command}: ${done.error.message}`);
  return done.status === 0;
}
