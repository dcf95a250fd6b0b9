import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProjectError } from '../../src/errors.ts';
import type { InvalidFlow, LoadedFlow, ServableFlow, Snapshot } from '../../src/project/catalog.ts';
import { loadFlows } from '../../src/project/load-flows.ts';
import { tempProject } from './temp-project.ts';

const asIs = { redact: (text: string) => text };

function flow(name: string, ...tasks: string[]): string {
  return [
    `flow: ${name}`,
    'steps:',
    ...tasks.map((task) => `  - task: ${task}`),
    ...(tasks.length ? [] : ['  []']),
  ].join('\n');
}

function tasksFile(code: string): string {
  return `import { defineTask, defineTasks, notImplemented } from 'flowlang';
import { z } from 'zod';
export default defineTasks({ ${code} });`;
}

/** A flow whose output reads `property` of what its task Sum returns. */
function summing(property: string): string {
  return `flow: A\noutputs: [{ name: total, value: "\${sum.${property}}" }]\nsteps: [{ task: Sum, id: sum }]`;
}

function load(files: Readonly<Record<string, string>>): Promise<Snapshot> {
  return loadFlows({ multiDir: tempProject(files) }, asIs);
}

function servable(loaded: LoadedFlow | undefined): ServableFlow {
  if (loaded === undefined || loaded.state === 'invalid') return expect.fail(`not servable: ${loaded?.frames}`);
  return loaded;
}

function invalid(loaded: LoadedFlow | undefined): InvalidFlow {
  return loaded?.state === 'invalid' ? loaded : expect.fail(`not invalid: ${loaded?.name}`);
}

describe('a flow with all its tasks', () => {
  it('is ready, with its plan and its contract', async () => {
    const root = tempProject({
      'flow.yaml': flow('Greeter', 'Greet'),
      'flow.ts': tasksFile("Greet: defineTask({ description: 'Says hello', run: () => 'hello' })"),
    });
    const snapshot = await loadFlows({ projectDir: root }, asIs);
    expect([...snapshot.flows.keys()]).toEqual(['Greeter']);
    const loaded = servable(snapshot.flows.get('Greeter'));
    expect(loaded).toMatchObject({ state: 'ready', dir: root, file: 'flow.yaml', pendingTasks: [], diagnostics: [] });
    expect(loaded.tasks).toEqual([{ name: 'Greet', implemented: true, description: 'Says hello' }]);
    expect(loaded.plan.flow).toBe('Greeter');
    expect(snapshot.document.paths).toHaveProperty('/flows/Greeter/execute');
  });

  it('has the types that its tasks declare', async () => {
    const { flows } = await load({
      'a/flow.yaml': summing('total'),
      'a/flow.ts': tasksFile('Sum: defineTask({ output: z.object({ total: z.int() }), run: () => ({ total: 1 }) })'),
    });
    expect(servable(flows.get('A')).types.outputs.properties?.['total']).toEqual({ type: 'integer' });
  });

  it('is invalid where it does not keep to what its tasks declare', async () => {
    const { flows } = await load({
      'a/flow.yaml': summing('totl'),
      'a/flow.ts': tasksFile('Sum: defineTask({ output: z.object({ total: z.int() }), run: () => ({ total: 1 }) })'),
    });
    expect(invalid(flows.get('A')).diagnostics).toMatchObject([
      { code: 'FL1305', file: 'a/flow.yaml', line: 2, column: 40 },
    ]);
  });

  it('keeps its warnings, with their places', async () => {
    const yaml = 'flow: A\nsteps:\n  - exit\n  - task: Late';
    const { flows } = await load({ 'a/flow.yaml': yaml, 'a/flow.ts': tasksFile('Late: () => 1') });
    const loaded = servable(flows.get('A'));
    expect(loaded.diagnostics).toMatchObject([{ code: 'FL1401', severity: 'warning', file: 'a/flow.yaml', line: 4 }]);
    expect(loaded.state).toBe('ready');
  });
});

describe('a flow without some of its tasks', () => {
  it('is incomplete, and in the contract all the same', async () => {
    const { flows, document } = await load({
      'a/flow.yaml': flow('A', 'Pay', 'Mail', 'Pay', 'Refund'),
      'a/flow.ts': tasksFile("Refund: notImplemented('Refund'), Pay: () => 1, Unused: notImplemented('Unused')"),
    });
    const loaded = servable(flows.get('A'));
    expect(loaded.state).toBe('incomplete');
    expect(loaded.tasks).toEqual([
      { name: 'Pay', implemented: true },
      { name: 'Mail', implemented: false },
      { name: 'Refund', implemented: false },
    ]);
    expect(loaded.pendingTasks).toEqual(['Mail', 'Refund']);
    expect(document.paths).toHaveProperty('/flows/A/execute');
  });

  it('is incomplete where there is no tasks file', async () => {
    const { flows } = await load({ 'a/flow.yaml': flow('A', 'Pay') });
    expect(servable(flows.get('A'))).toMatchObject({ state: 'incomplete', pendingTasks: ['Pay'] });
  });

  it('is ready where it needs none', async () => {
    const { flows } = await load({ 'a/flow.yaml': flow('A') });
    expect(servable(flows.get('A'))).toMatchObject({ state: 'ready', tasks: [] });
  });

  it('lists the tasks of all kinds of steps, in the order of its text', async () => {
    const yaml = `
flow: A
steps:
  - parallel:
      - task: Branch1
        on_error:
          - task: Handle
      - [{ task: Branch2 }]
  - if: 1 < length(keys(execution))
    then: [{ task: Then }]
    else: [{ task: Else }]
  - switch: \${execution.flow}
    default: [{ task: Default }]
    cases:
      - when: A
        do: [{ task: Case }]
  - for_each: [1, 2]
    do:
      - task: Body
    on_error:
      - exit: gave up
        on_error: [{ task: Handle }]
`;
    const { flows } = await load({ 'a/flow.yaml': yaml });
    expect(servable(flows.get('A')).pendingTasks).toEqual([
      'Branch1',
      'Handle',
      'Branch2',
      'Then',
      'Else',
      'Default',
      'Case',
      'Body',
    ]);
  });
});

describe('a broken flow', () => {
  const good = { 'good/flow.yaml': flow('Good') };

  it('holds up no other: it is shown as invalid, beside those that are served', async () => {
    const { flows, document } = await load({ ...good, 'bad/flow.yaml': 'flow: Bad\nstesp: []' });
    expect(servable(flows.get('Good')).state).toBe('ready');
    const bad = invalid(flows.get('Bad'));
    expect(bad.file).toBe('bad/flow.yaml');
    expect(bad.diagnostics).toContainEqual(
      expect.objectContaining({ code: 'FL1101', line: 2, column: 1, severity: 'error' }),
    );
    expect(bad.frames).toContain('bad/flow.yaml:2:1 error FL1101');
    expect(bad.frames).toMatch(/2 \| stesp: \[\]\n +\| \^{5}/);
    expect(Object.keys(document['x-flowlang-flows'])).toEqual(['Good']);
  });

  it('is known by its folder where its name cannot be read', async () => {
    const { flows } = await load({ ...good, 'broken/flow.yaml': '- a\n- list' });
    expect(invalid(flows.get('broken')).diagnostics).toMatchObject([{ code: 'FL1002' }]);
  });

  it('takes no name from a flow that works', async () => {
    const { flows } = await load({
      ...good,
      'a/flow.yaml': 'flow: Good\nsteps: 5',
      'b/flow.yaml': 'flow: Good\nsteps: 5',
    });
    expect(servable(flows.get('Good')).file).toBe('good/flow.yaml');
    expect(invalid(flows.get('Good_2')).file).toBe('a/flow.yaml');
    expect(invalid(flows.get('Good_3')).file).toBe('b/flow.yaml');
  });

  it('is the second of two that have the same name', async () => {
    const { flows } = await load({ 'a/flow.yaml': flow('Same'), 'b/flow.yaml': flow('Same') });
    expect(servable(flows.get('Same')).file).toBe('a/flow.yaml');
    expect(invalid(flows.get('Same_2')).diagnostics).toMatchObject([
      { code: 'FL1106', file: 'b/flow.yaml', line: 1, column: 7, message: expect.stringContaining('a/flow.yaml') },
    ]);
  });

  it('is one whose file cannot be read', async () => {
    const { flows } = await load({ ...good, 'a/flow.yaml/is-a-folder': '' });
    expect(invalid(flows.get('a')).diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'FL1001',
        file: 'a/flow.yaml',
        message: expect.stringContaining('cannot be read'),
      }),
    );
  });
});

describe('a flow whose tasks file does not load', () => {
  it('is invalid, with the place in the tasks file', async () => {
    const { flows } = await load({
      'good/flow.yaml': flow('Good'),
      'bad/flow.yaml': flow('Bad', 'Go'),
      'bad/flow.ts': 'const a = 1;\nenum Color { Red }',
    });
    expect(servable(flows.get('Good')).state).toBe('ready');
    const bad = invalid(flows.get('Bad'));
    expect(bad.diagnostics).toEqual([
      {
        code: 'FL1602',
        severity: 'error',
        file: 'bad/flow.ts',
        line: 2,
        column: 1,
        message: 'TypeScript enum is not supported in strip-only mode.',
        hint: expect.stringContaining('as const'),
      },
    ]);
    expect(bad.frames).toContain('2 | enum Color { Red }');
  });

  it('leaves its name to a flow that works', async () => {
    const { flows } = await load({ 'a/flow.yaml': flow('Same'), 'a/flow.ts': 'oops', 'b/flow.yaml': flow('Same') });
    expect(servable(flows.get('Same')).file).toBe('b/flow.yaml');
    // Both are said at once: nobody wants to mend a flow twice.
    expect(invalid(flows.get('Same_2')).diagnostics).toMatchObject([
      { code: 'FL1602', file: 'a/flow.ts' },
      { code: 'FL1106', file: 'a/flow.yaml', message: expect.stringContaining('b/flow.yaml') },
    ]);
  });

  it('shows what is wrong with its text as well', async () => {
    const { flows } = await load({ 'bad/flow.yaml': 'flow: Bad\nstesp: []\nsteps: []', 'bad/flow.ts': 'export {};' });
    expect(invalid(flows.get('Bad')).diagnostics.map(({ code }) => code)).toEqual(['FL1602', 'FL1101']);
  });

  it('names a file that it imports by its own place', async () => {
    const { flows } = await load({
      'bad/flow.yaml': flow('Bad'),
      'bad/flow.ts': "import '../shared/prices.ts';",
      'shared/prices.ts': '\n\nexport const = 1;',
    });
    expect(invalid(flows.get('Bad')).diagnostics).toMatchObject([{ file: 'shared/prices.ts', line: 3, column: 14 }]);
  });

  it('shows no secret and no absolute path', async () => {
    const files = {
      'bad/flow.yaml': flow('Bad'),
      'bad/flow.ts': "throw new Error('hunter2 is refused, see ' + import.meta.dirname + '/log.txt');",
    };
    const redact = (text: string) => text.replaceAll('hunter2', '***');
    const { flows } = await loadFlows({ multiDir: tempProject(files) }, { redact });
    const bad = invalid(flows.get('Bad'));
    expect(bad.diagnostics[0]?.message).toBe('Error while it was loaded: *** is refused, see bad/log.txt.');
    expect(bad.frames).not.toContain('hunter2');
  });
});

describe('a project', () => {
  it('has its flows in the order of their names', async () => {
    const files = { 'x/flow.yaml': flow('Beta'), 'y/flow.yaml': flow('Alpha'), 'z/flow.yaml': 'flow: Aleph\nsteps: 1' };
    expect([...(await load(files)).flows.keys()]).toEqual(['Aleph', 'Alpha', 'Beta']);
  });

  it('without any flow cannot be loaded', async () => {
    const root = tempProject({});
    await expect(loadFlows({ projectDir: root }, asIs)).rejects.toThrow(ProjectError);
    await expect(loadFlows({ projectDir: join(root, 'no') }, asIs)).rejects.toThrow('There is no folder');
  });
});
