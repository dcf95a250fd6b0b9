import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gatherCoverage } from '../../src/project/config.ts';
import { readCoverage } from '../../src/testing/coverage/coverage.ts';
import { renderLcov } from '../../src/testing/coverage/lcov.ts';
import { FlowTest } from '../../src/testing/index.ts';
import { tempProject } from '../project/temp-project.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'coverage-'));
  gatherCoverage(folder);
});
afterEach(() => {
  gatherCoverage('');
  rmSync(folder, { recursive: true });
});

const FLOW = `flow: All
inputs:
  - { name: kind, type: string, default: a }
  - { name: list, type: array, default: [] }
steps:
  - switch: \${inputs.kind}
    cases:
      - when: a
        do: []
      - when: [b, c]
        do: [{ task: Do, id: in_b }]
    default:
      - if: true
        then: [{ task: Do, id: in_default }]
  - for_each: \${inputs.list}
    as: item
    do:
      - { task: Do, id: "do_\${item}", if: item > 1 }
  - parallel:
      - { task: Do, id: left, retry: { max_attempts: 2 }, on_error: [{ task: Do, id: mend }] }
      - { subflow: Inner }
on_error: [{ task: Do, id: report }]
`;
const INNER = 'flow: Inner\nsteps:\n  - { task: Do, id: inside }\n  - exit: {}\n  - { task: Do, id: behind }\n';

/** What is reached, and what is not, by file. */
async function reached(root: string): Promise<Record<string, { yes: string[]; no: string[] }>> {
  const files = await readCoverage(folder, root);
  return Object.fromEntries(
    files.map(({ file, points }) => {
      const named = (wanted: boolean): string[] => {
        return points
          .filter(({ hits }) => hits > 0 === wanted)
          .map(({ kind, what }) => (kind === 'step' ? what : `(${what})`));
      };
      return [path.relative(root, file), { yes: named(true), no: named(false) }];
    }),
  );
}

test('each construct is reached where it ran, over all runs and files, those of subflows included', async () => {
  const root = tempProject({ 'flow.yaml': FLOW, 'inner.yaml': INNER });
  const flow = await FlowTest.load(path.join(root, 'flow.yaml'), { tasks: { Do: () => ({}) } });
  expect((await reached(root))['flow.yaml']?.yes).toEqual([]);

  await flow.run();
  const first = await reached(root);
  expect(first['flow.yaml']?.yes).toEqual(['switch', '(case 1 of switch)', 'for_each', 'parallel', 'left', 'Inner']);
  expect(first['inner.yaml']).toEqual({ yes: ['inside', 'exit'], no: ['behind'] });

  await flow.run({ kind: 'c', list: [1] });
  const skipped = (await reached(root))['flow.yaml'];
  expect(skipped?.yes).toContain('(false `if` of Do)');
  expect(skipped?.no).toEqual(expect.arrayContaining(['Do', '(true `if` of Do)']));

  await flow.run({ list: [2] });
  await flow.mock('Do', [new Error('x'), new Error('x'), new Error('x'), new Error('x')]).run({ kind: 'z' });
  expect((await reached(root))['flow.yaml']?.no).toEqual([
    '(else of if)',
    '(retry of left)',
    '(on_error of left)',
    'mend',
  ]);

  flow.mock('Do', (_inputs, { idempotency_key }) => {
    if (idempotency_key.includes('parallel[0]') && !idempotency_key.includes('on_error')) throw new Error('x');
    return {};
  });
  await flow.run();
  expect((await reached(root))['flow.yaml']?.no).toEqual(['(else of if)']);
});

test('lcov has a line for each step and branch, each once, and the sums of them', async () => {
  const root = tempProject({ 'flow.yaml': FLOW, 'inner.yaml': INNER });
  const flow = await FlowTest.load(path.join(root, 'flow.yaml'), { tasks: { Do: () => ({}) } });
  await flow.run({ kind: 'b', list: [2] });
  for (const record of renderLcov(await readCoverage(folder, root), root)
    .trim()
    .split('end_of_record\n')) {
    const values = (key: string): readonly string[] =>
      [...record.matchAll(new RegExp(`^${key}:(.*)$`, 'gm'))].map(([, value = '']) => value);
    const lines = values('DA').map((value) => value.split(','));
    expect(new Set(lines.map(([line]) => line)).size).toBe(lines.length);
    expect(values('LF')).toEqual([`${lines.length}`]);
    expect(values('LH')).toEqual([`${lines.filter(([, hits]) => hits !== '0').length}`]);
    const branches = values('BRDA').map((value) => value.split(','));
    expect(new Set(branches.map((one) => one.slice(0, 3).join())).size).toBe(branches.length);
    expect(values('BRF')).toEqual([`${branches.length}`]);
    expect(values('BRH')).toEqual([`${branches.filter(([, , , hits]) => Number(hits) > 0).length}`]);
    // genhtml refuses a branch of a line that it knows nothing of.
    expect(branches.filter(([line]) => !lines.some(([known]) => known === line))).toEqual([]);
  }
});

test('a line of lcov is reached if all of its steps are', () => {
  const point = { kind: 'step', line: 1, what: 'x' } as const;
  const points = [
    { ...point, key: '1', hits: 3 },
    { ...point, key: '2', hits: 0 },
  ];
  expect(renderLcov([{ file: '/a/flow.yaml', points }], '/a')).toContain('\nDA:1,0\nLF:1\nLH:0\n');
});

test('nothing is watched where nobody gathers', async () => {
  gatherCoverage('');
  const root = tempProject({ 'flow.yaml': FLOW, 'inner.yaml': INNER });
  await (await FlowTest.load(path.join(root, 'flow.yaml'), { tasks: { Do: () => ({}) } })).run();
  expect((await reached(root))['flow.yaml']?.yes).toEqual([]);
});
