/** The real command line, in a process and a folder of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text as readAll } from 'node:stream/consumers';
import { onTestFinished, vi } from 'vitest';

// Each test starts processes, and a machine may have other work.
vi.setConfig({ testTimeout: 60_000 });

export const BIN = path.join(import.meta.dirname, '../../bin/flowlang.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Place {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** When the process is to be gone, if not after the test. */
  readonly until?: (end: () => void) => void;
}

export function begin(args: readonly string[], place: Place = {}): ChildProcessWithoutNullStreams {
  return beginNode([BIN, ...args], place);
}

function beginNode(
  args: readonly string[],
  { cwd, env = {}, until = onTestFinished }: Place,
): ChildProcessWithoutNullStreams {
  // What a test runner sets for itself is none of the command's business.
  const { FORCE_COLOR: _1, NO_COLOR: _2, NODE_OPTIONS: _3, ...own } = process.env;
  const child = spawn(process.execPath, args, { cwd, env: { ...own, ...env } });
  until(() => {
    child.kill('SIGKILL');
  });
  return child;
}

export function flowlang(args: readonly string[], place: Place = {}): Promise<Ended> {
  return node([BIN, ...args], place);
}

export async function node(args: readonly string[], place: Place = {}): Promise<Ended> {
  const child = beginNode(args, place);
  child.stdin.end(place.input);
  const [stdout, stderr, [code]] = await Promise.all([
    readAll(child.stdout),
    readAll(child.stderr),
    once(child, 'close'),
  ]);
  return { code, stdout, stderr };
}

export interface Serving {
  readonly url: string;
  readonly child: ChildProcessWithoutNullStreams;
  /** What it printed until it was ready. */
  readonly banner: string;
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>;
}

/** `flowlang serve` on a free port, once it listens. */
export async function serving(args: readonly string[], place: Place = {}): Promise<Serving> {
  const child = begin(['serve', '--port', '0', ...args], place);
  const ended = once(child, 'exit').then(([code]) => code as number | null); // That is what it has.
  let banner = '';
  for await (const line of createInterface(child.stdout)) {
    banner += `${line}\n`;
    if (line.includes('Ctrl-C')) break;
  }
  const url = /http:\S+/.exec(banner)?.[0] ?? '';
  return { url, child, banner, ended };
}
