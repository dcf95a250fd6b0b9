/** The gate's promise: what it lets pass breaks nobody who was right. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SchemaComparison } from '../../../src/contract/diff/compare-schemas.ts';
import { countBreaking } from '../../../src/contract/diff/difference.ts';
import type { Direction } from '../../../src/contract/diff/rules.ts';
import { SchemaWorld } from '../../../src/contract/diff/schema-world.ts';
import type { Json, ValueType } from '../../../src/language/model.ts';

const NAMES = ['a', 'b', 'c'] as const;
const small = fc.integer({ min: 0, max: 3 });
const constant = fc.constantFrom<Json>('', 'a', 'ab', 0, 1, 2.5, null, true, []);

/** Few names and few values, so that two schemas often have something to do with each other. */
const { schema } = fc.letrec<{ schema: ValueType }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom<ValueType>(
      {},
      { type: 'string' },
      { type: 'null' },
      { type: ['string', 'null'] },
      { type: 'boolean' },
    ),
    fc.record<ValueType>(
      { type: fc.constantFrom('integer', 'number'), minimum: small, exclusiveMinimum: small },
      { requiredKeys: ['type'] },
    ),
    fc.record<ValueType>(
      { type: fc.constant('string'), minLength: small, maxLength: small, pattern: fc.constantFrom('^a', 'b$') },
      { requiredKeys: ['type'] },
    ),
    fc
      .uniqueArray(constant, { minLength: 1, maxLength: 3, selector: (value) => JSON.stringify(value) })
      .map((list) => ({ enum: list })),
    fc.record(
      {
        type: fc.constant('array' as const),
        items: fc.oneof(tie('schema'), fc.constant({ not: {} })),
        prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        minItems: small,
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constant('object' as const),
        properties: fc.dictionary(fc.constantFrom(...NAMES), tie('schema'), { maxKeys: 2 }),
        required: fc.subarray([...NAMES], { maxLength: 1 }),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
        patternProperties: fc.dictionary(fc.constantFrom('^a', '^c'), tie('schema'), { maxKeys: 1 }),
      },
      { requiredKeys: ['type', 'properties'] },
    ),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 2 }).map((oneOf) => ({ oneOf })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 2 }).map((allOf) => ({ allOf })),
    fc.tuple(tie('schema'), tie('schema')).map(([one, other]) => ({ ...one, anyOf: [other, {}] })),
  ),
}));

const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    constant,
    fc.constantFrom<Json>('b', 'abb', 3, 5, -1),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES, 'd'), tie('value'), { maxKeys: 3 }),
  ),
}));

/** Objects, in which most is that can go wrong. */
const map = fc.record({
  type: fc.constant('object' as const),
  properties: fc.dictionary(fc.constantFrom(...NAMES), schema, { minKeys: 1, maxKeys: 2 }),
  additionalProperties: fc.boolean(),
});

/** Two of which the second is often the first with one part changed. */
const pair = fc.oneof(
  fc.tuple(schema, schema),
  fc
    .tuple(fc.oneof(schema, map), schema, fc.nat())
    .map(([one, other, where]): [ValueType, ValueType] => [one, graft(one, other, where)]),
);

describe('the gate', () => {
  it('finds no change between a schema and itself', () => {
    fc.assert(fc.property(schema, (one) => differences(one, structuredClone(one), 'requests').length === 0));
    fc.assert(fc.property(schema, (one) => differences(one, structuredClone(one), 'answers').length === 0));
  });

  it('lets no request pass that was right and is refused now', () => {
    let told = 0;
    const property = fc.property(pair, fc.array(value, { minLength: 20, maxLength: 20 }), ([before, after], values) => {
      if (countBreaking(differences(before, after, 'requests'), 'requests') > 0) return true;
      const ajv = new Ajv2020({ strict: false });
      const [was, is] = [ajv.compile(before), ajv.compile(after)];
      told += Number(values.some((one) => was(one)));
      return values.every((one) => !was(one) || is(one));
    });
    fc.assert(property, { numRuns: 1000 });
    // Otherwise it would have been right about nothing.
    expect(told).toBeGreaterThan(50);
  }, 120_000);
});

function differences(before: ValueType, after: ValueType, direction: Direction) {
  const worlds = { before: new SchemaWorld(before), after: new SchemaWorld(after) };
  return new SchemaComparison(worlds, direction).compare(before, after, '');
}

/** The first with the other in one of its places. */
function graft(one: ValueType, other: ValueType, where: number): ValueType {
  const names = Object.keys(one);
  const name = names[where % Math.max(names.length, 1)];
  if (name === undefined || where % 5 === 0) return { ...one, ...other };
  const part = one[name];
  if (where % 3 === 0) return Object.fromEntries(Object.entries(one).filter(([key]) => key !== name));
  if (name === 'properties') {
    const [first, ...rest] = Object.entries(one.properties ?? {});
    if (where % 2 === 0) return { ...one, properties: Object.fromEntries(rest), required: [] };
    if (where % 7 < 3) return { ...one, properties: Object.fromEntries([...(first ? [first] : []), ['c', other]]) };
    const changed = Object.entries(one.properties ?? {}).map(([key, inner], at): [string, ValueType] => {
      return [key, at === where % 2 ? graft(inner, other, Math.floor(where / 2)) : inner];
    });
    return { ...one, properties: Object.fromEntries(changed) };
  }
  if (Array.isArray(part) && ['anyOf', 'oneOf', 'allOf'].includes(name))
    return { ...one, [name]: [...part.slice(1), other] };
  return name in other ? { ...one, [name]: other[name] } : { ...one, items: other };
}
