import type { ValueType } from '@flowlang/openapi';
import { describe, expect, it } from 'vitest';
import { plainly, serializerOf } from '../../src/http/serializers.ts';

const TEXT = { type: 'string' } as const;
const INHERITS: ValueType = { type: 'object', properties: { toString: TEXT } };

const KEPT: readonly (readonly [what: string, schema: ValueType, value: unknown])[] = [
  ['what an open object holds besides', { type: 'object', properties: { a: TEXT } }, { a: 'x', b: [1, { c: null }] }],
  ['an object without properties', { type: 'object' }, { a: 1 }],
  ['what additionalProperties allow', { type: 'object', additionalProperties: TEXT }, { a: 'x' }],
  [
    'what patterns allow',
    { type: 'object', patternProperties: { '^x': TEXT }, additionalProperties: false },
    { x1: 'a' },
  ],
  ['a list of anything', { type: 'array' }, [1, 'a', null, { b: [] }]],
  ['a tuple', { type: 'array', prefixItems: [TEXT], items: { type: 'integer' } }, ['a', 1]],
  ['one of several types', { type: ['string', 'null'] }, null],
  ['null where it is nullable', { type: 'string', nullable: true }, null],
  [
    'the member of a union',
    { anyOf: [{ type: 'integer' }, { type: 'object', properties: { a: TEXT } }] },
    { a: 'x', b: 1 },
  ],
  ['what a reference means', { $ref: '#/$defs/a', $defs: { a: { type: 'object' } } }, { a: 1 }],
  ['quotes in a text with a format', { type: 'string', format: 'date-time' }, '"\\'],
  ['a missing property with a default', { type: 'object', properties: { a: { ...TEXT, default: 'x' } } }, {}],
  ['a large number', { type: 'number' }, 1e300],
  ['an integer beyond 2^53', { type: 'integer' }, 1e21],
  ['control characters', TEXT, '\u0000\u2028\ud83d"\\\n'],
  ['an enum of several types', { enum: [1, 'a', { b: 1 }] }, { b: 1 }],
  ['the absence of what every object inherits', INHERITS, {}],
  ['its absence within', { type: 'array', items: { type: 'object', properties: { a: INHERITS } } }, [{ a: {} }]],
  [
    'what is called so',
    { type: 'object', properties: { a: TEXT } },
    { constructor: 1, hasOwnProperty: [], toString: 'a' },
  ],
  ['a property called __proto__', { type: 'object' }, JSON.parse('{"__proto__": {"a": 1}}')],
];

describe('a serialiser of outputs', () => {
  it.each(KEPT)('keeps %s', (_, schema, value) => {
    expect(serializerOf(plainly(schema))(value)).toBe(JSON.stringify(value));
  });

  it('keeps to the types that are plain, which is what makes it quick', () => {
    const schema: ValueType = {
      type: 'object',
      properties: { a: { type: 'array', items: TEXT } },
      additionalProperties: false,
    };
    expect(plainly(schema)).toEqual(schema);
  });
});
