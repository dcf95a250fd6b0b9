/** docs/testing.md, in a project of its own: each of its files is run as it stands there. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { writeFiles } from '../project/temp-project.ts';

// A test runner and a compiler run in it.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const guide = readFileSync(path.join(REPOSITORY, 'docs/testing.md'), 'utf8');
const fences = [...guide.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)\n```$/gm)];
const files = Object.fromEntries(fences.flatMap(([, , name, text]) => (name && text ? [[name, `${text}\n`]] : [])));

const dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'flowlang ä ')));
afterAll(() => rmSync(dir, { recursive: true }));

const VITEST = path.join(REPOSITORY, 'node_modules/vitest/vitest.mjs');
const TSC = path.join(REPOSITORY, 'node_modules/typescript/bin/tsc');

interface Ended {
  readonly code: number;
  readonly output: string;
}

async function node(...args: readonly string[]): Promise<Ended> {
  const { VITEST: _vitest, FLOWLANG_COVERAGE: _coverage, ...env } = process.env;
  const run = promisify(execFile)(process.execPath, args, { cwd: dir, env: { ...env, NO_COLOR: '1' } });
  const done = await run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  return { code: done.code, output: stripVTControlCharacters(done.stdout + done.stderr) };
}

beforeAll(() => {
  mkdirSync(path.join(dir, 'node_modules/@types'), { recursive: true });
  symlinkSync(path.join(REPOSITORY, 'server'), path.join(dir, 'node_modules/flowlang'));
  for (const name of ['vitest', 'zod', '@types/node']) {
    symlinkSync(path.join(REPOSITORY, 'node_modules', name), path.join(dir, 'node_modules', name));
  }
  const options = { module: 'nodenext', target: 'es2024', strict: true, noEmit: true, skipLibCheck: true };
  writeFiles(dir, {
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify({
      compilerOptions: { ...options, allowImportingTsExtensions: true, types: ['node'] },
      include: ['flow.ts', 'tests/*.test.ts'],
    }),
    ...files,
  });
});

describe('the guide', () => {
  test('has tests that pass under vitest, and reach what its table of coverage says', async () => {
    const { code, output } = await node(VITEST, 'run');
    expect(output).toContain('✓ tests/cases.test.ts (4 tests)');
    expect(output).toMatch(/Test Files {2}4 passed/);
    expect(code).toBe(0);
    const [, , , table = 'none'] = fences.find(([, language]) => language === 'text') ?? [];
    expect(output).toContain(table);
  });

  test('has tests that the compiler accepts, with typed inputs of mocks and typed matchers', async () => {
    writeFiles(dir, {
      'tests/wrong.test.ts': `import 'flowlang/testing/vitest';
import { FlowTest } from 'flowlang/testing';
import { expect } from 'vitest';
import tasks from '../flow.ts';
const flow = await FlowTest.load('flow.yaml', { tasks });
flow.mock('ChargeCard', ({ amont }) => ({ total: amont }));
expect(await flow.run({})).toHaveOutput(1, 2);
`,
    });
    const { output } = await node(TSC);
    rmSync(path.join(dir, 'tests/wrong.test.ts'));
    expect(output.match(/error TS/g)).toHaveLength(2);
    expect(output).toMatch(/wrong\.test\.ts\(6,\d+\): error TS\d+: Property 'amont' does not exist/);
    expect(output).toMatch(/wrong\.test\.ts\(7,\d+\): error TS2345/);
  });

  test('has a program that runs without vitest', async () => {
    expect(await node('tests/plain.mjs')).toEqual({ code: 0, output: '' });
  });
});

describe('the report of coverage', () => {
  test('names what no test reaches, writes lcov, and fails a run below the threshold', async () => {
    writeFiles(dir, {
      'unused/flow.yaml': 'flow: Unused\nsteps: [{ wait: 1 }]\n',
      'strict.config.ts': `import { defineConfig } from 'vitest/config';
export default defineConfig({
  test: { pool: 'threads', include: ['tests/flow.test.ts'], reporters: [['flowlang/testing/coverage', { threshold: { branches: 90 }, dir: 'reports' }]] },
});
`,
    });
    const { code, output } = await node(VITEST, 'run', '--config', 'strict.config.ts');
    expect(output).toContain(`Flow coverage      steps           branches        lines not reached
all flows           42.9 % (3/7)    20.0 % (1/5)
flow.yaml           50.0 % (3/6)    20.0 % (1/5)   8, 10, 14, 22, 24
unused/flow.yaml     0.0 % (0/1)   –               2

Not reached by any test:
  flow.yaml:8  then of if
  flow.yaml:10  the step approval
  flow.yaml:14  retry of charge
  flow.yaml:22  on_error of SendMail
  flow.yaml:22  the step NoteFailure
  flow.yaml:24  the step Refund
  flow.yaml:24  on_cancel of the flow
  unused/flow.yaml  no test runs this flow`);
    expect(output).toContain('The tests reach 20.0 % of the branches: 90 % are asked for.');
    expect(code).toBe(1);
    const lcov = readFileSync(path.join(dir, 'reports/flow.lcov'), 'utf8');
    expect(lcov).toContain('SF:flow.yaml\nBRDA:8,0,0,0\nBRDA:8,0,1,1\n');
    expect(lcov).toContain('BRF:5\nBRH:1\nDA:8,1\n');
    expect(lcov).toMatch(/SF:unused\/flow\.yaml\nBRF:0\nBRH:0\nDA:2,0\nLF:1\nLH:0\nend_of_record\n$/);
  });
});
