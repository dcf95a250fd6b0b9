import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isNodeTooOld } from '../../src/templates/node-on-path.ts';
import { packageJson } from '../../src/templates/package-json.ts';
import { FROM_REGISTRY } from '../../src/templates/packages.ts';
import { folderWithPackages } from '../cli/packages.ts';

it.each([
  ['v20.20.2', true],
  ['v22.17.1', true],
  ['v22.18.0', false],
  ['v24.9.0', false],
])('a Node %s outside of a project is too old: %s', (version, isOld) => {
  const { cwd } = folderWithPackages();
  const dirs = ['node_modules/.bin', 'usr/bin'].map((dir) => path.join(cwd, dir));
  for (const [index, dir] of dirs.entries()) {
    mkdirSync(dir, { recursive: true });
    writeFileSync(path.join(dir, 'node'), `#!/bin/sh\necho ${index === 0 ? 'v24.9.0' : version}\n`);
    chmodSync(path.join(dir, 'node'), 0o755);
  }
  expect(isNodeTooOld(dirs.join(path.delimiter))).toBe(isOld);
});

it('a project brings a Node where the one on the path is too old, and lets npm install it', () => {
  const info = { kind: 'single', packageName: 'app', description: '', packages: FROM_REGISTRY } as const;
  const old = JSON.parse(packageJson({ ...info, withNode: true }));
  expect(old).toMatchObject({ devDependencies: { node: expect.stringMatching(/24/) }, allowScripts: { node: true } });
  expect(packageJson({ ...info, withNode: false })).not.toContain('"node": "^24');
});
