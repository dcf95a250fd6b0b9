import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { describe, expect, it } from 'vitest';
import { Samples } from '../../src/emit/sample.ts';
import type { ValueType } from '../../src/language/model.ts';

const SCHEMAS: Record<string, ValueType> = {
  Tree: {
    type: 'object',
    properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
    required: ['name'],
  },
};

const CASES: readonly ValueType[] = [
  {},
  { type: 'null' },
  { type: ['string', 'null'] },
  { const: 'fixed' },
  { enum: [3, 4] },
  { type: 'integer', minimum: 7, maximum: 7 },
  { type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 },
  { type: 'number', maximum: -2 },
  { type: 'integer', multipleOf: 5, minimum: 6 },
  { type: 'string', minLength: 12 },
  { type: 'string', maxLength: 2 },
  { type: 'string', pattern: '^[a-z]+$', minLength: 5 },
  { type: 'string', pattern: '^[A-Z]{3}-\\d{4}$' },
  { type: 'string', pattern: '^(?:cat|dog)s?$' },
  ...['date', 'date-time', 'duration', 'email', 'ipv4', 'ipv6', 'time', 'uri', 'uuid'].map(
    (format): ValueType => ({ type: 'string', format }),
  ),
  { type: 'array', items: { type: 'integer' }, minItems: 3, uniqueItems: true },
  { type: 'array', items: { type: 'string' }, minItems: 2, uniqueItems: true },
  { type: 'array', prefixItems: [{ type: 'string' }, { type: 'boolean' }] },
  { anyOf: [{ type: 'null' }, { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }] },
  { oneOf: [{ type: 'string' }, { type: 'integer' }] },
  {
    allOf: [
      { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] },
      { properties: { b: { type: 'boolean' } }, required: ['b'] },
    ],
  },
  { $ref: '#/components/schemas/Tree' },
];

describe('a sample', () => {
  const ajv = new Ajv2020({ strict: false, formats: fullFormats });
  ajv.addSchema({ $id: 'urn:flowlang:document', components: { schemas: SCHEMAS } });
  const samples = new Samples(SCHEMAS);

  it.each(CASES.map((schema) => [JSON.stringify(schema), schema] as const))(
    'fits %s, and is always the same',
    (text, schema) => {
      const sample = samples.of(schema, 'name');
      const fits = ajv.compile(JSON.parse(text.replaceAll('"#/', '"urn:flowlang:document#/')));
      expect([sample, fits(sample), fits.errors]).toEqual([sample, true, null]);
      expect(samples.of(schema, 'name')).toEqual(sample);
    },
  );

  it('is what the author gave as an example', () => {
    expect(samples.of({ type: 'string', examples: ['ord_123'], default: 'x' })).toBe('ord_123');
  });

  it('of a text is the name that it goes by', () => {
    expect(samples.of({ type: 'object', properties: { city: { type: 'string' } } })).toEqual({ city: 'city' });
  });
});
