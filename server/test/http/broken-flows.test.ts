import { describe, expect, it } from 'vitest';
import { tasksFile } from './flows.ts';
import { call, post, serve } from './harness.ts';

describe('what is wrong with one flow', () => {
  const good = { 'good/flow.yaml': 'flow: Good\nsteps: [{ task: B }]', 'good/flow.ts': tasksFile('B: () => 1') };

  it.each([
    ['no YAML', { 'bad/flow.yaml': 'flow: [' }, /^bad\/flow\.yaml:1/],
    ['an empty file', { 'bad/flow.yaml': '' }, /^bad\/flow\.yaml:1:1 FL/],
    [
      'a tasks file that throws',
      { 'bad/flow.yaml': 'flow: Bad\nsteps: [{ task: B }]', 'bad/flow.ts': "throw new Error('no database')" },
      /^bad\/flow\.ts:1:\d+ FL1602: .*no database/,
    ],
  ])('like %s does not touch the others', async (_, bad, problem) => {
    const own = await serve({ files: { ...good, ...bad } });
    const { json } = await call(own, '/health');
    const [name = ''] = Object.keys(json.flows).filter((one) => one !== 'Good');
    expect(json.flows[name]).toMatchObject({ ready: false, problem: expect.stringMatching(problem) });
    expect((await post(own, '/flows/Good/execute', {})).json.success).toBe(true);
    expect((await post(own, `/flows/${name}/execute`, {})).json.code).toBe('flow_invalid');
  });

  it('like the name of another one leaves that one its name', async () => {
    const own = await serve({
      files: { ...good, 'one/flow.yaml': 'flow: Twin\nsteps: []', 'two/flow.yaml': 'flow: Twin\nsteps: []' },
    });
    const { json } = await call(own, '/flows');
    const states = json.map(({ name, status }: { name: string; status: string }) => `${name} ${status}`);
    expect(states).toEqual(['Good ready', 'Twin ready', 'Twin_2 invalid']);
  });
});
