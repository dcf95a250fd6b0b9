import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempProject } from '../project/temp-project.ts';
import { flowlang } from './command.ts';

const TASKS = `import { defineTasks, notImplemented, printStatus } from 'flowlang';
setInterval(() => {}, 1000);
export default defineTasks({ Price: () => ({ total: 1 }), Pay: notImplemented('Pay') });
printStatus(import.meta);
`;
const FLOW = 'flow: Shop\nsteps: [{ task: Price }, { task: Pay }]\n';
const SHOWN = 'Progress: 1/2 (50.0%)\n  ✔ done   Price\n  ○ to do  Pay\n';

describe('the status of tasks', () => {
  it('is printed by `flowlang status`, and by the tasks file when it is run', async () => {
    const cwd = tempProject({ 'flow.yaml': FLOW, 'flow.ts': TASKS });
    expect(await flowlang(['status'], { cwd })).toEqual({ code: 0, stdout: SHOWN, stderr: '' });
    const run = spawnSync(process.execPath, [path.join(cwd, 'flow.ts')], { encoding: 'utf8', cwd: '/' });
    expect({ code: run.status, stdout: run.stdout, stderr: run.stderr }).toEqual({
      code: 0,
      stdout: SHOWN,
      stderr: '',
    });
  });

  it('is that of each flow in a folder of several, and 1 where one has mistakes', async () => {
    const cwd = tempProject({
      'flows/a/flow.yaml': FLOW,
      'flows/a/flow.ts': TASKS,
      'flows/b/flow.yaml': 'flow: Bad\nsteps: [{ tsak: A }]\n',
    });
    const { code, stdout, stderr } = await flowlang(['status', 'flows'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toBe(
      `Shop  ${SHOWN}Bad  ✘ flows/b/flow.yaml: There is no kind of step \`tsak\`\nProgress: 1/2 (50.0%) in 2 flows\n`,
    );
    expect(stderr).toContain('flowlang validate flows/b/flow.yaml');
    const json = JSON.parse((await flowlang(['status', 'flows', '--json'], { cwd })).stdout);
    expect(json).toMatchObject({
      progress: '1/2 (50.0%)',
      pending: ['Pay'],
      flows: [{ flow: 'Shop' }, { flow: 'Bad' }],
    });
  });

  it('says where it looked for a flow', async () => {
    const cwd = tempProject({ 'flow.ts': TASKS });
    const run = spawnSync(process.execPath, ['flow.ts'], { encoding: 'utf8', cwd });
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('There is no flow.yaml');
  });
});
