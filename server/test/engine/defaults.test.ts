/** Where the engine fills defaults in, the checker counts on them; where it does not, the checker knows of the null. */
import { checkFlow } from '@flowlang/openapi';
import { describe, expect, it } from 'vitest';
import { bench } from './harness.ts';

const FILLED = '{ type: object, properties: { n: { type: int, default: 1 } } }';
const SCHEMA = '{ properties: { n: { type: integer, default: 1 } } }';
const REFERS =
  'schema: { type: object, properties: { b: { $ref: "#/$defs/N" } }, $defs: { N: { type: integer, default: 1 } } }';

function inferred(flow: string): unknown {
  const result = checkFlow({ file: 'flow.yaml', text: flow });
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  return result.types.outputs.properties?.['x'];
}

const integer = { type: 'integer' };
const integerOrNull = { type: ['integer', 'null'] };

describe('a default', () => {
  it.each([
    ['of a property', `type: object, properties: { n: { type: int, default: 1 } }`, 'a.n', {}],
    [
      'of a property of a property that is there',
      `type: object, required: [b], properties: { b: ${FILLED} }`,
      'a.b.n',
      { b: {} },
    ],
    ['of an item', `type: list, items: ${FILLED}`, 'a[0] != null ? inputs.a[0].n : 0', [{}]],
    [
      'of what is under any name',
      `type: object, additionalProperties: ${FILLED}`,
      'a.k != null ? inputs.a.k.n : 0',
      { k: {} },
    ],
    ['of a part of `allOf`', `schema: { type: object, allOf: [${SCHEMA}] }`, 'a.n', {}],
    ['behind a reference', REFERS, 'a.b', {}],
    [
      'inside of a default',
      `type: object, default: {}, properties: { n: { type: int, default: 1 } }`,
      'a.n',
      undefined,
    ],
  ])('%s is there', async (_name, declared, expression, a) => {
    const flow = `flow: F\ninputs: [{ name: a, ${declared} }]\noutputs: [{ name: x, value: "\${inputs.${expression}}" }]\nsteps: []\n`;
    expect(inferred(flow)).toEqual(integer);
    expect((await bench(flow).run({ a })).at(-1)).toMatchObject({ outputs: { x: 1 } });
  });

  it.each([
    ['of a property of what is not there', `type: object, properties: { b: ${FILLED} }`, 'a.b.n'],
    [
      'of a part of `anyOf`',
      `schema: { type: object, anyOf: [${SCHEMA}], properties: { n: { type: integer } } }`,
      'a.n',
    ],
  ])('%s is not', async (_name, declared, expression) => {
    const flow = `flow: F\ninputs: [{ name: a, ${declared} }]\noutputs: [{ name: x, value: "\${inputs.${expression}}" }]\nsteps: []\n`;
    expect(inferred(flow)).toEqual(integerOrNull);
    expect((await bench(flow).run({ a: {} })).at(-1)).toMatchObject({ outputs: { x: null } });
  });
});
