/**
 * What the tasks of the soak write down, one line of JSON for each: a write to a file that is opened for appending is
 * whole and in order, and a `kill -9` of the process loses nothing of it.
 */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Line {
  /** Of the server, from 1. */
  readonly life: number;
  /** Of the worker that wrote it, which may have ended before the server. */
  readonly process: number;
  readonly phase: 'start' | 'done' | 'failed';
  readonly execution: string;
  readonly key: string;
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Names the step in its flow, with the indices of the loops around it, whatever its key says. */
  readonly label: string;
  /** Of `done`: made anew for every run, so that it tells whose result a later step was given. */
  readonly nonce?: string;
  /** The nonces that the task was given. */
  readonly from?: readonly string[];
  readonly secret?: string;
}

/** Where the lines go, and what else must outlive the server. */
const FOLDER = process.env['SOAK_FOLDER'] ?? '.';
const LIFE = Number(process.env['SOAK_LIFE'] ?? 0);
const LINES = path.join(FOLDER, 'lines.jsonl');
const TRIES = path.join(FOLDER, 'tries');

mkdirSync(TRIES, { recursive: true });

export function record(line: Omit<Line, 'life' | 'process' | 'at'>): void {
  appendFileSync(
    LINES,
    `${JSON.stringify({ life: LIFE, process: process.pid, at: Date.now(), ...line } satisfies Line)}\n`,
  );
}

/** Counts a try, over all lives; answers how many there were with this one. */
export function countTry(key: string): number {
  const file = path.join(TRIES, key.replaceAll(/[^\w.-]/g, '_'));
  appendFileSync(file, 'x');
  return readFileSync(file).length;
}
