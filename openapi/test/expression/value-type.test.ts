import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Json, ValueType } from '../../src/language/model.ts';
import {
  ANY,
  ARRAY,
  BOOLEAN,
  canEqual,
  describeType,
  INTEGER,
  indexedType,
  itemType,
  literalType,
  mayBeNull,
  NULL,
  NUMBER,
  nullable,
  OBJECT,
  propertyNames,
  propertyType,
  STRING,
  selfContained,
  typesOf,
  union,
  unionOf,
  withoutNull,
} from '../../src/language/value-type.ts';

const A = { type: 'string', const: 'a' } as const;
const B = { type: 'string', const: 'b' } as const;
const POINT: ValueType = {
  type: 'object',
  properties: { x: INTEGER, y: STRING },
  required: ['x'],
  additionalProperties: false,
};
const OPEN: ValueType = { type: 'object', properties: { x: INTEGER }, required: ['x'] };
const OTHER: ValueType = {
  type: 'object',
  properties: { x: STRING, z: BOOLEAN },
  required: ['x', 'z'],
  additionalProperties: false,
};
const as = (schema: unknown) => schema as ValueType;

describe('literalType', () => {
  it.each<[Json, ValueType]>([
    [null, NULL],
    ['a', A],
    [5, { type: 'integer', const: 5 }],
    [5.5, { type: 'number', const: 5.5 }],
    [true, { type: 'boolean', const: true }],
    [[], { type: 'array', maxItems: 0 }],
    [['a', 'b', 'a'], { type: 'array', items: { type: 'string', enum: ['a', 'b'] } }],
    [[1, null], { type: 'array', items: { anyOf: [{ type: 'integer', const: 1 }, NULL] } }],
    [{ x: 'a' }, { type: 'object', properties: { x: A }, required: ['x'], additionalProperties: false }],
  ])('of %j', (value, want) => {
    expect(literalType(value)).toEqual(want);
  });

  it('gives up the single values of a long list', () => {
    expect(literalType(Array.from({ length: 1000 }, (_, index) => index))).toEqual({ type: 'array', items: INTEGER });
  });
});

describe('typesOf', () => {
  it.each<[string, unknown, string[] | undefined]>([
    ['one type', STRING, ['string']],
    ['a list of types', { type: ['string', 'null'] }, ['string', 'null']],
    ['any', {}, undefined],
    ['an enum without type', { enum: ['a', 1, null] }, ['string', 'integer', 'null']],
    ['an enum narrows a list of types', { type: ['string', 'null'], enum: ['a'] }, ['string']],
    ['const', { const: 2.5 }, ['number']],
    ['anyOf', { anyOf: [STRING, { type: 'null' }] }, ['string', 'null']],
    ['oneOf with an unknown member', { oneOf: [STRING, {}] }, undefined],
    ['allOf meets', { allOf: [{ type: ['string', 'null'] }, { type: ['string', 'integer'] }] }, ['string']],
    ['integer and number meet in integer', { allOf: [NUMBER, INTEGER] }, ['integer']],
    ['type beside anyOf meets', { type: 'object', anyOf: [{ required: ['a'] }, { required: ['b'] }] }, ['object']],
    ['nullable adds null', { type: 'string', nullable: true }, ['string', 'null']],
    ['nullable beside anyOf adds null', { anyOf: [STRING, INTEGER], nullable: true }, ['string', 'integer', 'null']],
    ['what nothing satisfies is unknown', { allOf: [STRING, INTEGER] }, undefined],
    ['properties alone allow every type', { properties: { a: STRING } }, undefined],
    ['an unknown word as type is unknown', { type: 'text' }, undefined],
    ['garbage is unknown', { type: 5, anyOf: 3, enum: 'x', allOf: [4, null] }, undefined],
    ['true as a member is unknown', { anyOf: [STRING, true] }, undefined],
    ['a reference is followed', { $ref: '#/$defs/N', $defs: { N: { type: 'integer' } } }, ['integer']],
    ['a reference to elsewhere is unknown', { $ref: 'https://example.com/x' }, undefined],
    ['a reference to nothing is unknown', { $ref: '#/$defs/constructor', $defs: {} }, undefined],
    [
      'if and then are left out',
      JSON.parse('{"type": "string", "if": {"const": "a"}, "then": {"const": "b"}}'),
      ['string'],
    ],
  ])('of %s', (_what, schema, want) => {
    const types = typesOf(as(schema));
    expect(types && [...types]).toEqual(want);
  });

  it('is unknown for a schema of very many alternatives', () => {
    expect(typesOf({ anyOf: Array.from({ length: 100 }, () => STRING) })).toBeUndefined();
  });
});

describe('union', () => {
  it.each<[string, ValueType[], ValueType]>([
    ['equal types are one', [POINT, { ...POINT }], POINT],
    ['any swallows all', [STRING, ANY], ANY],
    ['integer and number are number', [INTEGER, NUMBER, INTEGER], NUMBER],
    ['null joins a list of types', [STRING, NULL], { type: ['string', 'null'] }],
    ['null may come first', [NULL, STRING], { type: ['string', 'null'] }],
    ['null and null', [NULL, NULL], NULL],
    ['different types are anyOf, in order', [STRING, INTEGER], { anyOf: [STRING, INTEGER] }],
    [
      'unions are flattened',
      [{ anyOf: [STRING, INTEGER] }, { type: ['boolean', 'string'] }],
      { anyOf: [STRING, INTEGER, BOOLEAN] },
    ],
    ['null goes last', [{ type: ['string', 'null'] }, INTEGER], { anyOf: [STRING, INTEGER, NULL] }],
    ['constants are an enum', [A, B, A], { type: 'string', enum: ['a', 'b'] }],
    ['a plain type swallows its constants', [A, STRING], STRING],
    ['a plain type swallows constants that come later', [STRING, A], STRING],
    ['number swallows constants of integers', [{ type: 'integer', const: 1 }, NUMBER], NUMBER],
    ['both booleans are boolean', [literalType(true), literalType(false)], BOOLEAN],
    ['a constant and null', [A, NULL], { anyOf: [A, NULL] }],
    [
      'an empty list joins a list',
      [{ type: 'array', items: STRING }, literalType([])],
      { type: 'array', items: STRING },
    ],
    ['an object and null', [POINT, NULL], { ...POINT, type: ['object', 'null'] }],
    ['of nothing nothing is known', [], ANY],
  ])('%s', (_sentence, types, want) => {
    expect(unionOf(types)).toEqual(want);
  });

  it('is any when there are too many members', () => {
    const shapes = Array.from({ length: 30 }, (_, index) => literalType({ [`p${index}`]: 1 }));
    expect(unionOf(shapes)).toEqual(ANY);
  });

  it('takes the references of each side along', () => {
    const one = as({ $ref: '#/$defs/X', $defs: { X: { type: 'string' } } });
    const two = as({ $ref: '#/$defs/X', $defs: { X: { type: 'integer' } } });
    expect(union(one, two)).toEqual({ anyOf: [STRING, INTEGER] });
  });
});

describe('null', () => {
  it.each<[string, ValueType, ValueType]>([
    ['a type', STRING, { type: ['string', 'null'] }],
    ['a nullable one', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
    ['any', ANY, ANY],
    ['an anyOf', { anyOf: [A, INTEGER] }, { anyOf: [A, INTEGER, NULL] }],
    ['an enum', { type: 'string', enum: ['a'] }, { anyOf: [{ type: 'string', enum: ['a'] }, NULL] }],
    ['an allOf', { allOf: [POINT] }, { anyOf: [{ allOf: [POINT] }, NULL] }],
  ])('is added to %s', (_what, type, want) => {
    expect(nullable(type)).toEqual(want);
  });

  it.each<[string, unknown, ValueType]>([
    ['a type', STRING, STRING],
    ['a list of types', { type: ['string', 'null'] }, STRING],
    ['a long list of types', { type: ['string', 'null', 'integer'] }, { type: ['string', 'integer'] }],
    ['anyOf', { anyOf: [POINT, NULL] }, POINT],
    ['anyOf inside of anyOf', { anyOf: [{ anyOf: [A, NULL] }, INTEGER] }, { anyOf: [A, INTEGER] }],
    ['an enum', { type: ['string', 'null'], enum: ['a', null] }, { type: 'string', enum: ['a'] }],
    ['nullable', { type: 'string', nullable: true }, STRING],
    ['null itself', NULL, ANY],
    ['any', ANY, ANY],
  ])('is taken from %s', (_what, type, want) => {
    expect(withoutNull(as(type))).toEqual(want);
  });

  it('is possible where nothing is known', () => {
    expect([mayBeNull(ANY), mayBeNull(STRING), mayBeNull({ anyOf: [STRING, ANY] })]).toEqual([true, false, true]);
  });
});

describe('propertyType', () => {
  it.each<[string, unknown, string, ReturnType<typeof propertyType>]>([
    ['a required property', POINT, 'x', { type: INTEGER, certain: true }],
    ['a property that may be absent', POINT, 'y', { type: { type: ['string', 'null'] }, certain: false }],
    ['a property that a closed object lacks', POINT, 'z', undefined],
    ['a property of which an open object says nothing', OPEN, 'z', { type: ANY, certain: false }],
    [
      'a property of a map',
      { type: 'object', additionalProperties: INTEGER },
      'z',
      { type: nullable(INTEGER), certain: false },
    ],
    [
      'a property that a pattern may allow',
      { ...POINT, patternProperties: { '^z': STRING } },
      'z',
      { type: ANY, certain: false },
    ],
    ['a property of any', ANY, 'z', { type: ANY, certain: false }],
    [
      'a property of what may be an object',
      { properties: { x: STRING } },
      'x',
      { type: nullable(STRING), certain: false },
    ],
    ['the length of a text', STRING, 'length', { type: INTEGER, certain: true }],
    ['the length of a list', ARRAY, 'length', { type: INTEGER, certain: true }],
    ['another property of a text', STRING, 'size', undefined],
    ['a property of a number', INTEGER, 'x', undefined],
    ['a property of null', NULL, 'x', { type: NULL, certain: false }],
    ['a property of an object or null', nullable(POINT), 'x', { type: nullable(INTEGER), certain: false }],
    ['a property of one of two shapes', { anyOf: [POINT, STRING] }, 'x', { type: nullable(INTEGER), certain: false }],
    [
      'a property of both shapes',
      { anyOf: [POINT, OTHER] },
      'x',
      { type: { anyOf: [INTEGER, STRING] }, certain: true },
    ],
    ['a property of neither shape', { anyOf: [POINT, NULL, INTEGER] }, 'q', undefined],
    ['no inherited name', { type: 'object', properties: {}, additionalProperties: false }, 'constructor', undefined],
    ['a boolean schema', { type: 'object', properties: { x: true } }, 'x', { type: ANY, certain: false }],
    ['an intersection', { allOf: [POINT, OTHER] }, 'z', { type: BOOLEAN, certain: true }],
  ])('of %s', (_what, type, name, want) => {
    expect(propertyType(as(type), name)).toEqual(want);
  });

  it('follows references into the parts of a schema', () => {
    const type = as({
      type: 'object',
      properties: { a: { $ref: '#/$defs/A' } },
      required: ['a'],
      $defs: { A: { type: 'array', items: { $ref: '#/$defs/B' } }, B: POINT },
    });
    const list = propertyType(type, 'a')?.type ?? ANY;
    expect(propertyType(itemType(list), 'x')).toEqual({ type: INTEGER, certain: true });
  });

  it('says any of what a recursive schema repeats', () => {
    const category = z.object({
      name: z.string(),
      get children() {
        return z.array(category);
      },
    });
    const type = as(z.toJSONSchema(category));
    const child = itemType(propertyType(type, 'children')?.type ?? NULL);
    expect(propertyType(type, 'name')).toEqual({ type: STRING, certain: true });
    expect(child).toEqual(ANY);
  });

  it('follows a definition into itself once', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/$defs/N' } }, required: ['next'] };
    expect(propertyType(as({ $ref: '#/$defs/N', $defs: { N: node } }), 'next')).toEqual({ type: ANY, certain: true });
  });

  it('survives references that multiply', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `D${index}`,
        { type: 'object', properties: { l: { $ref: `#/$defs/D${index + 1}` }, r: { $ref: `#/$defs/D${index + 1}` } } },
      ]),
    );
    expect(propertyType(as({ $ref: '#/$defs/D0', $defs }), 'l')?.certain).toBe(false);
  });

  it('lists the names that are known', () => {
    expect(propertyNames({ anyOf: [POINT, OTHER, STRING] })).toEqual(['x', 'y', 'z']);
  });
});

describe('items', () => {
  it.each<[string, unknown, ValueType]>([
    ['a list', { type: 'array', items: STRING }, STRING],
    ['a list of anything', ARRAY, ANY],
    ['a list or null', { type: ['array', 'null'], items: STRING }, STRING],
    [
      'two lists',
      {
        anyOf: [
          { type: 'array', items: STRING },
          { type: 'array', items: INTEGER },
        ],
      },
      { anyOf: [STRING, INTEGER] },
    ],
    ['a tuple', { type: 'array', prefixItems: [STRING, INTEGER], items: false }, { anyOf: [STRING, INTEGER] }],
    ['an open tuple', { type: 'array', prefixItems: [STRING] }, ANY],
    ['a text', STRING, ANY],
  ])('of %s', (_what, type, want) => {
    expect(itemType(as(type))).toEqual(want);
  });

  it('are nullable where the index is not known', () => {
    expect(indexedType({ type: 'array', items: STRING })).toEqual({ type: ['string', 'null'] });
    expect(indexedType(STRING)).toEqual({ type: ['string', 'null'] });
    expect(indexedType(OBJECT)).toEqual(ANY);
    const closed = { type: 'object', properties: { a: STRING, b: INTEGER }, additionalProperties: false } as const;
    expect(indexedType(closed)).toEqual({ anyOf: [STRING, INTEGER, { type: 'null' }] });
    expect(indexedType({ type: 'object', additionalProperties: STRING })).toEqual({ type: ['string', 'null'] });
  });
});

describe('canEqual', () => {
  it.each<[string, ValueType, ValueType, boolean]>([
    ['a text and a text', STRING, STRING, true],
    ['a text and a number', STRING, NUMBER, false],
    ['an integer and a number', INTEGER, NUMBER, true],
    ['two constants', A, B, false],
    ['a constant and its enum', A, { enum: ['a', 'b'] }, true],
    ['a constant and another enum', A, { enum: ['c', 'b'] }, false],
    ['a text and any', STRING, ANY, true],
    ['what both may be null', nullable(STRING), nullable(INTEGER), true],
  ])('%s', (_what, left, right, want) => {
    expect([canEqual(left, right), canEqual(right, left)]).toEqual([want, want]);
  });
});

describe('describeType', () => {
  it.each<[ValueType, string]>([
    [ANY, 'any value'],
    [STRING, 'text'],
    [nullable(INTEGER), 'integer or null'],
    [{ type: ['null', 'integer', 'number', 'array'] }, 'number or list or null'],
    [A, 'text'],
  ])('says %j as %s', (type, want) => {
    expect(describeType(type)).toBe(want);
  });
});

describe('selfContained', () => {
  it('leaves a schema without references as it is', () => {
    expect(selfContained(POINT)).toBe(POINT);
  });

  it('leaves out what cannot be inlined, and never makes the schema narrower', () => {
    const type = as({
      oneOf: [{ $ref: '#/$defs/X' }, { $ref: '#/$defs/X' }],
      not: { $ref: '#/$defs/X' },
      $defs: { X: STRING },
    });
    expect(selfContained(type)).toEqual({ anyOf: [STRING, STRING] });
  });
});
