/** Starts the processes that the cases are judged by: a server for those that run, the command line for the others. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { LocatedDiagnostic } from '@flowlang/openapi';

export interface ServedFlow {
  readonly name: string;
  readonly file: string;
  readonly state: 'ready' | 'incomplete' | 'invalid';
  readonly diagnostics: readonly LocatedDiagnostic[];
}

export interface ServedProject {
  readonly url: string;
  readonly flows: readonly ServedFlow[];
  /** Why a file cannot be served; under the empty name why the whole project cannot. */
  readonly problems: Readonly<Record<string, string>>;
}

export interface Serving {
  readonly projects: Readonly<Record<string, ServedProject>>;
  stop(): Promise<void>;
}

export async function serveProjects(root: string): Promise<Serving> {
  const program = path.join(import.meta.dirname, 'serve-projects.ts');
  const server = spawn(process.execPath, [program, root], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: server.stdout });
  const [line] = await Promise.race([once(lines, 'line'), once(server, 'exit')]);
  if (typeof line !== 'string') throw new Error(`The server of the cases ended with ${line}`);
  return {
    projects: JSON.parse(line) as Serving['projects'], // Written by serve-projects.ts.
    async stop() {
      const ended = once(server, 'exit');
      server.stdin.end();
      await ended;
    },
  };
}

/** What `flowlang validate` says of a folder of flows, or of one flow and its tasks file. */
export function validate(folder: string, ...what: readonly string[]): Promise<readonly LocatedDiagnostic[]> {
  const program = path.resolve(import.meta.dirname, '../../server/bin/flowlang.js');
  const args = [program, 'validate', ...(what.length > 0 ? what : ['.']), '--format', 'json'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 100_000_000 }, (_error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout));
      } catch {
        reject(new Error(`flowlang validate wrote no JSON: ${stderr || stdout}`));
      }
    });
  });
}
