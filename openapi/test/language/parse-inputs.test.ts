import { describe, expect, test } from 'vitest';
import { diagnose, read } from './support.ts';

function input(definition: string): unknown {
  const [only] = read(`flow: F\ninputs:\n  - {name: a, ${definition}}\nsteps: []\n`).flow.inputs;
  return only && { required: only.required, schema: only.schema };
}

describe('an input becomes plain JSON Schema', () => {
  test.each([
    ['type: int', { type: 'integer' }],
    ['type: float', { type: 'number' }],
    ['type: bool', { type: 'boolean' }],
    ['type: list', { type: 'array' }],
    ['type: any', {}],
    ['type: string, nullable: true', { type: ['string', 'null'] }],
    ['type: string, nullable: false', { type: 'string' }],
    ['type: string, enum: [a, b], nullable: true', { type: ['string', 'null'], enum: ['a', 'b', null] }],
    ['type: string, const: a, nullable: true', { type: ['string', 'null'], enum: ['a', null] }],
    [
      'type: string, format: email, minLength: 3, description: Mail, example: a@b.c',
      { type: 'string', format: 'email', minLength: 3, description: 'Mail', examples: ['a@b.c'] },
    ],
    [
      'type: list, items: {type: int, nullable: true}, maxItems: 3',
      { type: 'array', items: { type: ['integer', 'null'] }, maxItems: 3 },
    ],
    [
      'type: object, properties: {a: {type: int, required: true}, b: {type: list, items: {type: bool}}}, additionalProperties: false',
      {
        type: 'object',
        properties: { a: { type: 'integer' }, b: { type: 'array', items: { type: 'boolean' } } },
        required: ['a'],
        additionalProperties: false,
      },
    ],
    [
      'type: object, properties: {a: {type: int}}, required: [a]',
      { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] },
    ],
    ['type: object, additionalProperties: {type: float}', { type: 'object', additionalProperties: { type: 'number' } }],
    [
      'schema: {type: [string, "null"], minLength: 1, x-note: 1}',
      { type: ['string', 'null'], minLength: 1, 'x-note': 1 },
    ],
    [
      'schema: {$defs: {n: {type: integer}}, type: array, items: {$ref: "#/$defs/n"}}',
      { type: 'array', items: { type: 'integer' } },
    ],
    [
      'schema: {$defs: {n: {type: integer}}, $ref: "#/$defs/n", description: N}',
      { description: 'N', allOf: [{ type: 'integer' }] },
    ],
    [
      'schema: {properties: {properties: {type: string}, $ref: {type: string}}}',
      { properties: { properties: { type: 'string' }, $ref: { type: 'string' } } },
    ],
  ])('%s', (definition, schema) => {
    expect(input(definition)).toEqual({ required: true, schema });
  });

  test.each([
    ['type: int, default: 5', { required: false, schema: { type: 'integer', default: 5 } }],
    [
      'type: int, default: null, nullable: true',
      { required: false, schema: { type: ['integer', 'null'], default: null } },
    ],
    ['type: float, default: 5', { required: false, schema: { type: 'number', default: 5 } }],
    ['type: int, required: false', { required: false, schema: { type: 'integer' } }],
    [
      'schema: {type: integer}, default: 5, description: N',
      { required: false, schema: { type: 'integer', default: 5, description: 'N' } },
    ],
    ['schema: {type: integer, default: 5}', { required: false, schema: { type: 'integer', default: 5 } }],
  ])('%s', (definition, wanted) => {
    expect(input(definition)).toEqual(wanted);
  });

  test('defaults inside of a default are filled in before it is judged', () => {
    const definition = 'type: object, properties: {b: {type: int, required: true, default: 1}}, default: {}';
    expect(input(definition)).toMatchObject({ required: false });
  });
});

describe('references inside of a schema', () => {
  const schema = (text: string) =>
    diagnose(`flow: F\ninputs:\n  - {name: a, schema: ${text}}\nsteps: []\n`).map((found) => found.slice(0, 6));

  test('that multiply are bounded', () => {
    const level = (n: number) => `d${n}: {allOf: [{$ref: "#/$defs/d${n + 1}"}, {$ref: "#/$defs/d${n + 1}"}]}`;
    const levels = Array.from({ length: 20 }, (_, n) => level(n)).join(', ');
    expect(schema(`{$defs: {${levels}, d20: {}}, $ref: "#/$defs/d0"}`)).toEqual(['FL1505']);
  });

  test('that lead out of it are refused', () => {
    expect(schema('{$ref: "https://example.com/x.json"}')).toEqual(['FL1505']);
    expect(schema('{$defs: {a: {$ref: "#/$defs/b"}, b: {$ref: "#/$defs/a"}}, $ref: "#/$defs/a"}')).toEqual(['FL1505']);
  });
});
