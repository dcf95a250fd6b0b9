import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../src/open-engine.ts';
import type { LoadedFlow, ServableFlow, Snapshot } from '../../src/project/catalog.ts';
import { findLibrary, projectRoot } from '../../src/project/library.ts';
import { loadFlows } from '../../src/project/load-flows.ts';
import { silentLogger } from '../../src/world.ts';
import { tempProject, writeFiles } from './temp-project.ts';

const asIs = { redact: (text: string) => text };

const CALLER = 'flow: Caller\noutputs: [{name: total, value: "${sub.total}"}]\nsteps: [{subflow: sub, id: sub}]\n';
const CALLEE = 'flow: Sub\noutputs: [{name: total, value: "${sum.total}"}]\nsteps: [{task: Sum, id: sum}]\n';

function sums(total: number): string {
  return `import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';
export default defineTasks({
  Sum: defineTask({ output: z.object({ total: z.int() }), run: () => ({ total: ${total} }) }),
});`;
}

function load(files: Readonly<Record<string, string>>): Promise<Snapshot> {
  return loadFlows({ multiDir: tempProject(files) }, asIs);
}

function servable(loaded: LoadedFlow | undefined): ServableFlow {
  if (loaded === undefined || loaded.state === 'invalid') return expect.fail(`not servable: ${loaded?.frames}`);
  return loaded;
}

function problems(loaded: LoadedFlow | undefined): readonly string[] {
  return loaded?.state === 'invalid' ? loaded.diagnostics.map(({ code }) => code) : expect.fail('not invalid');
}

async function outputsOf(flow: ServableFlow): Promise<unknown> {
  const { engine } = openEngine(silentLogger, asIs.redact);
  const { finished } = await engine.start(flow.plan, {});
  const last = await finished;
  return last.type === 'flow_completed' ? last.outputs : last;
}

describe('a flow that runs another', () => {
  it("has a path of its own for each reaction to a failure: the subflow's, and that of the step", async () => {
    const tasks = `import { defineTasks } from 'flowlang';
export default defineTasks({
  Fails: () => { throw new Error('no luck'); },
  React: (_inputs, { idempotency_key }) => ({ key: idempotency_key.slice(idempotency_key.indexOf(':') + 1) }),
});`;
    const { flows } = await load({
      'caller/flow.yaml': `flow: Caller
outputs: [{name: key, value: "\${outer.key}"}]
steps: [{subflow: sub, id: sub, on_error: [{task: React, id: outer}]}]
`,
      'caller/flow.ts': tasks,
      'caller/sub.yaml': `flow: Sub
steps: [{task: Fails}]
on_error: [{task: React, id: inner}, {fail: "\${inner.key}"}]
`,
    });
    const { engine, journal } = openEngine(silentLogger, asIs.redact);
    const { finished, executionId } = await engine.start(servable(flows.get('Caller')).plan, {});
    expect(await finished).toMatchObject({ outputs: { key: 'steps[0].on_error[0]' } });
    const failed = (await journal.read(executionId, 0, 100)).find(
      (event) => event.step_id === 'sub' && event.type === 'step_failed',
    );
    expect(failed).toMatchObject({ error: { message: 'steps[0].flow.on_error[0]' } });
  });

  it('runs it with its own tasks, and answers what it answers', async () => {
    const { flows } = await load({
      'caller/flow.yaml': CALLER,
      'caller/flow.ts': sums(1),
      'caller/sub/flow.yaml': CALLEE,
      'caller/sub/flow.ts': sums(2),
    });
    expect(await outputsOf(servable(flows.get('Caller')))).toEqual({ total: 2 });
  });

  it('lends it its tasks where it has none', async () => {
    const { flows } = await load({ 'caller/flow.yaml': CALLER, 'caller/flow.ts': sums(1), 'caller/sub.yaml': CALLEE });
    const caller = servable(flows.get('Caller'));
    expect(caller.types.outputs.properties?.['total']).toEqual({ type: 'integer' });
    expect(await outputsOf(caller)).toEqual({ total: 1 });
  });

  it('finds it elsewhere in the project, above the folder that is served', async () => {
    const root = tempProject({
      'flows/caller/flow.yaml': CALLER,
      'flows/caller/flow.ts': sums(1),
      'shared/deep/sub/flow.yaml': CALLEE,
    });
    const { flows } = await loadFlows({ multiDir: join(root, 'flows') }, asIs);
    expect(await outputsOf(servable(flows.get('Caller')))).toEqual({ total: 1 });
  });

  it('may be served beside it', async () => {
    const { flows } = await load({
      'caller/flow.yaml': CALLER,
      'sub/flow.yaml': CALLEE,
      'sub/flow.ts': sums(3),
    });
    expect([...flows.keys()]).toEqual(['Caller', 'Sub']);
    expect(await outputsOf(servable(flows.get('Caller')))).toEqual({ total: 3 });
  });

  it('is not beside it where nobody asked for the other', async () => {
    const { flows, document } = await load({ 'caller/flow.yaml': CALLER, 'caller/sub/flow.yaml': CALLEE });
    expect([...flows.keys()]).toEqual(['Caller']);
    expect(Object.keys(document['x-flowlang-flows'])).toEqual(['Caller']);
  });

  it('waits for the tasks of both', async () => {
    const { flows } = await load({
      'caller/flow.yaml': CALLER.replace('steps: [{', 'steps: [{task: Mine}, {'),
      'caller/sub/flow.yaml': CALLEE.replace('steps: [{', 'steps: [{task: Mine}, {'),
    });
    expect(servable(flows.get('Caller'))).toMatchObject({ state: 'incomplete', pendingTasks: ['Mine', 'Sum'] });
  });

  it('waits for a plugin', async () => {
    const { flows } = await load({ 'a/flow.yaml': 'flow: A\nsteps: [{pg_query: {query: SELECT 1}}]\n' });
    expect(servable(flows.get('A'))).toMatchObject({
      state: 'incomplete',
      pendingTasks: ['pg_query'],
      diagnostics: [{ code: 'FL1603', severity: 'warning' }],
    });
  });

  it('waits for the plugin of the connection that a task gets', async () => {
    const { flows } = await load({
      'a/flow.yaml': 'flow: A\nconnections: {db: {type: postgres}}\nsteps: [{task: Sum, connection: db}]\n',
      'a/flow.ts': sums(1),
    });
    expect(servable(flows.get('A'))).toMatchObject({ state: 'incomplete', pendingTasks: ['db'] });
  });

  it('waits for a task that is there for the one and not for the other', async () => {
    const { flows } = await load({
      'caller/flow.yaml': CALLER.replace('steps: [{', 'steps: [{task: Sum}, {'),
      'caller/flow.ts': sums(1),
      'caller/sub/flow.yaml': CALLEE,
      'caller/sub/flow.ts':
        "import { defineTasks, notImplemented } from 'flowlang';\nexport default defineTasks({ Sum: notImplemented('Sum') });",
    });
    expect(servable(flows.get('Caller')).pendingTasks).toEqual(['Sum']);
  });

  it('is invalid where the other has errors, and is told where', async () => {
    const { flows } = await load({
      'caller/flow.yaml': CALLER,
      'caller/sub.yaml': 'flow: Sub\nstesp: []\nsteps: []\n',
    });
    const caller = flows.get('Caller');
    expect(problems(caller)).toEqual(['FL1607']);
    expect(caller?.diagnostics[0]?.message).toContain('caller/sub.yaml:2:1');
  });

  it('is invalid where the tasks of the other do not load', async () => {
    const { flows } = await load({
      'caller/flow.yaml': CALLER,
      'caller/sub/flow.yaml': CALLEE,
      'caller/sub/flow.ts': "throw new Error('no database');",
    });
    expect(problems(flows.get('Caller'))).toEqual(['FL1607']);
    expect(flows.get('Caller')?.diagnostics[0]?.message).toMatch(/caller\/sub\/flow\.ts does not load: .*no database/);
  });

  it('is invalid where both run each other, and so is the other', async () => {
    const { flows } = await load({
      'a/flow.yaml': 'flow: A\nsteps: [{subflow: b}]\n',
      'b/flow.yaml': 'flow: B\nsteps: [{subflow: a}]\n',
    });
    expect([...flows.values()].map(problems)).toEqual([['FL1606'], ['FL1606']]);
  });

  it('loads no tasks of flows that it does not run', async () => {
    const { flows } = await load({
      'caller/flow.yaml': CALLER,
      'caller/sub.yaml': CALLEE,
      'x/y/other/flow.yaml': 'flow: Other\nsteps: []\n',
      'x/y/other/flow.ts': 'throw (globalThis as { touched?: boolean }).touched = true;',
    });
    expect(servable(flows.get('Caller')).state).toBe('incomplete');
    expect('touched' in globalThis).toBe(false);
  });
});

describe('the project that flows are looked for in', () => {
  it('begins at the nearest folder with a project.yaml or a package.json', () => {
    const root = tempProject({ 'a/project.yaml': '', 'a/b/c/flow.yaml': '', 'd/flow.yaml': '' });
    expect(projectRoot(join(root, 'a/b/c'))).toBe(join(root, 'a'));
    expect(projectRoot(join(root, 'd'))).toBe(root);
  });

  it('has flows in files of any name, and no other YAML', async () => {
    const root = tempProject({
      'a/flow.yaml': 'stesp: []',
      'a/b.yaml': 'flow: B\nsteps: []',
      'a/compose.yaml': 'services: {}',
      'node_modules/x/flow.yaml': 'flow: X',
      '.git/flow.yaml': 'flow: Y',
      'notes.md': 'flow: Z',
    });
    const found = await findLibrary(root, []);
    expect(found.map(({ flowFile }) => flowFile)).toEqual([join(root, 'a/b.yaml'), join(root, 'a/flow.yaml')]);
  });

  it('ends at its root: no link leads out of it', async () => {
    const root = tempProject({ 'a/flow.yaml': 'flow: A' });
    writeFiles(join(root, '../outside'), { 'b/flow.yaml': 'flow: B' });
    mkdirSync(join(root, 'links'));
    symlinkSync(join(root, '../outside'), join(root, 'links/outside'));
    const found = await findLibrary(root, [join(root, '../outside')]);
    expect(found.map(({ flowFile }) => flowFile)).toEqual([join(root, 'a/flow.yaml')]);
  });

  it('gives the tasks of a folder to its flow.yaml, and else to the flows in it', async () => {
    const root = tempProject({
      'a/flow.yaml': 'flow: A',
      'a/b.yaml': 'flow: B',
      'a/flow.ts': '',
      'c/d.yaml': 'flow: D',
      'c/flow.ts': '',
    });
    const found = await findLibrary(root, []);
    expect(found.map(({ tasksFile }) => tasksFile)).toEqual([
      undefined,
      join(root, 'a/flow.ts'),
      join(root, 'c/flow.ts'),
    ]);
  });
});
