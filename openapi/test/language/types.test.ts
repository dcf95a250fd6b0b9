import { describe, expect, test } from 'vitest';
import type { TaskSignature } from '../../src/language/flow-types.ts';
import type { ValueType } from '../../src/language/model.ts';
import { diagnose, read, stepTypes } from './support.ts';

const closed = (properties: Record<string, ValueType>, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const INTEGER = { type: 'integer' } as const;
const STRING = { type: 'string' } as const;

const TASKS = new Map<string, TaskSignature>([
  [
    'Count',
    {
      implemented: true,
      input: { type: 'object', properties: { n: INTEGER } },
      output: closed({ total: INTEGER }) as ValueType,
    },
  ],
  ['Name', { implemented: true, output: closed({ name: STRING }) as ValueType }],
]);
const ERROR = closed({ type: STRING, message: STRING, step_id: STRING, task: STRING, attempts: INTEGER }, [
  'type',
  'message',
]);

/** The type of one output whose value is the expression. */
function typeOf(expression: string, steps: string, inputs = '[]'): unknown {
  const text = `flow: F\ninputs: ${inputs}\noutputs: [{name: x, value: "\${${expression}}"}]\nsteps:\n${steps}`;
  const { outputs } = read(text, { tasks: TASKS }).types;
  return outputs.properties?.['x'];
}

describe('inputs', () => {
  test('are a closed object; those without a default are required', () => {
    const { inputs } = read(
      'flow: F\ninputs:\n  - {name: a, type: int}\n  - {name: b, type: int, default: 1}\n  - {name: c, type: int, required: false}\nsteps: []\n',
    ).types;
    expect(inputs).toEqual(closed({ a: INTEGER, b: { type: 'integer', default: 1 }, c: INTEGER }, ['a']));
  });

  test.each([
    ['{name: a, type: int}', INTEGER],
    ['{name: a, type: int, default: 1, description: N}', INTEGER],
    ['{name: a, type: int, required: false}', { type: ['integer', 'null'] }],
    ['{name: a, type: any}', {}],
  ])('are read as what is there when the flow runs: %s', (input, type) => {
    expect(typeOf('inputs.a', '  - task: A\n', `[${input}]`)).toEqual(type);
  });
});

describe('the result of a step', () => {
  test.each([
    ['of a task is what the task declares', 'a.total', '  - {task: Count, id: a}\n', INTEGER],
    [
      'of an unknown task is an object with the listed outputs',
      'a',
      '  - {task: X, id: a, outputs: [b]}\n',
      { type: 'object', properties: { b: {} }, required: ['b'] },
    ],
    ['of an unknown task without outputs is anything', 'a.b.c', '  - {task: X, id: a}\n', {}],
    [
      'that both ways set is certain',
      'a.total',
      '  - if: execution.id\n    then: [{task: Count, id: a}]\n    else: [{task: Count, id: a}]\n',
      INTEGER,
    ],
    [
      'that two ways set is one of both',
      'a',
      '  - if: execution.id\n    then: [{task: Count, id: a}]\n    else: [{task: Name, id: a}]\n',
      { anyOf: [closed({ total: INTEGER }), closed({ name: STRING })] },
    ],
    [
      'is certain where the other way ends',
      'a.total',
      '  - if: execution.id\n    then: [{task: Count, id: a}]\n    else: [exit]\n',
      undefined,
    ],
    [
      'that a guard may skip is nullable',
      'a.total',
      '  - {task: Count, id: a, if: execution.id}\n',
      { type: ['integer', 'null'] },
    ],
    [
      'of every case and the default is certain',
      'a.total',
      '  - switch: ${execution.id}\n    cases: [{when: x, do: [{task: Count, id: a}]}, {default: [{task: Count, id: a}]}]\n',
      INTEGER,
    ],
    [
      'of the cases without a default is nullable',
      'a.total',
      '  - switch: ${execution.id}\n    cases: [{when: x, do: [{task: Count, id: a}]}]\n',
      { type: ['integer', 'null'] },
    ],
    [
      'of a branch is there after the parallel',
      'a.total',
      '  - parallel: [{task: Count, id: a}, {task: Name, id: b}]\n',
      INTEGER,
    ],
    [
      'of a parallel is a map of its steps',
      'p',
      '  - parallel: [{task: Count, id: a}, [{task: Name, id: b, if: execution.id}]]\n    id: p\n',
      closed(
        {
          a: closed({ total: INTEGER }) as ValueType,
          b: { ...closed({ name: STRING }), type: ['object', 'null'] } as ValueType,
        },
        ['a'],
      ),
    ],
    [
      'of a loop body is that of the last item, or null',
      'a.total',
      '  - for_each: ${[1]}\n    do: [{task: Count, id: a}]\n',
      { type: ['integer', 'null'] },
    ],
    [
      'of a loop has a result for each item',
      'l.results',
      '  - for_each: ${[1]}\n    id: l\n    do: [{task: Count, id: a}]\n',
      { type: 'array', items: closed({ a: closed({ total: INTEGER }) as ValueType }) },
    ],
    [
      'of a loop that goes on after errors has null for some',
      'l.results[0]',
      '  - for_each: ${[1]}\n    id: l\n    on_item_error: continue\n    do: [{task: Count, id: a}]\n',
      { ...closed({ a: closed({ total: INTEGER }) as ValueType }), type: ['object', 'null'] },
    ],
    ['of a loop counts', 'l.count', '  - for_each: ${[1]}\n    id: l\n    do: []\n', INTEGER],
    [
      'of a loop has the errors',
      'l.errors',
      '  - for_each: ${[1]}\n    id: l\n    do: []\n',
      { type: 'array', items: closed({ index: INTEGER, error: ERROR as ValueType }) },
    ],
    [
      'that failed and was handled is nullable',
      'a.total',
      '  - {task: Count, id: a, on_error: [{task: X}]}\n',
      { type: ['integer', 'null'] },
    ],
    [
      'that failed and was handled has its error',
      'a.error',
      '  - {task: Count, id: a, on_error: [{task: X}]}\n',
      { ...ERROR, type: ['object', 'null'] },
    ],
    [
      'that its own handler sets again is certain',
      'a.total',
      '  - {task: Count, id: a, on_error: [{task: Count, id: a}]}\n',
      INTEGER,
    ],
  ])('%s', (_name, expression, steps, type) => {
    if (type !== undefined) expect(typeOf(expression, steps)).toEqual(type);
  });

  test('is certain where the other way, or the handler, ends the flow', () => {
    for (const steps of [
      '  - {task: Count, id: a, on_error: [exit]}\n',
      '  - if: execution.id\n    then: [{task: Count, id: a}]\n    else: [exit]\n',
    ]) {
      const text = `flow: F\noutputs: [{name: x, value: "\${a.total}"}]\nsteps:\n${steps}`;
      expect(read(text, { tasks: TASKS }).types.outputs.anyOf?.[0]).toEqual(closed({ x: INTEGER }));
      expect(diagnose(text, { tasks: TASKS })).toEqual([]);
    }
  });
});

describe('inside of a loop and of on_error', () => {
  test('the loop variable is the item, bare and as an input; `loop` counts', () => {
    const text = `flow: F
inputs: [{name: ids, type: list, items: {type: int}}]
steps:
  - for_each: \${inputs.ids}
    as: n
    do:
      - task: Count
        id: c
        inputs: {a: "\${n}", b: "\${inputs.n}", c: "\${loop.index}", d: "\${loop.last}", e: "\${inputs.ids}"}
`;
    const { types } = read(text, { tasks: TASKS });
    expect(stepTypes(types, 'c').inputs).toEqual(
      closed({ a: INTEGER, b: INTEGER, c: INTEGER, d: { type: 'boolean' }, e: { type: 'array', items: INTEGER } }),
    );
  });

  test('`error` is the failure, also as `context.last_error` and as `.error` of the step', () => {
    const text = `flow: F
steps:
  - task: Count
    id: a
    on_error:
      - task: Log
        id: log
        inputs: {m: "\${error.message}", t: "\${context.last_error.type}", s: "\${a.error.attempts}"}
`;
    const { types } = read(text, { tasks: TASKS });
    expect(stepTypes(types, 'log').inputs).toEqual(closed({ m: STRING, t: STRING, s: { type: ['integer', 'null'] } }));
  });

  test('`execution` is there everywhere', () => {
    expect(typeOf('execution', '  - exit\n')).toBeUndefined();
    expect(typeOf('execution', '  - task: A\n')).toEqual(closed({ id: STRING, flow: STRING, attempt: INTEGER }));
  });
});

describe('outputs', () => {
  const outputs = (text: string) => read(`flow: F\n${text}`, { tasks: TASKS }).types.outputs;

  test('are a closed object with all that is declared', () => {
    expect(
      outputs(
        'outputs:\n  - a\n  - {name: b, value: "n: ${a.total}", description: B}\n  - {name: c, value: 5, type: int}\n  - {name: d, value: "${a.total}", schema: {type: number, minimum: 0}}\nsteps: [{task: Count, id: a}]\n',
      ),
    ).toEqual(
      closed({
        a: closed({ total: INTEGER }) as ValueType,
        b: { type: 'string', description: 'B' },
        c: INTEGER,
        d: { type: 'number', minimum: 0 },
      }),
    );
  });

  test('are a union with what each exit answers instead', () => {
    const text = `outputs: [{name: a, value: 1, type: int}]
steps:
  - if: execution.id
    then: [exit]
  - if: execution.flow
    then: [{exit: {outputs: {why: "\${execution.id}"}}}]
  - if: execution.attempt
    then: [exit]
`;
    expect(outputs(text)).toEqual({ anyOf: [closed({ a: INTEGER }), closed({}), closed({ why: STRING })] });
  });

  test('are those of the exit alone where every way ends in it', () => {
    expect(
      outputs(
        'outputs: [{name: a, value: 1}]\nsteps:\n  - {exit: {outputs: {b: "${execution.id}"}}}\n  - {exit: {outputs: {never: 1}}}\n  - {if: execution.id, then: [{exit: {outputs: {nor: 1}}}]}\n',
      ),
    ).toEqual(closed({ b: STRING }));
  });
});

describe('each step that emits events has types', () => {
  test('and no other step', () => {
    const text =
      'flow: F\nsteps:\n  - {task: A}\n  - {parallel: [{task: B}], id: p}\n  - {for_each: [1], id: l, do: []}\n  - {if: execution.id, then: [exit]}\n  - {switch: "${execution.id}", cases: []}\n';
    expect([...read(text).types.steps.keys()].map((each) => each.kind)).toEqual([
      'task',
      'task',
      'parallel',
      'for_each',
    ]);
  });

  test('a for_each shows the number of its items as its inputs', () => {
    const { types } = read('flow: F\nsteps: [{for_each: [1], id: l, do: []}]\n');
    expect(stepTypes(types, 'l').inputs).toEqual(closed({ count: INTEGER }));
  });

  test('a parallel has no inputs', () => {
    expect(stepTypes(read('flow: F\nsteps: [{parallel: [], id: p}]\n').types, 'p')).toEqual({
      inputs: closed({}),
      outputs: closed({}),
    });
  });
});

describe('no warning', () => {
  test.each([
    [
      'for ids in conditions that exclude each other',
      '  - {task: A, id: a, if: "execution.id"}\n  - {task: B, id: a, if: "not execution.id"}\n',
    ],
    [
      'for ids in conditions that compare with other values',
      '  - {task: A, id: a, if: "execution.flow == \'a\'"}\n  - {task: B, id: a, if: "execution.flow == \'b\'"}\n',
    ],
    [
      'for ids in the two ways of an if',
      '  - {if: execution.id, then: [{task: A, id: a}], else: [{task: B, id: a}]}\n',
    ],
    [
      'for a step read under the condition that it ran',
      '  - {task: Count, id: a, if: execution.id}\n  - {if: a != null, then: [{task: B, inputs: {t: "${a.total + 1}"}}]}\n',
    ],
    [
      'for a step read under its guard',
      '  - {task: Count, id: a, if: execution.id}\n  - {task: B, if: a.total != null, inputs: {t: "${a.total + 1}"}}\n',
    ],
    [
      'for a step read with a value instead',
      '  - {task: Count, id: a, if: execution.id}\n  - {task: B, inputs: {t: "${a.total ?? 0}", u: "${a.total | default(0)}", v: "${a ? a.total : 0}"}}\n',
    ],
    ['for a loop variable that is used twice in a row', '  - {for_each: [1], do: []}\n  - {for_each: [1], do: []}\n'],
    ['for a step called error', '  - {task: A, id: error}\n  - {task: B, inputs: {a: "${error.x}"}}\n'],
    [
      'for a step read under the condition that it ran under',
      '  - {task: Count, id: a, if: execution.id}\n  - {task: Count, id: b, if: "${execution.id}", inputs: {n: "${a.total + 1}"}}\n',
    ],
    [
      'for a step read under more than the condition that it ran under',
      '  - {if: execution.id, then: [{task: Count, id: a}]}\n  - if: execution.flow and execution.id\n    then: [{task: Count, inputs: {n: "${a.total + 1}"}}]\n',
    ],
    [
      'for a step of a case read where the value is the same',
      '  - switch: ${execution.flow}\n    cases: [{when: a, do: [{task: Count, id: a}]}]\n  - {task: Count, if: "execution.flow == \'a\'", inputs: {n: "${a.total + 1}"}}\n',
    ],
    [
      'for a step read in a loop under the condition that it ran under',
      '  - {task: Count, id: a, if: execution.id}\n  - {for_each: [1], do: [{task: Count, if: execution.id, inputs: {n: "${a.total + 1}"}}]}\n',
    ],
    [
      'for an input read in a loop that was tested around it',
      '  - {if: inputs.o != null, then: [{for_each: [1], do: [{task: Count, inputs: {n: "${inputs.o + 1}"}}]}]}\n',
    ],
    [
      'for a step read where all ways without it have ended',
      '  - {task: Count, id: a, if: execution.id}\n  - {exit: no, if: not execution.id}\n  - {task: Count, inputs: {n: "${a.total + 1}"}}\n',
    ],
    [
      'for a step of which the handler ends the flow',
      '  - {task: Count, id: a, if: execution.id, on_error: [exit]}\n  - {task: Count, if: execution.id, inputs: {n: "${a.total + 1}"}}\n',
    ],
    [
      'for a step read where an expression shows that it ran',
      '  - {task: Count, id: a, if: execution.id}\n  - {task: Name, id: b, if: not execution.id}\n  - {task: B, inputs: {t: "${a.total + 1 if execution.id else b.name}"}}\n',
    ],
    [
      'for a condition that is itself the test for null',
      '  - {task: Count, id: a, if: execution.id}\n  - {if: a.total, then: [{task: B, inputs: {t: "${a.total + 1}"}}]}\n',
    ],
  ])('%s', (_name, steps) => {
    const inputs = 'inputs: [{name: o, type: int, required: false}]\n';
    expect(diagnose(`flow: F\n${inputs}steps:\n${steps}`, { tasks: TASKS })).toEqual([]);
  });

  test.each([
    [
      'under another condition',
      '  - {task: Count, id: a, if: execution.id}\n  - {task: Count, if: execution.flow, inputs: {n: "${a.total + 1}"}}\n',
    ],
    [
      'under the opposite condition',
      '  - {task: Count, id: a, if: execution.id}\n  - {task: Count, if: not execution.id, inputs: {n: "${a.total + 1}"}}\n',
    ],
    [
      'under a part of the condition',
      '  - {task: Count, id: a, if: execution.id and execution.flow}\n  - {task: Count, if: execution.id, inputs: {n: "${a.total + 1}"}}\n',
    ],
    [
      'under the same condition, where an earlier one has given the name to another',
      '  - {task: Count, id: c, if: execution.id}\n  - {task: Count, id: a, if: c.total > 1}\n  - {task: Count, id: c, if: not execution.id}\n  - {task: Count, if: c.total > 1, inputs: {n: "${a.total + 1}"}}\n',
    ],
    [
      'under the same condition, but of another loop',
      '  - for_each: [1]\n    do: [{task: Count, id: a, if: item > 1}]\n  - for_each: [1]\n    do: [{task: Count, if: item > 1, inputs: {n: "${a.total + 1}"}}]\n',
    ],
    [
      'under the same condition, but in a loop',
      '  - for_each: "${[execution.id]}"\n    do: [{task: Count, id: a, if: execution.id}]\n  - {task: Count, if: execution.id, inputs: {n: "${a.total + 1}"}}\n',
    ],
    [
      'under the same condition, but it may have failed',
      '  - {if: execution.flow, then: [{task: Count, id: a, if: execution.id}], on_error: [{task: B}]}\n  - {task: Count, if: execution.flow and execution.id, inputs: {n: "${a.total + 1}"}}\n',
    ],
    [
      'in a case of another value',
      '  - switch: ${execution.flow}\n    cases: [{when: [a, b], do: [{task: Count, id: a}]}]\n  - {task: Count, if: "execution.flow == \'a\'", inputs: {n: "${a.total + 1}"}}\n',
    ],
  ])('is left out for a step read %s', (_name, steps) => {
    const found = diagnose(`flow: F\nsteps:\n${steps}`, { tasks: TASKS });
    expect(found.map((each) => each.slice(0, 6))).toContain('FL1304');
  });

  test('twice for one step that may not have run', () => {
    const text =
      'flow: F\nsteps:\n  - {task: Count, id: a, if: execution.id}\n  - {task: B, inputs: {t: "${a.total + 1}"}}\n';
    expect(diagnose(text, { tasks: TASKS }).map((found) => found.slice(0, 6))).toEqual(['FL1304']);
  });
});
