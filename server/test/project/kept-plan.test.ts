import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/engine/planned.ts';
import { openEngine } from '../../src/open-engine.ts';
import type { Snapshot } from '../../src/project/catalog.ts';
import { restorePlan } from '../../src/project/kept-plan.ts';
import { loadFlows } from '../../src/project/load-flows.ts';
import { silentLogger } from '../../src/world.ts';
import { tempProject } from './temp-project.ts';

const asIs = { redact: (text: string) => text };

const CALLER =
  'flow: Caller\noutputs: [{name: total, value: "${sub.total + own.total}"}]\nsteps: [{subflow: sub, id: sub}, {task: Sum, id: own}]\n';
const CALLEE = 'flow: Sub\noutputs: [{name: total, value: "${sum.total}"}]\nsteps: [{task: Sum, id: sum}]\n';

function tasks(total: number, output = 'total: z.int()', more = ''): string {
  return `import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';
export default defineTasks({
  Sum: defineTask({ output: z.object({ ${output} }), run: () => ({ total: ${total} }) }),${more}
});`;
}

const FILES = {
  'caller/flow.yaml': CALLER,
  'caller/flow.ts': tasks(1),
  'caller/sub/flow.yaml': CALLEE,
  'caller/sub/flow.ts': tasks(20),
};

function load(changes: Readonly<Record<string, string>> = {}): Promise<Snapshot> {
  return loadFlows({ multiDir: tempProject({ ...FILES, ...changes }) }, asIs);
}

function planOf({ flows }: Snapshot): Plan {
  const flow = flows.get('Caller');
  return flow === undefined || flow.state === 'invalid' ? expect.fail(`not servable: ${flow?.frames}`) : flow.plan;
}

async function fingerprint(changes: Readonly<Record<string, string>> = {}): Promise<string> {
  return planOf(await load(changes)).kept.fingerprint;
}

async function ending(plan: Plan): Promise<unknown> {
  const { engine } = openEngine(silentLogger, asIs.redact);
  const last = await (await engine.start(plan, {})).finished;
  return last.type === 'flow_completed' ? last.outputs : last.type === 'flow_failed' ? last.error : last;
}

describe('the fingerprint of a plan', () => {
  it('is that of another folder with the same flow', async () => {
    expect(await fingerprint()).toBe(await fingerprint());
  });

  it('changes with the text of the flow, of those that it runs, and with what their tasks say of themselves', async () => {
    const changed = await Promise.all([
      fingerprint(),
      fingerprint({ 'caller/flow.yaml': `${CALLER}# more\n` }),
      fingerprint({ 'caller/sub/flow.yaml': `${CALLEE}# more\n` }),
      fingerprint({ 'caller/sub/flow.ts': tasks(20, 'total: z.number()') }),
    ]);
    expect(new Set(changed).size).toBe(4);
  });

  it('stays when tasks do something else, or others come', async () => {
    expect(await fingerprint({ 'caller/flow.ts': tasks(2, 'total: z.int()', '\n  Other: () => ({}),') })).toBe(
      await fingerprint(),
    );
  });
});

describe('a plan that is made again', () => {
  it('is the flow as it was, with the tasks that there are now', async () => {
    const { source, fingerprint: before } = planOf(await load()).kept;
    const now = await load({
      'caller/flow.yaml': 'flow: Caller\nsteps: []\n',
      'caller/flow.ts': tasks(3),
      'caller/sub/flow.yaml': 'flow: Sub\nsteps: [{nonsense: 1}]\n',
    });
    const plan = await restorePlan(source(), now.tasksOfFile);
    expect(plan.kept.fingerprint).toBe(before);
    // The subflow's own tasks file is still there, though nothing runs it now.
    expect(await ending(plan)).toEqual({ total: 23 });
  });

  it('fails at a task that is gone, and not before', async () => {
    const { source } = planOf(await load()).kept;
    const plan = await restorePlan(source(), async () => undefined);
    expect(await ending(plan)).toMatchObject({ type: 'TaskNotFoundError', task: 'Sum' });
  });

  it('says what this version does not take any more', async () => {
    const files = [{ file: 'flow.yaml', path: 'flow.yaml', text: 'flow: F\nsteps: [{nonsense: 1}]', tasks: null }];
    await expect(restorePlan(JSON.stringify({ files }), async () => undefined)).rejects.toThrow(/nonsense/);
  });
});
