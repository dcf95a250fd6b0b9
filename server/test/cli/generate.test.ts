import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { tempProject } from '../project/temp-project.ts';
import { flowlang } from './command.ts';
import { BAD_YAML, GOOD } from './projects.ts';

describe('generate', () => {
  it.each([
    ['openapi', /^openapi: 3\.1\.0\n[\s\S]*\/flows\/Double\/execute/],
    ['client', /interface Flows[\s\S]*Double/],
    ['python', /class DoubleInputs/],
    ['msw', /flowHandlers[\s\S]*"Double"/],
  ])('%s prints it', async (what, text) => {
    const { code, stdout, stderr } = await flowlang(['generate', what, '.'], { cwd: tempProject(GOOD) });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(text);
  });

  it.each(['client', 'msw'])('%s writes what declarations can be made of, file by file', async (what) => {
    const { stdout } = await flowlang(['generate', what, '.'], { cwd: tempProject(GOOD) });
    const { diagnostics } = ts.transpileDeclaration(stdout.replace(/^\/\/ @ts-nocheck.*/, ''), {
      compilerOptions: { declaration: true, isolatedDeclarations: true },
      reportDiagnostics: true,
    });
    expect(diagnostics?.map(({ messageText }) => messageText)).toEqual([]);
  });

  it('writes a file, and the folder that it is in', async () => {
    const cwd = tempProject(GOOD);
    const { code, stdout, stderr } = await flowlang(['generate', 'openapi', '.', '-o', 'out/api.yaml'], { cwd });
    expect([code, stdout, stderr]).toEqual([0, '', 'Wrote out/api.yaml\n']);
    expect(readFileSync(path.join(cwd, 'out/api.yaml'), 'utf8')).toMatch(/^openapi: 3\.1\.0\n/);
  });

  it('--check is 0 for what it has just written, and writes nothing', async () => {
    const cwd = tempProject(GOOD);
    await flowlang(['generate', 'openapi', '-o', 'api.yaml'], { cwd });
    expect(await flowlang(['generate', 'openapi', '-o', 'api.yaml', '--check'], { cwd })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('--check is 1 for a stale file, says how to write it, and leaves it as it is', async () => {
    const cwd = tempProject(GOOD);
    writeFileSync(path.join(cwd, 'api.yaml'), 'old');
    const { code, stderr } = await flowlang(['generate', 'openapi', '.', '-o', 'api.yaml', '--check'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toBe('api.yaml is stale. Write it with: flowlang generate openapi . -o api.yaml\n');
    expect(readFileSync(path.join(cwd, 'api.yaml'), 'utf8')).toBe('old');
  });

  it('--check is 1 for a missing file, and does not make it', async () => {
    const cwd = tempProject(GOOD);
    const { code, stderr } = await flowlang(['generate', 'openapi', '.', '-o', 'api.yaml', '--check'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('api.yaml is not there.');
    expect(existsSync(path.join(cwd, 'api.yaml'))).toBe(false);
  });

  it('--check needs a file', async () => {
    const { code, stderr } = await flowlang(['generate', 'openapi', '--check'], { cwd: tempProject(GOOD) });
    expect([code, stderr]).toEqual([2, 'flowlang: --check needs the file to look at: -o FILE\n']);
  });

  it('is 2 where a flow has errors: what is generated would miss it', async () => {
    const cwd = tempProject({ 'flow.yaml': BAD_YAML });
    const { code, stdout, stderr } = await flowlang(['generate', 'openapi'], { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/flow\.yaml:4:5[\s\S]*Bad must be mended first/);
  });

  it('is 2 where there is no such folder', async () => {
    const { code, stderr } = await flowlang(['generate', 'openapi', 'nothing'], { cwd: tempProject(GOOD) });
    expect([code, stderr]).toEqual([2, 'flowlang: There is no folder nothing.\n']);
  });

  it.each([
    ['flow.yaml/api.yaml', 'a part of its path is a file, and no folder'],
    ['.', 'it is a folder: name a file in it'],
  ])('is 2 where %s cannot be written, and says why', async (file, why) => {
    const cwd = tempProject(GOOD);
    const { code, stderr } = await flowlang(['generate', 'openapi', '-o', file], { cwd });
    expect([code, stderr]).toEqual([2, `flowlang: ${file} cannot be written: ${why}.\n`]);
  });
});
