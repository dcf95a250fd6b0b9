import type { TaskSignature, ValueType } from '@flowlang/openapi';
import { describe, expect, it } from 'vitest';
import { bench, ending } from './harness.ts';

const signature = (output: ValueType): TaskSignature => ({ implemented: true, output });
const shape = (properties: Record<string, ValueType>) =>
  signature({ type: 'object', properties, required: Object.keys(properties), additionalProperties: false });

const SIGNATURES = new Map<string, TaskSignature>([
  ['Count', shape({ total: { type: 'integer' } })],
  ['Name', shape({ x: { type: ['string', 'null'] } })],
]);
const TASKS = {
  Count: () => ({ total: 3 }),
  Name: ({ x = null }: Record<string, unknown>) => ({ x }),
  Broken: () => {
    throw new Error('no');
  },
};

function run(yaml: string, inputs: unknown) {
  return bench(`flow: F\n${yaml}`, TASKS, SIGNATURES).run(inputs).then(ending);
}

describe('outputs that do not fit', () => {
  const { plan } = bench(
    `
flow: F
inputs: [{name: v, type: integer}]
steps:
  - {if: inputs.v == 1, then: [{exit: {outputs: {a: "\${inputs.v}", b: 1}}}]}
  - {if: inputs.v == 2, then: [{exit: {outputs: {total: "\${inputs.v}"}}}]}
outputs: [{name: only, type: string, value: "\${execution.id}"}]`,
  );

  it.each([
    [{ total: 'x' }, '/total must be integer'],
    [{ only: 1 }, '/only must be string'],
    [{ a: 1, b: null }, '/b must be integer'],
    [{ a: 1 }, '/b is required'],
    [{ total: 1, more: 1 }, '/more is not known'],
  ])('%j are held to the way that is meant', (outputs, message) => {
    expect(() => plan.judgeOutputs(outputs)).toThrow(`The outputs of F are not what the flow declares: ${message}`);
  });
});

describe('what a flow promises it keeps', () => {
  it('where a case above takes the value at run time', async () => {
    const yaml = `
inputs: [{name: v, type: string}, {name: special, type: string}]
steps:
  - switch: "\${inputs.v}"
    cases: [{when: "\${inputs.special}", do: []}, {when: a, do: [{task: Count, id: s}]}]
  - {if: inputs.v == 'a', then: [{exit: {outputs: {t: "\${s.total}"}}}]}`;
    expect(await run(yaml, { v: 'a', special: 'b' })).toMatchObject({ outputs: { t: 3 } });
    expect(await run(yaml, { v: 'a', special: 'a' })).toMatchObject({ outputs: { t: null } });
  });

  it('where a guard fails, and the step is handled', async () => {
    const yaml = `
inputs: [{name: n, type: integer, required: false}, {name: note, type: string, required: false}]
steps:
  - {task: Broken, if: inputs.n > 5 and inputs.note, on_error: [{exit: {outputs: {note: "\${inputs.note}"}}}]}`;
    expect(await run(yaml, {})).toMatchObject({ outputs: { note: null } });
    expect(await run(yaml, { n: 6, note: 'x' })).toMatchObject({ outputs: { note: 'x' } });
  });

  it('where a branch sets an id anew of which a condition around has shown something', async () => {
    const yaml = `
inputs: [{name: k, type: boolean}]
steps:
  - {task: Name, id: a, if: inputs.k, inputs: {x: there}}
  - if: a.x != null
    then:
      - parallel:
          - {task: Name, id: a}
          - [{task: Count, depends_on: a}, {exit: {outputs: {x: "\${a.x}"}}}]`;
    expect(await run(yaml, { k: true })).toMatchObject({ outputs: { x: null } });
  });

  it.each([true, false])('where a second step gives what the first did not: %s', async (k) => {
    const yaml = `
inputs: [{name: k, type: boolean}]
steps: [{task: Count, id: a, if: inputs.k}, {task: Count, id: a, if: a == null}]
outputs: [{name: t, value: "\${a.total}"}]`;
    expect(await run(yaml, { k })).toEqual({ t: 3 });
  });
});
