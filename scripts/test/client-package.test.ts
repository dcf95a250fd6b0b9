/** The package of the TypeScript client as a user has it: packed, judged, installed outside of this repository, and used. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENV, ROOT } from '../workspace.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'flowlang-client-'));
const user = path.join(folder, 'user');
let archive = '';

function run(command: string, args: readonly string[], cwd = user): string {
  try {
    return execFileSync(command, args, { cwd, env: ENV, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }; // what execFileSync adds
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  }
}

beforeAll(() => {
  const name = run('npm', ['pack', '--silent', '--workspace', 'sdk-ts', '--pack-destination', folder], ROOT).trim();
  archive = path.join(folder, name);
  mkdirSync(user);
  writeFileSync(path.join(user, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--silent', archive]);
  // Peers, which the user of an entry has anyway.
  for (const peer of ['react', '@types/react', 'csstype', '@tanstack/react-query', '@tanstack/query-core', 'msw']) {
    const place = path.join(user, 'node_modules', peer);
    mkdirSync(path.dirname(place), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules', peer), place);
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const USE = `
const client = new FlowLangClient({ baseUrl: 'http://localhost:1', retry: false });
client.health().catch((error) => console.log(error instanceof ConnectionError, typeof useFlow, typeof client.api.GET));
`;

/** What the templates of front ends have: the types bring whatever else they need. */
const FRONT_END = 'ES2022,DOM,DOM.Iterable';

describe('the package of @flowlang/client', () => {
  it('has types for each way to import it, says attw', { timeout: 60_000 }, () => {
    expect(run('attw', [archive])).toContain('No problems found');
  });

  it('is as package managers and bundlers want it, says publint', { timeout: 60_000 }, () => {
    expect(run('publint', [archive, '--strict'])).toContain('All good!');
  });

  it('holds what is built, and nothing of the build', () => {
    const files = run('tar', ['-tzf', archive]).split('\n');
    expect(files).toEqual(
      expect.arrayContaining(['package/dist/index.js', 'package/cjs/index.js', 'package/README.md']),
    );
    expect(files.filter((file) => /tsbuildinfo|\/src\/|\/test\//.test(file))).toEqual([]);
  });

  it('can be imported', () => {
    const imports = `import { ConnectionError, FlowLangClient } from '@flowlang/client';\nimport { useFlow } from '@flowlang/client/react';`;
    writeFileSync(path.join(user, 'use.mjs'), imports + USE);
    expect(run('node', ['use.mjs'])).toBe('true function function\n');
  });

  it('can be required', () => {
    const requires = `const { ConnectionError, FlowLangClient } = require('@flowlang/client');\nconst { useFlow } = require('@flowlang/client/react');`;
    writeFileSync(path.join(user, 'use.cjs'), requires + USE);
    expect(run('node', ['use.cjs'])).toBe('true function function\n');
  });

  it('has no side effect: a bundle of an import that is not used is empty', () => {
    writeFileSync(
      path.join(user, 'unused.mjs'),
      `import '@flowlang/client';\nimport { FlowLangClient } from '@flowlang/client';`,
    );
    expect(run('esbuild', ['unused.mjs', '--bundle', '--format=esm', '--log-level=error']).trim()).toBe('');
  });

  it.each([
    ['bundler', 'esnext', 'consumer.ts'],
    ['node16', 'node16', 'consumer.mts'],
    ['node16', 'node16', 'consumer.cts'],
  ])(
    'has types that fit under moduleResolution %s, module %s, in %s',
    { timeout: 60_000 },
    (resolution, module, file) => {
      const text = readFileSync(path.join(ROOT, 'scripts', 'test', 'client-package-consumer.txt'), 'utf8');
      writeFileSync(path.join(user, file), text);
      const options = [
        '--strict',
        '--exactOptionalPropertyTypes',
        '--noEmit',
        '--target',
        'es2022',
        '--lib',
        FRONT_END,
      ];
      const how = ['--moduleResolution', resolution, '--module', module, '--skipLibCheck', 'false'];
      expect(run('tsc', [...options, ...how, file])).toBe('');
    },
  );
});
