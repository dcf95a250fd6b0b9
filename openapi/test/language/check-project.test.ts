import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../src/language/check-flow.ts';
import { subflowsOf } from '../../src/language/check-project.ts';
import type { FlowTypes, Subflow, TaskSignature } from '../../src/language/flow-types.ts';
import type { Step } from '../../src/language/model.ts';
import { parseSource } from '../../src/language/parse-source.ts';
import { checkAll, diagnoseAll } from './support.ts';

const INTEGER = { type: 'integer' } as const;
const COUNT: TaskSignature = {
  implemented: true,
  input: { type: 'object', properties: { n: INTEGER }, additionalProperties: false },
  output: { type: 'object', properties: { total: INTEGER }, required: ['total'], additionalProperties: false },
};
const CALLER = 'flow: A\noutputs: [{name: x, value: "${b.x}"}]\nsteps: [{subflow: b, id: b}]\n';
const CALLEE = 'flow: B\noutputs: [{name: x, value: "${c.total}"}]\nsteps: [{task: Count, id: c}]\n';

function typesOf(result: CheckResult | undefined): FlowTypes {
  if (!result?.ok) throw new Error(result?.diagnostics.map(({ message }) => message).join('\n') ?? 'no result');
  return result.types;
}

function only(subflows: ReadonlyMap<Step, Subflow>): Subflow {
  const [first, second] = subflows.values();
  if (first === undefined || second !== undefined) throw new Error(`${subflows.size} subflows`);
  return first;
}

/** The message at the only diagnostic of the file. */
function messageIn(texts: Readonly<Record<string, string>>, file: string): string {
  const [first, second] = checkAll(texts).get(file)?.diagnostics ?? [];
  if (first === undefined || second !== undefined) throw new Error('not one diagnostic');
  return `${first.message}. ${first.hint}.`;
}

describe('a subflow', () => {
  test('answers what the flow answers: its types are those of the caller', () => {
    const results = checkAll({ 'a/flow.yaml': CALLER, 'lib/b.yaml': CALLEE }, { 'lib/b.yaml': { Count: COUNT } });
    expect(typesOf(results.get('a/flow.yaml')).outputs.properties).toEqual({ x: INTEGER });
  });

  test('is known by its step: the file, the flow, its types, and those of what it runs itself', () => {
    const results = checkAll({
      'a/flow.yaml': CALLER,
      'lib/b.yaml': 'flow: B\noutputs: [{name: x, value: 1}]\nsteps: [{if: execution.id, then: [{subflow: c}]}]\n',
      'lib/c/flow.yaml': 'flow: C\nsteps: []\n',
    });
    const b = only(typesOf(results.get('a/flow.yaml')).subflows);
    expect([b.file, b.flow.name, b.hasOwnTasks]).toEqual(['lib/b.yaml', 'B', false]);
    const c = only(b.types.subflows);
    expect([c.file, c.flow.name, c.types.subflows.size]).toEqual(['lib/c/flow.yaml', 'C', 0]);
  });

  test('shows in its events what it is given and what it answers', () => {
    const text = 'flow: A\nsteps: [{subflow: b, id: b, inputs: {n: 1}}]\n';
    const callee = 'flow: B\ninputs: [{name: n, type: int}]\noutputs: [{name: x, value: "${inputs.n}"}]\nsteps: []\n';
    const { steps } = typesOf(checkAll({ 'a.yaml': text, 'b.yaml': callee }).get('a.yaml'));
    const [types] = steps.values();
    expect(types).toMatchObject({
      inputs: { properties: { n: { const: 1 } } },
      outputs: { properties: { x: INTEGER } },
    });
  });

  test('uses the tasks of its caller where it has none, and is checked with them', () => {
    const broken = CALLEE.replace('id: c', 'id: c, inputs: {n: many}');
    const texts = { 'a/flow.yaml': CALLER, 'b/flow.yaml': broken, 'c/flow.yaml': CALLER.replace('flow: A', 'flow: C') };
    expect(diagnoseAll(texts, { 'a/flow.yaml': { Count: COUNT } })).toEqual({
      'a/flow.yaml': ['FL1607 3:19 b'],
      'b/flow.yaml': [],
      'c/flow.yaml': [],
    });
  });

  test('uses its own tasks where it has some, and so does what it runs', () => {
    const texts = {
      'a/flow.yaml': CALLER,
      'lib/b/flow.yaml': 'flow: B\noutputs: [{name: x, value: "${c.x}"}]\nsteps: [{subflow: c, id: c}]\n',
      'lib/c.yaml': CALLEE.replace('flow: B', 'flow: C'),
    };
    const other: TaskSignature = { ...COUNT, output: { type: 'string' } };
    const tasks = { 'a/flow.yaml': { Count: other }, 'lib/b/flow.yaml': { Count: COUNT } };
    expect(typesOf(checkAll(texts, tasks).get('a/flow.yaml')).outputs.properties).toEqual({ x: INTEGER });
  });

  test('is checked once for all that run it with the same tasks', () => {
    const callers = Array.from({ length: 20 }, (_, index) => [
      `${index}.yaml`,
      `flow: F${index}\nsteps: [{subflow: b}]\n`,
    ]);
    const results = checkAll({ ...Object.fromEntries(callers), 'lib/b.yaml': 'flow: B\nsteps: []\n' });
    const found = callers.map(([file]) => only(typesOf(results.get(file ?? '')).subflows).types);
    expect(new Set(found).size).toBe(1);
  });

  test('may be there though an output that is listed is not: it is null', () => {
    const results = checkAll({
      'a.yaml': 'flow: A\noutputs: [{name: x, value: "${b}"}]\nsteps: [{subflow: b, id: b, outputs: [x]}]\n',
      'b.yaml': 'flow: B\noutputs: [{name: x, value: 1, type: int}]\nsteps: [{if: execution.id, then: [exit]}]\n',
    });
    const closed = { type: 'object', required: ['x'], additionalProperties: false };
    expect(typesOf(results.get('a.yaml')).outputs.properties?.['x']).toEqual({
      anyOf: [
        { ...closed, properties: { x: INTEGER } },
        { ...closed, properties: { x: { type: 'null' } } },
      ],
    });
  });
});

describe('a message', () => {
  test('about a flow with errors has the place of the first, and what it is', () => {
    const texts = { 'a.yaml': 'flow: A\nsteps: [{subflow: b}]\n', 'lib/b.yaml': 'flow: B\nsteps:\n  - tsak: X\n' };
    expect(messageIn(texts, 'a.yaml')).toMatch(/`b` has an error, at lib\/b\.yaml:3:5: .*`tsak`.*Did you mean `task`/);
  });

  test('about a circle names the other files', () => {
    const texts = { 'a.yaml': 'flow: A\nsteps: [{subflow: b}]\n', 'b.yaml': 'flow: B\nsteps: [{subflow: a}]\n' };
    expect(messageIn(texts, 'a.yaml')).toContain('`b` runs this flow again, through b.yaml');
    expect(messageIn(texts, 'b.yaml')).toContain('`a` runs this flow again, through a.yaml');
  });

  test('about a name that none has says what may be meant', () => {
    const texts = { 'a.yaml': 'flow: A\nsteps: [{subflow: notfiy}]\n', 'x/notify/flow.yaml': 'flow: N\nsteps: []\n' };
    expect(messageIn(texts, 'a.yaml')).toContain('Did you mean `notify`?');
  });

  test('about a name that several have names them', () => {
    const texts = { 'a.yaml': 'flow: A\nsteps: [{subflow: b}]\n', 'x/b.yaml': 'flow: B\nsteps: []\n' };
    const other = { 'y/b.yaml': 'flow: C\nsteps: []\n' };
    expect(messageIn({ ...texts, ...other }, 'a.yaml')).toContain('x/b.yaml and y/b.yaml');
  });
});

describe('names across files', () => {
  test('belong to the first flow that has one; each later one is told which file that is', () => {
    const texts = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.yaml`, 'flow: Same\nsteps: []\n']));
    expect(diagnoseAll(texts)).toEqual({ 'a.yaml': [], 'b.yaml': ['FL1106 1:7 Same'], 'c.yaml': ['FL1106 1:7 Same'] });
    expect(messageIn(texts, 'c.yaml')).toContain('a.yaml');
  });
});

describe('thousands of flows', () => {
  test('that run one another in a chain are no deep recursion', () => {
    const chain = Array.from({ length: 3_000 }, (_, index) => [
      `f${index}.yaml`,
      `flow: F${index}\nsteps: [${index < 2_999 ? `{subflow: f${index + 1}}` : ''}]\n`,
    ]);
    const results = [...checkAll(Object.fromEntries(chain)).values()];
    expect(results.slice(-101).every(({ ok }) => ok)).toBe(true);
    expect(results.at(-102)?.diagnostics).toMatchObject([{ code: 'FL1608' }]);
    expect(results[0]?.diagnostics).toMatchObject([{ code: 'FL1607' }]);
  });

  test('that run one another in a circle are told so, each at its step', () => {
    const circle = Array.from({ length: 3_000 }, (_, index) => [
      `f${index}.yaml`,
      `flow: F${index}\nsteps: [{subflow: f${(index + 1) % 3_000}}]\n`,
    ]);
    const found = Object.values(diagnoseAll(Object.fromEntries(circle)));
    expect(found.every((each) => each.length === 1 && each[0]?.startsWith('FL1606'))).toBe(true);
  });
});

test('the flows that others run are known before anything is checked', () => {
  const source = (path: string, text: string, isServed = false) => ({
    parsed: parseSource({ file: path, text }),
    path,
    isServed,
  });
  const sources = [
    source('a.yaml', 'flow: A\nsteps: [{subflow: b}]\n', true),
    source('b.yaml', 'flow: B\nsteps: [{subflow: c}]\n'),
    source('c.yaml', 'flow: C\nsteps: []\n'),
    source('d.yaml', 'flow: D\nsteps: [{subflow: c}]\n'),
  ];
  expect(subflowsOf(sources).map(({ name }) => name)).toEqual(['B', 'C']);
});
