/** What the generated types cost those who check a program against them: 500 flows, and 100 calls of them. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PYTHON } from '../workspace.ts';
import { median, type Row } from './measure.ts';
import { writeProject } from './typed-project.ts';

const ROUNDS = 7;
const [MOST_TIMES, MOST_SECONDS] = [1.25, 3.5] as const;

const { resolve } = createRequire(import.meta.url);
const TSC = resolve('typescript/bin/tsc');
const PYRIGHT = resolve('pyright/index.js');

export async function typesRows(): Promise<Row[]> {
  const folder = await writeProject();
  try {
    const compile = (project: string): number => seconds([TSC, '-p', path.join(folder, project)]);
    const check = (project: string): number =>
      seconds([PYRIGHT, '-p', path.join(folder, project), '--pythonpath', PYTHON]);
    const ours: number[] = [];
    const ratios: number[] = [];
    const added: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [mine, theirs] = [compile('ours'), compile('plain')];
      ours.push(mine);
      ratios.push(mine / theirs);
      added.push(check('typed') - check('empty'));
    }
    const [ratio, more] = [median(ratios), median(added)];
    return [
      {
        what: "`tsc` of 500 flows and 100 calls, against importing openapi-typescript's types",
        ratio: `${ratio.toFixed(2)}× (${median(ours).toFixed(1)} s)`,
        bound: `≤ ${MOST_TIMES}×`,
        met: ratio <= MOST_TIMES,
      },
      {
        what: 'pyright, strict, of the same in Python, above an empty file',
        ratio: `${more.toFixed(1)} s`,
        bound: `≤ ${MOST_SECONDS} s`,
        met: more <= MOST_SECONDS,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Fails where something is wrong with the program: then not it would be measured. */
function seconds(command: readonly string[]): number {
  const began = performance.now();
  const done = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command.join(' ')}\n${done.stdout}${done.stderr}`);
  return (performance.now() - began) / 1000;
}
