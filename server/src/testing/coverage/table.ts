/** Coverage as a person reads it in a terminal. */
import { relative } from 'node:path';
import { type FileCoverage, type Share, shareOf } from './coverage.ts';

/** @param root paths are relative to it */
export function renderTable(files: readonly FileCoverage[], root: string): string {
  const row = (name: string, some: readonly FileCoverage[], lines: string): readonly string[] => {
    return [name, share(some, 'step'), share(some, 'branch'), lines];
  };
  const rows = files.map((file) => row(relative(root, file.file), [file], missedLines(file)));
  const all = files.length > 1 ? [row('all flows', files, '')] : [];
  const table = [['Flow coverage', 'steps', 'branches', 'lines not reached'], ...all, ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
  const missed = files.flatMap((file) => missedIn(file, root));
  return [...lines, ...(missed.length === 0 ? [] : ['', 'Not reached by any test:', ...missed])].join('\n');
}

/** `8, 10, 16-18`. */
function missedLines({ points }: FileCoverage): string {
  const lines = [...new Set(points.filter(({ hits }) => hits === 0).map(({ line }) => line))].toSorted((a, b) => a - b);
  const runs: number[][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last?.at(-1) === line - 1) last.push(line);
    else runs.push([line]);
  }
  return runs.map((run) => (run.length === 1 ? `${run[0]}` : `${run[0]}-${run.at(-1)}`)).join(', ');
}

function missedIn({ file, points }: FileCoverage, root: string): readonly string[] {
  const path = relative(root, file);
  if (points.length > 0 && points.every(({ hits }) => hits === 0)) return [`  ${path}  no test runs this flow`];
  return points
    .filter(({ hits }) => hits === 0)
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, what, kind }) => `  ${path}:${line}  ${kind === 'step' ? `the step ${what}` : what}`);
}

function share(files: readonly FileCoverage[], kind: 'step' | 'branch'): string {
  const { reached, total, percent }: Share = shareOf(files, kind);
  return total === 0 ? '–' : `${percent.toFixed(1).padStart(5)} % (${reached}/${total})`;
}
