/** What a script, a pipe and a person in a hurry may rely on. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProject, type ProjectFolder } from '../project-folder.ts';
import { BIN, flowlang } from './command.ts';
import { GOOD_YAML } from './projects.ts';

const ESCAPE = '\u001b[';
let project: ProjectFolder;

beforeAll(() => {
  project = createProject({ 'flow.yaml': GOOD_YAML });
});
afterAll(() => project.remove());

describe('flowlang', () => {
  it('says its version, and those of Node and the machine, for people and for scripts', async () => {
    const { node: own, platform, arch } = { ...process, node: process.versions.node };
    const { stdout } = await flowlang(['version', '--json']);
    expect(JSON.parse(stdout)).toEqual({ flowlang: expect.stringMatching(/^\d/), node: own, platform, arch });
    expect((await flowlang(['version'])).stdout).toContain(`node     ${own}`);
  });

  it('documents its exit codes', async () => {
    expect((await flowlang(['--help'])).stdout).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /);
  });

  it.each([
    [['generate', 'pyton'], 'python'],
    [['validate', '--format', 'sariff'], 'sarif'],
    [['completions', 'bsh'], 'bash'],
    [['dif', 'a', 'b'], 'diff'],
    [['doctor', '--verbos'], '--verbose'],
  ])('%j is a mistake that it understands', async (args, meant) => {
    const { code, stdout, stderr } = await flowlang(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`(Did you mean ${meant}?)`);
  });

  it('prints colour where it is forced, and none in a pipe or with NO_COLOR', async () => {
    const validate = (env: Record<string, string>) => flowlang(['validate'], { cwd: project.dir, env });
    expect((await validate({})).stdout).not.toContain(ESCAPE);
    expect((await validate({ FORCE_COLOR: '1' })).stdout).toContain(ESCAPE);
    expect((await validate({ NO_COLOR: '1' })).stdout).not.toContain(ESCAPE);
  });

  it.each(['completions bash', 'doctor', '--help'])('%s ends quietly when its reader has had enough', (args) => {
    const command = `"${process.execPath}" "${BIN}" ${args} | head -n 1`;
    const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: project.dir, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('validates a flow without loading the contract, or zod', async () => {
    // A module that is asked for and should not be ends the process.
    const hook = `import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) {
        const found = next(name, context);
        if (/node_modules\\/.*zod|openapi\\/dist\\/contract/.test(found.url)) throw new Error('loaded ' + found.url);
        return found;
      } });`;
    const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(hook)}`;
    for (const args of [['validate'], ['status']]) {
      const { code, stderr } = await flowlang(args, { cwd: project.dir, env: { NODE_OPTIONS } });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
  });
});
