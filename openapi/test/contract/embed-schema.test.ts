import { describe, expect, it } from 'vitest';
import { Definitions } from '../../src/contract/definitions.ts';
import { embedSchema } from '../../src/contract/embed-schema.ts';
import type { ValueType } from '../../src/language/model.ts';

function embed(schema: ValueType): { schema: ValueType; definitions: Record<string, ValueType> } {
  const definitions = new Definitions('schema');
  return { schema: embedSchema(schema, 'F', definitions), definitions: definitions.toRecord() };
}

const text = { type: 'string' } as const;

describe('a schema that goes into a bigger one', () => {
  it.each([
    ['its definitions', { $defs: { A: text }, $ref: '#/$defs/A' }, { $ref: '#/$defs/FA' }, { FA: text }],
    [
      'older definitions',
      { definitions: { A: text }, items: { $ref: '#/definitions/A' } },
      { items: { $ref: '#/$defs/FA' } },
      { FA: text },
    ],
    [
      'an escaped pointer',
      { $defs: { 'a/b c': text }, $ref: '#/$defs/a~1b%20c' },
      { $ref: '#/$defs/FABC' },
      { FABC: text },
    ],
    [
      'an anchor',
      { $defs: { A: { ...text, $anchor: 'here' } }, $ref: '#here' },
      { $ref: '#/$defs/FHere' },
      { FHere: text },
    ],
    ['its own id', { $id: 'urn:x', $defs: { A: text }, $ref: 'urn:x#/$defs/A' }, { $ref: '#/$defs/FA' }, { FA: text }],
    [
      'itself',
      { $schema: 'x', properties: { next: { $ref: '#' } } },
      { properties: { next: { $ref: '#/$defs/FValue' } } },
      { FValue: { properties: { next: { $ref: '#/$defs/FValue' } } } },
    ],
    [
      'words beside a reference',
      { $defs: { A: text }, $ref: '#/$defs/A', title: 't' },
      { title: 't', allOf: [{ $ref: '#/$defs/FA' }] },
      { FA: text },
    ],
    ['nothing', { $ref: '#/$defs/Gone' }, {}, {}],
    ['another host', { $ref: 'https://example.org/x.json' }, {}, {}],
    [
      'data that looks like a reference',
      { default: { $ref: '#' }, properties: { $ref: text } },
      { default: { $ref: '#' }, properties: { $ref: text } },
      {},
    ],
    ['an older example', { ...text, example: 'a' }, { ...text, examples: ['a'] }, {}],
  ] as [string, ValueType, ValueType, Record<string, ValueType>][])(
    'may refer to %s',
    (_what, given, schema, definitions) => {
      expect(embed(given)).toEqual({ schema, definitions });
    },
  );

  it('declares what is required under a type of all properties, as linters ask for', () => {
    const open = { type: 'object', required: ['a', 'b'], properties: { b: text }, additionalProperties: text } as const;
    expect(embed(open).schema).toEqual({ ...open, properties: { b: text, a: text } });
    const patterned = { ...open, patternProperties: { a: text } };
    expect(embed(patterned).schema).toEqual(patterned);
  });

  it('counts references from the nearest root that has them', () => {
    const inner = { $defs: { A: { type: 'integer' } }, $ref: '#/$defs/A' } as const;
    const { schema, definitions } = embed({
      $defs: { A: text, B: text },
      properties: { inner, b: { items: inner, $ref: '#/$defs/B' } },
    });
    expect(schema.properties?.['inner']).toEqual({ $ref: '#/$defs/FA' });
    expect(definitions['FA']).toEqual({ type: 'integer' });
    expect(definitions['FB']).toEqual(text);
  });

  it('follows a reference to where it leads, and counts on from there', () => {
    const inner = { $defs: { A: { type: 'integer' } }, $ref: '#/$defs/B' } as const;
    const { definitions } = embed({ $defs: { A: text, B: { items: { $ref: '#/$defs/A' } } }, properties: { inner } });
    expect(definitions).toEqual({ FA: text, FB: { items: { $ref: '#/$defs/FA' } } });
  });

  it('is defined once, however often it is met', () => {
    const schema: ValueType = { $defs: { A: text }, $ref: '#/$defs/A' };
    const definitions = new Definitions('document');
    expect(embedSchema(schema, 'F', definitions)).toEqual(embedSchema(schema, 'F', definitions));
    expect(Object.keys(definitions.toRecord())).toEqual(['FA']);
  });
});
