import { describe, expect, test } from 'vitest';
import type { TaskSignature } from '../../src/language/flow-types.ts';
import type { ValueType } from '../../src/language/model.ts';
import { read, stepTypes } from './support.ts';

const closed = (properties: Record<string, ValueType>, required = Object.keys(properties)): ValueType => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const INTEGER = { type: 'integer' } as const;
const STRING = { type: 'string' } as const;
const NOTHING = closed({});

const TASKS = new Map<string, TaskSignature>([
  ['Count', { implemented: true, output: closed({ total: INTEGER }) }],
  ['Name', { implemented: true, output: closed({ name: STRING }) }],
]);

function typesOf(text: string) {
  return read(`flow: F\n${text}`, { tasks: TASKS }).types;
}

/** The type of one output whose value is the expression. */
function typeOf(expression: string, steps: string): unknown {
  return typesOf(`outputs: [{name: x, value: "\${${expression}}"}]\nsteps:\n${steps}`).outputs.properties?.['x'];
}

describe('while', () => {
  test.each([
    ['leaves null where it never ran', 'a.total', 'a.total == 3', { type: ['integer', 'null'] }],
    ['leaves what its condition says that it does', 'a.total', 'a == null or a.total == 3', INTEGER],
    ['leaves all of the step', 'a', 'a == null', closed({ total: INTEGER })],
  ])('%s', (_name, expression, condition, type) => {
    expect(typeOf(expression, `  - while: ${condition}\n    do: [{task: Count, id: a}]\n`)).toEqual(type);
  });

  test('sees what the iteration before has left, null at first', () => {
    const { steps } = typesOf(
      'steps:\n  - while: loop.index < 3\n    do:\n      - {task: X, id: x, inputs: {before: "${a.total}", n: "${loop.index}"}}\n      - {task: Count, id: a}\n',
    );
    const [types] = [...steps].filter(([step]) => step.id === 'x').map(([, found]) => found);
    expect(types?.inputs).toEqual(closed({ before: { type: ['integer', 'null'] }, n: INTEGER }));
  });

  test('sees it through a loop inside', () => {
    const inner = '      - while: a == null\n        do: [{task: Count, id: a}]\n';
    const { steps } = typesOf(
      `steps:\n  - while: loop.index < 3\n    do:\n      - {task: X, id: x, inputs: {before: "\${a.total}"}}\n${inner}      - {task: Y, id: y, inputs: {now: "\${a.total}"}}\n`,
    );
    const inputs = [...steps].flatMap(([step, { inputs: found }]) => (step.id === undefined ? [] : [[step.id, found]]));
    expect(Object.fromEntries(inputs)).toMatchObject({
      x: closed({ before: { type: ['integer', 'null'] } }),
      y: closed({ now: INTEGER }),
    });
  });

  test('tells of its iterations in its events', () => {
    const { steps } = typesOf('steps: [{while: loop.index < 3, do: []}]\n');
    expect([...steps.values()]).toEqual([{ inputs: NOTHING, outputs: closed({ iterations: INTEGER }) }]);
  });
});

describe('for_each', () => {
  test('has ids that are made in each iteration in its results, and nowhere else', () => {
    const steps = '  - for_each: [1]\n    id: l\n    do: [{task: Count, id: a}, {task: Name, id: "b_${item}"}]\n';
    const item = { ...closed({ a: closed({ total: INTEGER }) }), additionalProperties: closed({ name: STRING }) };
    expect(typeOf('l.results', steps)).toEqual({ type: 'array', items: item });
    expect(typeOf('l.results[0].b_1.name', steps)).toEqual({ type: ['string', 'null'] });
  });

  test('has those of a parallel and of an if inside, and not those of a loop inside', () => {
    const steps =
      '  - for_each: [1]\n    id: l\n    do:\n      - parallel: [{task: Count, id: "b_${item}"}]\n      - {if: item, then: [{task: Name, id: "c_${item}"}]}\n      - {for_each: [2], do: [{task: X, id: "d_${item}"}], as: other}\n';
    expect(typeOf('l.results[0].any', steps.replace('d_${item}', 'd_${other}'))).toEqual({
      anyOf: [closed({ total: INTEGER }), closed({ name: STRING }), { type: 'null' }],
    });
  });

  test('has what failed and was handled as null, or with its error', () => {
    const steps = '  - for_each: [1]\n    id: l\n    do: [{task: Count, id: "b_${item}", on_error: [{task: X}]}]\n';
    expect(typeOf('l.results[0].b_1.error.message', steps)).toEqual({ type: ['string', 'null'] });
  });
});

describe('wait and wait_for', () => {
  test('give nothing, and the payload', () => {
    const schema = '{type: object, properties: {ok: {type: boolean}}, required: [ok]}';
    const { steps } = typesOf(
      `steps:\n  - {wait: 5, id: a}\n  - {wait: {until: "\${execution.id}"}, id: b}\n  - {wait_for: go, id: c, schema: ${schema}}\n  - {wait_for: "go_\${execution.id}", id: d}\n`,
    );
    expect([...steps.values()]).toEqual([
      { inputs: closed({ seconds: { type: 'number' } }), outputs: NOTHING },
      { inputs: closed({ until: STRING }), outputs: NOTHING },
      {
        inputs: closed({ event: { type: 'string', const: 'go' } }),
        outputs: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] },
      },
      { inputs: closed({ event: STRING }), outputs: {} },
    ]);
  });
});

describe('a step of a connection', () => {
  test('gives anything, or an object with the names that it lists', () => {
    const { steps } = typesOf(
      'connections: {db: {type: postgres}}\nsteps:\n  - pg_query: {id: a, connection: db, query: SELECT 1}\n  - {task: pg_query, id: b, connection: db, inputs: {query: SELECT 1}, outputs: [rows]}\n',
    );
    const inputs = closed({ query: { type: 'string', const: 'SELECT 1' } });
    expect([...steps.values()]).toEqual([
      { inputs, outputs: {} },
      { inputs, outputs: { type: 'object', properties: { rows: {} }, required: ['rows'] } },
    ]);
  });
});

describe('depends_on', () => {
  test('lets a branch see another, and those that it has seen', () => {
    const { types } = read(
      'flow: F\nsteps:\n  - parallel:\n      - {task: C, id: c, depends_on: b, inputs: {a: "${a.total}", b: "${b.name}"}}\n      - {task: Name, id: b, depends_on: a, inputs: {a: "${a.total}"}}\n      - {task: Count, id: a}\n    id: p\n',
      { tasks: TASKS },
    );
    expect(stepTypes(types, 'c').inputs).toEqual(closed({ a: INTEGER, b: STRING }));
    expect(stepTypes(types, 'p').outputs.required).toEqual(['c', 'b', 'a']);
  });
});

describe('listed outputs', () => {
  test('are there, if as null, where the task does not say that they are', () => {
    const tasks = new Map<string, TaskSignature>([
      ['T', { implemented: true, output: { type: 'object', properties: { a: INTEGER, b: STRING }, required: ['a'] } }],
    ]);
    const { types } = read('flow: F\nsteps: [{task: T, id: t, outputs: [a, b, c]}]\n', { tasks });
    expect(stepTypes(types, 't').outputs).toEqual({
      type: 'object',
      properties: { a: INTEGER, b: { type: ['string', 'null'] }, c: {} },
      required: ['a', 'b', 'c'],
    });
  });
});

describe('the outputs of a flow', () => {
  const outputs = (text: string) => typesOf(text).outputs;
  const declared = 'outputs: [{name: a, value: 1, type: int}]\n';

  test('are also what its on_error answers by an exit', () => {
    const text = `${declared}on_error: [{exit: {outputs: {why: "\${error.message}"}}}]\nsteps: [{task: Count}]\n`;
    expect(outputs(text)).toEqual({ anyOf: [closed({ a: INTEGER }), closed({ why: STRING })] });
  });

  test('are not what its on_cancel says', () => {
    expect(outputs(`${declared}on_cancel: [exit]\nsteps: []\n`)).toEqual(closed({ a: INTEGER }));
  });

  test('are what on_error answers, where every way fails', () => {
    const text = `${declared}on_error: [exit]\nsteps: [{fail: no}]\n`;
    expect(outputs(text)).toEqual(NOTHING);
  });

  test('are what is declared, where it never answers', () => {
    expect(outputs(`${declared}steps: [{fail: no}]\n`)).toEqual(closed({ a: INTEGER }));
  });

  test('say nothing of what may be shown', () => {
    const text =
      'inputs: [{name: p, type: string, sensitive: true}]\noutputs: [{name: a, value: "${inputs.p}"}]\nsteps: []\n';
    expect(outputs(text)).toEqual(closed({ a: STRING }));
  });
});

describe('triggers', () => {
  test('set inputs that may be there', () => {
    const text = 'triggers: [{type: webhook}]\noutputs: [{name: a, value: "${inputs._webhook.path}"}]\nsteps: []\n';
    expect(typesOf(text).outputs).toEqual(closed({ a: {} }));
    expect(typesOf(text).inputs).toEqual(NOTHING);
  });
});
