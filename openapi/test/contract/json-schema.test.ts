import { describe, expect, it } from 'vitest';
import { orNull, unionOf } from '../../src/contract/json-schema.ts';

describe('null beside a schema', () => {
  it.each([
    ['a type', { type: 'integer', minimum: 1 }, { type: ['integer', 'null'], minimum: 1 }],
    ['types', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
    [
      'an enum',
      { type: 'string', enum: ['a'], default: 'a' },
      { type: ['string', 'null'], enum: ['a', null], default: 'a' },
    ],
    ['an enum without a type', { enum: ['a', 1] }, { enum: ['a', 1, null] }],
    ['a const', { const: 'a', title: 't' }, { title: 't', anyOf: [{ const: 'a' }, { type: 'null' }] }],
    [
      'a union',
      { anyOf: [{ type: 'string' }, { type: 'array' }] },
      { anyOf: [{ anyOf: [{ type: 'string' }, { type: 'array' }] }, { type: 'null' }] },
    ],
    ['a reference', { $ref: '#/$defs/A' }, { anyOf: [{ $ref: '#/$defs/A' }, { type: 'null' }] }],
    ['null', { type: 'null' }, { type: 'null' }],
    ['anything', { description: 'd' }, { description: 'd' }],
  ] as const)('%s', (_what, given, want) => {
    expect(orNull(given)).toEqual(want);
  });
});

describe('the union of schemas', () => {
  it.each([
    ['none is anything', [], {}],
    ['one is itself', [{ type: 'string' }], { type: 'string' }],
    [
      'the same twice is one',
      [
        { type: 'string', minLength: 1 },
        { minLength: 1, type: 'string' },
      ],
      { minLength: 1, type: 'string' },
    ],
    ['two are alternatives', [{ type: 'string' }, { type: 'null' }], { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    ['anything swallows the rest', [{ type: 'string' }, {}], {}],
  ] as const)('%s', (_what, given, want) => {
    expect(unionOf(given)).toEqual(want);
  });
});
