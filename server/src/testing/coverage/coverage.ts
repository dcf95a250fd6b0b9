/** What all tests together have reached. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSource } from '@flowlang/openapi';
import { findLibrary } from '../../project/library.ts';
import { type Point, pointsOf } from './points.ts';

/** A line of what a process has written. */
export interface Hits {
  /** Absolute. */
  readonly file: string;
  /** Written when a flow is loaded: all that there is to reach. */
  readonly points?: readonly Point[];
  readonly hits: { readonly [key: string]: number };
}

export interface Reached extends Point {
  readonly hits: number;
}

export interface FileCoverage {
  /** Absolute. */
  readonly file: string;
  readonly points: readonly Reached[];
}

/** All flows below `root`, also those that no test has loaded, by their paths. */
export async function readCoverage(folder: string, root: string): Promise<readonly FileCoverage[]> {
  const points = new Map<string, readonly Point[]>();
  const counts = new Map<string, number>();
  for (const line of linesIn(folder)) {
    const { file, points: all, hits } = JSON.parse(line) as Hits; // Written by gather.
    if (all !== undefined) points.set(file, all);
    for (const [key, count] of Object.entries(hits)) {
      counts.set(`${file} ${key}`, (counts.get(`${file} ${key}`) ?? 0) + count);
    }
  }
  for (const { flowFile } of await findLibrary(root, [])) {
    if (!points.has(flowFile)) points.set(flowFile, await allOf(flowFile));
  }
  return [...points]
    .map(([file, all]) => ({
      file,
      points: all.map((one) => ({ ...one, hits: counts.get(`${file} ${one.key}`) ?? 0 })),
    }))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

function linesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  );
}

async function allOf(file: string): Promise<readonly Point[]> {
  const source = { file, text: await readFile(file, 'utf8') };
  const { parsed } = parseSource(source);
  return parsed === undefined ? [] : pointsOf(parsed.flow, source);
}

export interface Share {
  readonly reached: number;
  readonly total: number;
  /** 100 of nothing. */
  readonly percent: number;
}

export function shareOf(files: readonly FileCoverage[], kind: Point['kind']): Share {
  const points = files.flatMap((file) => file.points.filter((one) => one.kind === kind));
  const reached = points.filter(({ hits }) => hits > 0).length;
  return { reached, total: points.length, percent: points.length === 0 ? 100 : (reached / points.length) * 100 };
}
