/** What all stress checks need: a server of its own, its memory, many at once, and bounds that are told as met or not. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SoakServer } from '../server.ts';

export interface Finding {
  readonly what: string;
  readonly value: string;
  readonly bound: string;
  readonly met: boolean;
}

export interface Rig {
  readonly server: SoakServer;
  readonly folder: string;
}

export interface RigOptions {
  readonly args?: readonly string[];
  readonly openFiles?: number;
  /** Where the journal stands; default in the folder. */
  readonly journal?: string;
}

/** Starts a server on a new SQLite journal, and takes everything away afterwards. */
export async function withServer<T>(options: RigOptions, use: (rig: Rig) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'flowlang-stress-'));
  const journal = options.journal ?? path.join(folder, 'executions.db');
  const server = await SoakServer.create({
    folder,
    flows: path.join(import.meta.dirname, 'flows'),
    args: ['--journal', `sqlite:${journal}`, ...(options.args ?? [])],
    ...(options.openFiles !== undefined && { openFiles: options.openFiles }),
  });
  try {
    await server.start();
    return await Promise.race([server.broken, use({ server, folder })]);
  } catch (thrown) {
    console.error(server.lastWords);
    throw thrown;
  } finally {
    await server.end('killed');
    rmSync(folder, { recursive: true });
  }
}

/** Megabytes of resident memory of a process. Linux only. */
export function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;
}

/** Does it for all numbers below `count`, so many at a time. */
export async function many(count: number, atOnce: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
}

export function atMost(what: string, value: number, bound: number, unit: string): Finding {
  const digits = value < 10 ? 2 : 0;
  return { what, value: `${value.toFixed(digits)} ${unit}`, bound: `≤ ${bound} ${unit}`, met: value <= bound };
}

export function holds(what: string, met: boolean, value = met ? 'yes' : 'no'): Finding {
  return { what, value, bound: 'must be', met };
}

/** What was measured, and has no bound. */
export function told(what: string, value: string): Finding {
  return { what, value, bound: '', met: true };
}
