import { describe, expect, it } from 'vitest';
import { tasksFile } from '../http/flows.ts';
import { tempProject } from '../project/temp-project.ts';
import { flowlang } from './command.ts';
import { BAD_YAML, GOOD, GOOD_TASKS, GOOD_YAML } from './projects.ts';

function files(inputs: string): Readonly<Record<string, string>> {
  return { ...GOOD, 'in.json': inputs };
}

describe('run', () => {
  it('prints the outputs, and beside them what happens', async () => {
    const cwd = tempProject(files('{"number": 4}'));
    const { code, stdout, stderr } = await flowlang(['run', 'flow.yaml', '--inputs', 'in.json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ doubled: 8 });
    expect(stderr).toMatch(
      /flow_started +Double\n.*step_started +twice\n.*step_completed +twice.*\n.*flow_completed +Double/,
    );
  });

  it('runs what the flow runs', async () => {
    const cwd = tempProject({
      'twice/flow.yaml': GOOD_YAML,
      'twice/flow.ts': GOOD_TASKS,
      'main/flow.yaml':
        'flow: Main\noutputs: [{ name: n, value: "${d.doubled}" }]\nsteps: [{ subflow: twice, id: d, inputs: { number: 3 } }]',
    });
    const { code, stdout, stderr } = await flowlang(['run', 'main/flow.yaml'], { cwd });
    expect([code, JSON.parse(stdout)]).toEqual([0, { n: 6 }]);
    expect(stderr).toMatch(/step_started +d\n.*step_started +twice\n.*step_completed +twice.*\n.*step_completed +d/);
  });

  it('prints as JSON the result as the server answers it, and nothing else', async () => {
    const cwd = tempProject(files('{"number": 4}'));
    const { code, stdout, stderr } = await flowlang(['run', '--inputs', 'in.json', '--json'], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual({
      success: true,
      execution_id: expect.any(String),
      flow: 'Double',
      outputs: { doubled: 8 },
      execution_time_ms: expect.any(Number),
    });
  });

  it('takes a folder for its flow.yaml, and a flow of another name with the tasks beside it', async () => {
    const cwd = tempProject({ ...files('{"number": 4}'), 'other.yaml': GOOD_YAML });
    for (const target of ['.', 'other.yaml']) {
      const { code, stdout } = await flowlang(['run', target, '--inputs', 'in.json'], { cwd });
      expect([code, JSON.parse(stdout)]).toEqual([0, { doubled: 8 }]);
    }
  });

  it('takes its inputs from a pipe', async () => {
    const cwd = tempProject(GOOD);
    const { stdout } = await flowlang(['run', '--inputs', '-'], { cwd, input: '{"number": 21}' });
    expect(JSON.parse(stdout)).toEqual({ doubled: 42 });
  });

  it('is 1 where the flow fails', async () => {
    const cwd = tempProject(files('{"number": 13}'));
    const { code, stdout, stderr } = await flowlang(['run', '--inputs', 'in.json'], { cwd });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/flow_failed +Double.*RangeError: an unlucky number/);
  });

  it('is 1 where the flow fails, with the error as JSON', async () => {
    const cwd = tempProject(files('{"number": 13}'));
    const { code, stdout } = await flowlang(['run', '--inputs', 'in.json', '--json'], { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ success: false, error: { type: 'RangeError', step_id: 'twice' } });
  });

  it('ends, though a task keeps something open', async () => {
    const cwd = tempProject({ ...files('{"number": 1}'), 'flow.ts': `setInterval(() => {}, 1000);\n${GOOD_TASKS}` });
    expect((await flowlang(['run', '--inputs', 'in.json'], { cwd })).code).toBe(0);
  });

  it('shows no secret of the environment', async () => {
    const cwd = tempProject({
      'flow.yaml': 'flow: A\nsteps: [{ task: Leak }]',
      'flow.ts': tasksFile(
        "Leak: (_, { logger }) => { logger.info({ key: process.env.API_KEY }, 'x'); throw new Error(process.env.API_KEY); }",
      ),
      '.env': 'API_KEY=hunter2-hunter2\n',
    });
    const { code, stdout, stderr } = await flowlang(['run', '--json'], { cwd });
    expect(code).toBe(1);
    expect(stdout + stderr).not.toContain('hunter2');
    expect(JSON.parse(stdout).error.message).toBe('***');
  });
});

describe('run cannot begin, and is 2', () => {
  it.each([
    [
      'where inputs are wrong: all of them are listed',
      ['--inputs', 'in.json'],
      '{"number": "x", "more": 1}',
      /\/number must be integer[\s\S]*\/more is not known|\/more is not known[\s\S]*\/number must be integer/,
    ],
    ['where an input is missing', [], '', /\/number is required/],
    ['where the inputs are no JSON', ['--inputs', 'in.json'], '{', /in\.json cannot be read as JSON/],
    ['where there is no such file of inputs', ['--inputs', 'nothing.json'], '', /There is no file nothing\.json\./],
    ['where there is no such flow', ['nothing.yaml'], '', /There is no file nothing\.yaml\./],
  ])('%s', async (_, args, inputs, message) => {
    const { code, stdout, stderr } = await flowlang(['run', ...args], { cwd: tempProject(files(inputs)) });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('where the flow has errors: they are shown', async () => {
    const { code, stderr } = await flowlang(['run'], { cwd: tempProject({ 'flow.yaml': BAD_YAML }) });
    expect(code).toBe(2);
    expect(stderr).toMatch(/flow\.yaml:4:5/);
  });

  it('where tasks are not implemented: they are named', async () => {
    const cwd = tempProject({
      'flow.yaml': 'flow: A\nsteps: [{ task: B }, { task: C }]',
      'flow.ts': tasksFile('B: () => 1'),
    });
    const { code, stderr } = await flowlang(['run'], { cwd });
    expect([code, stderr]).toEqual([2, 'flowlang: A waits for C to be implemented: 1/2 (50.0%).\n']);
  });

  it('where the tasks file does not load', async () => {
    const cwd = tempProject({ 'flow.yaml': GOOD_YAML, 'flow.ts': 'enum Color { Red }' });
    const { code, stderr } = await flowlang(['run'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/flow\.ts.*enum/s);
  });
});
