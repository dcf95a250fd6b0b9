import { describe, expect, it } from 'vitest';
import { checkFlow } from '../../src/language/check-flow.ts';
import type { TaskSignature } from '../../src/language/flow-types.ts';
import { taskOutputs } from '../../src/language/uses/task-outputs.ts';

function outputs(steps: string, signatures: Readonly<Record<string, TaskSignature>> = {}) {
  const text = `flow: F\ninputs: [{ name: limit, type: number }, { name: city, type: string }]\n${steps}`;
  const result = checkFlow({ file: 'flow.yaml', text });
  if (!result.ok) throw new Error(result.diagnostics.map((each) => each.message).join('\n'));
  return Object.fromEntries(taskOutputs(result.flow, result.types, new Map(Object.entries(signatures))));
}

/** Of the property `x` of a task's result that is read like this. */
function read(expression: string) {
  return outputs(`steps: [{ task: A, id: a }]\noutputs: [{ name: x, value: "\${${expression}}" }]`)['A']?.properties?.[
    'x'
  ];
}

describe('what a flow takes for granted of a result', () => {
  it.each([
    ['a.x * 2', { type: 'number' }],
    ['-a.x', { type: 'number' }],
    ['a.x + 1', { type: 'number' }],
    ["a.x + '!'", { type: 'string' }],
    ['a.x >= inputs.limit', { type: 'number' }],
    ['a.x == inputs.city', { type: 'string' }],
    ["a.x == 'paid'", { type: 'string' }],
    ["a.x in ['paid', 'open']", { type: 'string' }],
    ['not a.x', { type: 'boolean' }],
    ['a.x and true', { type: 'boolean' }],
    ['upper(a.x)', { type: 'string' }],
    ['round(a.x, 2)', { type: 'number' }],
    ['keys(a.x)', { type: 'object' }],
    ["a.x | join(', ')", { type: 'array' }],
    ['sum(a.x)', { type: 'array', items: { type: 'number' } }],
    ['first(a.x).name', { type: 'array' }],
    ["a.x ?? 'none'", { type: ['string', 'null'] }],
    ['a.x != null', {}],
    ['length(a.x)', {}],
    ['a.x', {}],
    ['a.x and a.x * 2 > 1', { type: 'number' }],
    ['a.x * 2 > 1 and upper(a.x) == city', {}],
  ])('%s', (expression, type) => {
    expect(read(expression.replace('== city', "== 'B'"))).toMatchObject(type);
    if (Object.keys(type).length === 0) expect(read(expression.replace('== city', "== 'B'"))).toEqual({});
  });

  it('is the shape of all that is read of it, by all steps of the task', () => {
    const found = outputs(`
steps:
  - { task: A, id: one }
  - { task: A, id: two, outputs: [note] }
outputs: [{ name: x, value: "\${one.total * 2}" }, { name: y, value: "\${two.customer.name}" }]`);
    expect(found['A']).toEqual({
      type: 'object',
      properties: {
        note: {},
        total: { type: 'number' },
        customer: { type: 'object', properties: { name: {} }, required: ['name'], additionalProperties: false },
      },
      required: ['note', 'total', 'customer'],
      additionalProperties: false,
    });
  });

  it('comes from loops, conditions, waits, and what other tasks and outputs declare', () => {
    const found = outputs(
      `
steps:
  - { task: A, id: a }
  - for_each: \${a.rows}
    as: row
    id: each
    do: [{ task: B, id: b, inputs: { id: "\${row.id}", price: "\${row.price * 2}" } }]
  - { if: a.ok, then: [{ wait: "\${a.pause}" }] }
  - switch: \${a.kind}
    cases: [{ when: x, do: [{ task: C }] }]
outputs:
  - { name: last, type: string, value: "\${a.last}" }
  - { name: first, value: "\${each.results[0].b.value > 1}" }`,
      { B: { implemented: true, input: { type: 'object', properties: { id: { type: 'integer' } } } } },
    );
    expect(found['A']?.properties).toMatchObject({
      rows: { type: 'array', items: { properties: { id: { type: 'integer' }, price: { type: 'number' } } } },
      ok: { type: 'boolean' },
      pause: { type: 'number' },
      kind: { type: 'string' },
      last: { type: 'string' },
    });
    expect(found['B']?.properties).toEqual({ value: { type: 'number' } });
  });

  it('is nothing where nobody reads the result', () => {
    expect(outputs('steps: [{ task: A, id: a }, { task: B }]')).toEqual({});
  });
});
