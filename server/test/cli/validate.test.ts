import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tasksFile } from '../http/flows.ts';
import { tempProject } from '../project/temp-project.ts';
import { flowlang } from './command.ts';
import { BAD_YAML, GOOD, GOOD_TASKS, GOOD_YAML } from './projects.ts';

describe('validate', () => {
  it('of a good flow says so, and is 0', async () => {
    const cwd = tempProject(GOOD);
    expect(await flowlang(['validate', 'flow.yaml', '--tasks-file', 'flow.ts'], { cwd })).toEqual({
      code: 0,
      stdout: '✔ flow.yaml: 0 errors, 0 warnings\n',
      stderr: '',
    });
  });

  it('of a bad one shows where, and what to write, and is 1', async () => {
    const cwd = tempProject({ 'flow.yaml': BAD_YAML });
    const { code, stdout } = await flowlang(['validate'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/flow\.yaml:4:5/);
    expect(stdout).toMatch(/4 \| +inptus: \{\}\n.*\^{6}/);
    expect(stdout).toMatch(/inputs/);
    expect(stdout).toMatch(/✘ flow\.yaml: 1 error, 0 warnings\n$/);
  });

  it('warns of an input that a task of zod would never get', async () => {
    const tasks = tasksFile(`
  Send: defineTask({ input: z.object({ to: z.string(), urgent: z.boolean().optional() }), run: () => ({}) }),
  Keep: defineTask({ input: z.looseObject({ to: z.string() }), run: () => ({}) }),`);
    const steps = ['Send', 'Keep'].map((task) => `  - {task: ${task}, inputs: {to: x, urgnt: true}}\n`);
    const cwd = tempProject({ 'flow.yaml': `flow: F\nsteps:\n${steps.join('')}`, 'flow.ts': tasks });
    const { code, stdout } = await flowlang(['validate'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('FL1306');
    expect(stdout).toContain('Did you mean `urgent`?');
    expect(stdout).toMatch(/✔ flow\.yaml: 0 errors, 1 warning\n$/);
  });

  it('as JSON is a list of what was found, and nothing else', async () => {
    const cwd = tempProject({ 'flow.yaml': BAD_YAML });
    const { code, stdout, stderr } = await flowlang(['validate', '--format', 'json'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toBe('');
    const found = JSON.parse(stdout);
    expect(found).toEqual([
      {
        file: 'flow.yaml',
        line: 4,
        column: 5,
        code: 'FL1101',
        severity: 'error',
        message: expect.any(String),
        hint: expect.any(String),
      },
    ]);
    expect(Object.keys(found[0])).toEqual(['file', 'line', 'column', 'code', 'severity', 'message', 'hint']);
  });

  it('as JSON of a good flow is an empty list', async () => {
    const { code, stdout } = await flowlang(['validate', '--format', 'json'], { cwd: tempProject(GOOD) });
    expect([code, JSON.parse(stdout)]).toEqual([0, []]);
  });

  it('of a folder has all its flows, with their folders', async () => {
    const cwd = tempProject({ 'a/flow.yaml': BAD_YAML, 'b/flow.yaml': GOOD_YAML, 'b/flow.ts': GOOD_TASKS });
    const { code, stdout } = await flowlang(['validate', '.'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('a/flow.yaml:4:5');
    expect(stdout).toMatch(/✘ 2 flows: 1 error, 0 warnings\n$/);
  });

  it('finds two flows of one name', async () => {
    const cwd = tempProject({
      'a/flow.yaml': 'flow: A\nsteps: [{ task: B }]',
      'b/flow.yaml': 'flow: A\nsteps: [{ task: B }]',
    });
    const { code, stdout } = await flowlang(['validate', '.', '--format', 'json'], { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([{ file: 'b/flow.yaml', line: 1, message: expect.stringContaining('A') }]);
  });

  it('wants the tasks that a given tasks file should have', async () => {
    const cwd = tempProject({ 'flow.yaml': 'flow: A\nsteps: [{ task: Twise }]', 'flow.ts': GOOD_TASKS });
    const { code, stdout } = await flowlang(['validate', 'flow.yaml', '--tasks-file', 'flow.ts'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/Twise.*Twice/s);
  });

  it('shows a tasks file that does not load', async () => {
    const cwd = tempProject({ 'flow.yaml': GOOD_YAML, 'flow.ts': "throw new Error('no database');" });
    const { code, stdout } = await flowlang(['validate'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/flow\.ts:1:\d+.*no database/s);
    expect(stdout).not.toContain(cwd);
  });

  it('ends, though a tasks file keeps something open', async () => {
    const cwd = tempProject({ 'flow.yaml': GOOD_YAML, 'flow.ts': `setInterval(() => {}, 1000);\n${GOOD_TASKS}` });
    expect((await flowlang(['validate'], { cwd })).code).toBe(0);
  });

  it.each([
    [['nothing.yaml'], 'There is no file nothing.yaml.'],
    [['flow.yaml', '--tasks-file', 'tasks.ts'], 'There is no file tasks.ts.'],
    [['empty'], 'There is no flow.yaml in the folders of'],
  ])('of %j is 2: there is nothing to look at', async (args, message) => {
    const cwd = tempProject({ 'flow.yaml': GOOD_YAML, 'empty/README.md': '' });
    const { code, stdout, stderr } = await flowlang(['validate', ...args], { cwd });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(`flowlang: ${message}`);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('paints only where somebody looks, or asks for it', async () => {
    const cwd = tempProject({ 'flow.yaml': BAD_YAML });
    const [piped, forced, refused] = await Promise.all([
      flowlang(['validate'], { cwd }),
      flowlang(['validate'], { cwd, env: { FORCE_COLOR: '1' } }),
      flowlang(['validate'], { cwd, env: { NO_COLOR: '1' } }),
    ]);
    expect(piped.stdout).not.toContain('\u001b[');
    expect(forced.stdout).toContain('\u001b[');
    expect(refused.stdout).toBe(piped.stdout);
  });

  it('of a flow looks for those that it runs, and says what is wrong with them where they are run', async () => {
    const cwd = tempProject({
      'flows/a/flow.yaml': 'flow: A\nsteps:\n  - subflow: good\n  - subflow: bad\n  - subflow: godo\n',
      'flows/a/good.yaml': 'flow: Good\nsteps: []\n',
      'shared/bad/flow.yaml': BAD_YAML,
    });
    const { code, stdout } = await flowlang(['validate', 'flows/a/flow.yaml'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/flows\/a\/flow\.yaml:4:14 error FL1607: .*shared\/bad\/flow\.yaml:4:5.*inptus/);
    expect(stdout).toMatch(/flows\/a\/flow\.yaml:5:14 error FL1604: .*`godo`/);
    expect(stdout).toMatch(/✘ flows\/a\/flow\.yaml: 2 errors, 0 warnings\n$/);
  });

  it('reads a folder that is not the current one', async () => {
    const cwd = tempProject({ 'flows/a/flow.yaml': BAD_YAML });
    const { stdout } = await flowlang(['validate', path.join('flows', 'a')], { cwd });
    expect(stdout).toContain('flows/a/flow.yaml:4:5');
  });
});
