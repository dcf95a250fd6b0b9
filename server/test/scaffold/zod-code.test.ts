import type { ValueType } from '@flowlang/openapi';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { zodCode } from '../../src/scaffold/zod-code.ts';

const CASES: readonly (readonly [ValueType, string])[] = [
  [{}, 'z.unknown()'],
  [{ type: 'string', minLength: 2 }, 'z.string()'],
  [{ type: ['integer', 'null'] }, 'z.int().nullable()'],
  [{ type: ['integer', 'number'] }, 'z.number()'],
  [{ type: ['string', 'boolean'] }, 'z.union([z.string(), z.boolean()])'],
  [{ type: 'null' }, 'z.null()'],
  [{ type: 'string', enum: ['a', "it's"] }, "z.enum(['a', 'it\\'s'])"],
  [{ const: 'a' }, "z.literal('a')"],
  [{ enum: [1, 2] }, 'z.literal([1, 2])'],
  [{ type: 'array', items: { type: 'boolean' } }, 'z.array(z.boolean())'],
  [{ type: 'array' }, 'z.array(z.unknown())'],
  [{ type: 'object' }, 'z.record(z.string(), z.unknown())'],
  [{ type: 'object', additionalProperties: { type: 'number' } }, 'z.record(z.string(), z.number())'],
  [{ type: 'object', additionalProperties: false }, 'z.object({})'],
  [
    { type: 'object', properties: { a: { type: 'string' }, 'b-c': {} }, required: ['a'], additionalProperties: false },
    "z.object({ a: z.string(), 'b-c': z.unknown().optional() })",
  ],
  [{ type: 'object', properties: { a: {} }, required: ['a'] }, 'z.looseObject({ a: z.unknown() })'],
];

describe('a type as zod code', () => {
  it.each(CASES)('%j is %s', (type, code) => {
    expect(zodCode(type, { z: 'z', unit: '  ' }, 0)).toBe(code);
    expect(() => new Function('z', `return ${code}`)(z)).not.toThrow();
  });

  it('goes over lines where it is long', () => {
    const names = ['first_of_many', 'second_of_many', 'third_of_many', 'fourth_of_many', 'fifth_of_many'];
    const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
    const code = zodCode(
      { type: 'object', properties, required: names, additionalProperties: false },
      { z: 'z', unit: '\t' },
      1,
    );
    expect(code).toBe(`z.object({\n${names.map((name) => `\t\t${name}: z.string(),\n`).join('')}\t})`);
  });
});
