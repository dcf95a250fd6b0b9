import { expect, test } from 'vitest';
import { checkProject } from '../../src/language/check-project.ts';
import { read } from './support.ts';

const flow = (name: string) => read(`flow: ${name}\nsteps: []\n`).flow;

test('each later flow of a name is told which file has it', () => {
  const found = checkProject([
    { file: 'a.yaml', flow: flow('Same') },
    { file: 'b.yaml', flow: flow('Other') },
    { file: 'c.yaml', flow: flow('Same') },
    { file: 'd.yaml', flow: flow('Same') },
  ]);
  expect(found.map(({ file, diagnostic }) => [file, diagnostic.code, diagnostic.range])).toEqual([
    ['c.yaml', 'FL1106', { start: 6, end: 10 }],
    ['d.yaml', 'FL1106', { start: 6, end: 10 }],
  ]);
  expect(found[0]?.diagnostic.message).toContain('a.yaml');
});

test('flows with different names are fine', () => {
  expect(
    checkProject([
      { file: 'a.yaml', flow: flow('A') },
      { file: 'b.yaml', flow: flow('B') },
    ]),
  ).toEqual([]);
});
