import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { writeNew } from '../../src/templates/write-project.ts';
import { folderWithPackages } from '../cli/packages.ts';

it('leaves nothing of a project that cannot be written whole', () => {
  const { cwd } = folderWithPackages();
  const files = ['a.txt', 'deep/er/b.txt'].map((file) => ({ path: file, text: 'new' }));
  const write = () => writeNew(path.join(cwd, 'app'), { files, copies: { 'c.tgz': path.join(cwd, 'not there') } });
  expect(write).toThrow(/cannot be written to .*nothing can be made there.*Nothing was left/);
  expect(existsSync(path.join(cwd, 'app'))).toBe(false);
});

it('never writes over a file, and takes back what it wrote before it met one', () => {
  const { cwd } = folderWithPackages();
  writeFileSync(path.join(cwd, 'b.txt'), 'mine');
  const files = ['a.txt', 'b.txt'].map((file) => ({ path: file, text: 'new' }));
  expect(() => writeNew(cwd, { files })).toThrow('b.txt is there already; nothing was written');
  expect(readdirSync(cwd)).toEqual(['b.txt']);
  expect(readFileSync(path.join(cwd, 'b.txt'), 'utf8')).toBe('mine');
});
