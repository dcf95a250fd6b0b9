/** Coverage as other tools read it: https://man.archlinux.org/man/geninfo.1#TRACEFILE_FORMAT. */
import { relative, sep } from 'node:path';
import type { FileCoverage, Reached } from './coverage.ts';

/** @param root paths are relative to it */
export function renderLcov(files: readonly FileCoverage[], root: string): string {
  return files.map((file) => record(file, root)).join('');
}

function record({ file, points }: FileCoverage, root: string): string {
  const lines = linesOf(points);
  const branches = points.filter(({ kind }) => kind === 'branch');
  const reached = (hits: readonly number[]): number => hits.filter((count) => count > 0).length;
  return [
    'TN:',
    `SF:${relative(root, file).split(sep).join('/')}`,
    ...branchRecords(branches, lines),
    `BRF:${branches.length}`,
    `BRH:${reached(branches.map(({ hits }) => hits))}`,
    ...[...lines].map(([line, hits]) => `DA:${line},${hits}`),
    `LF:${lines.size}`,
    `LH:${reached([...lines.values()])}`,
    'end_of_record\n',
  ].join('\n');
}

/** A line is reached if all steps that begin on it are; where only a branch is told of, if that is. */
function linesOf(points: readonly Reached[]): ReadonlyMap<number, number> {
  const lines = new Map<number, number>();
  const least = (kind: Reached['kind'], known: ReadonlySet<number>): void => {
    for (const { line, hits } of points.filter((one) => one.kind === kind && !known.has(one.line))) {
      lines.set(line, Math.min(lines.get(line) ?? hits, hits));
    }
  };
  least('step', new Set());
  least('branch', new Set(lines.keys()));
  return new Map([...lines].sort(([a], [b]) => a - b));
}

/** The branches of a line are one block; `-` stands for those that were not even asked for. */
function branchRecords(branches: readonly Reached[], lines: ReadonlyMap<number, number>): readonly string[] {
  const byLine = Map.groupBy(
    branches.toSorted((a, b) => a.line - b.line),
    ({ line }) => line,
  );
  return [...byLine].flatMap(([line, all]) =>
    all.map(({ hits }, index) => `BRDA:${line},0,${index},${(lines.get(line) ?? 0) === 0 && hits === 0 ? '-' : hits}`),
  );
}
