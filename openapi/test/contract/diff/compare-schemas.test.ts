import { describe, expect, it } from 'vitest';
import { SchemaComparison } from '../../../src/contract/diff/compare-schemas.ts';
import { breaks, type ContractRule, type Direction } from '../../../src/contract/diff/rules.ts';
import { SchemaWorld } from '../../../src/contract/diff/schema-world.ts';
import type { ValueType } from '../../../src/language/model.ts';

const text = { type: 'string' } as const;
const whole = { type: 'integer' } as const;
const closed = (properties: Record<string, ValueType>, required: string[] = []): ValueType => {
  return { type: 'object', properties, required, additionalProperties: false };
};
const open = (properties: Record<string, ValueType>): ValueType => ({ type: 'object', properties });
const kind = (name: string, more: Record<string, ValueType> = {}): ValueType => {
  return closed({ kind: { const: name }, ...more }, ['kind']);
};
const BOTH = { allOf: [text, { maxLength: 5 }] } as const;
const TUPLE = (items: ValueType | boolean, ...first: readonly ValueType[]): ValueType => {
  return { prefixItems: [text, ...first], items: items as ValueType }; // JSON Schema has both.
};
const CHAIN = (value: ValueType): ValueType => {
  const next = { anyOf: [{ $ref: '#/$defs/Link' }, { type: 'null' }] } as const;
  return { $ref: '#/$defs/Link', $defs: { Link: closed({ value, next }, ['value']) } };
};

/** What it was, what it is, the rules that apply, and whether that breaks those who send and those who read. */
type Case = [what: string, before: ValueType, after: ValueType, rules: ContractRule[], sent: boolean, read: boolean];

const CASES: readonly Case[] = [
  ['another description', { ...text, description: 'a' }, { ...text, description: 'b' }, [], false, false],
  ['a type is another', text, whole, ['type-added', 'type-removed'], true, true],
  ['whole numbers become any', whole, { type: 'number' }, ['type-added'], false, true],
  ['numbers become whole', { type: 'number' }, whole, ['type-removed'], true, false],
  ['null may come', text, { type: ['string', 'null'] }, ['null-added'], false, true],
  ['null may come no more', { type: ['string', 'null'] }, text, ['null-removed'], true, false],
  ['null may come beside a union', kind('a'), { anyOf: [kind('a'), { type: 'null' }] }, ['null-added'], false, true],
  ['nothing is asked any more', text, {}, ['type-added'], false, true],
  ['a value is new', { enum: ['a'] }, { enum: ['a', 'b'] }, ['values-added'], false, true],
  ['a value is gone', { enum: ['a', 'b'] }, { enum: ['a'] }, ['values-removed'], true, false],
  ['a fixed value is another', { const: 'a' }, { const: 'b' }, ['values-added', 'values-removed'], true, true],
  ['values are listed', text, { ...text, enum: ['a'] }, ['values-closed'], true, false],
  ['values are listed no more', { ...text, enum: ['a'] }, text, ['values-opened'], false, true],
  ['a minimum is raised', { ...whole, minimum: 1 }, { ...whole, minimum: 2 }, ['limit-tightened'], true, false],
  ['a minimum is lowered', { ...whole, minimum: 2 }, { ...whole, minimum: 1 }, ['limit-loosened'], false, true],
  [
    'a minimum is excluded',
    { ...whole, minimum: 1 },
    { ...whole, exclusiveMinimum: 1 },
    ['limit-tightened'],
    true,
    false,
  ],
  ['a length of nothing asks nothing', text, { ...text, minLength: 0 }, [], false, false],
  ['a maximum is new', text, { ...text, maxLength: 9 }, ['limit-tightened'], true, false],
  ['a pattern is new', text, { ...text, pattern: '^a' }, ['form-tightened'], true, false],
  ['a pattern is gone', { ...text, pattern: '^a' }, text, ['form-loosened'], false, true],
  ['a pattern is another', { ...text, pattern: '^a' }, { ...text, pattern: '^b' }, ['form-changed'], true, true],
  ['a format is new', text, { ...text, format: 'date' }, ['form-tightened'], true, false],
  ['a step is finer', { ...whole, multipleOf: 4 }, { ...whole, multipleOf: 2 }, ['form-loosened'], false, true],
  ['items may not come twice', { items: text }, { items: text, uniqueItems: true }, ['form-tightened'], true, false],
  ['items are narrower', { items: {} }, { items: text }, ['type-removed'], true, false],
  ['a property is new', closed({}), closed({ a: text }), ['property-added'], false, false],
  ['a required one is new', closed({}), closed({ a: text }, ['a']), ['property-added', 'required-added'], true, false],
  ['a property is required', closed({ a: text }), closed({ a: text }, ['a']), ['required-added'], true, false],
  ['a property is not sure', closed({ a: text }, ['a']), closed({ a: text }), ['required-removed'], false, true],
  ['a property is gone', closed({ a: text }), closed({}), ['property-removed'], true, true],
  ['more than is declared', closed({}), open({}), ['undeclared-opened'], false, false],
  ['only what is declared', open({}), closed({}), ['undeclared-closed'], true, false],
  ['a default is new', whole, { ...whole, default: 1 }, ['default-added'], true, false],
  ['a default is another', { ...whole, default: 1 }, { ...whole, default: 2 }, ['default-changed'], true, false],
  ['a default is gone', { ...whole, default: 1 }, whole, ['default-removed'], true, false],
  [
    'a default of what had to be sent',
    closed({ a: whole }, ['a']),
    closed({ a: { ...whole, default: 1 } }),
    ['required-removed'],
    false,
    true,
  ],
  [
    'a default stays, whatever the union is made of',
    { ...text, default: 'x' },
    { anyOf: [text, { type: 'null' }], default: 'x' },
    ['null-added'],
    false,
    true,
  ],
  ['it is sensitive', text, { ...text, writeOnly: true }, ['sensitive-added'], true, false],
  [
    'one of its alternatives is sensitive no more',
    { anyOf: [{ ...text, writeOnly: true }, whole] },
    { anyOf: [text, whole] },
    ['sensitive-removed'],
    true,
    false,
  ],
  [
    'whole numbers above a limit are those from the next on',
    { ...whole, exclusiveMinimum: 0, maximum: 9.5 },
    { ...whole, minimum: 1, exclusiveMaximum: 10 },
    [],
    false,
    false,
  ],
  [
    'other numbers above a limit are not',
    { type: 'number', exclusiveMinimum: 0 },
    { type: 'number', minimum: 1 },
    ['limit-tightened'],
    true,
    false,
  ],
  [
    'a step is finer, counted in tenths',
    { type: 'number', multipleOf: 0.3 },
    { type: 'number', multipleOf: 0.1 },
    ['form-loosened'],
    false,
    true,
  ],
  ['items may follow the first', TUPLE(false), TUPLE(true), ['type-added'], false, true],
  ['items of one type may follow the first', TUPLE(false), TUPLE(whole), ['type-added'], false, true],
  ['no items may follow the first', TUPLE(whole), TUPLE(false), ['type-removed'], true, false],
  ['a second item has a place of its own', TUPLE(false), TUPLE(false, whole), ['type-added'], false, true],
  [
    'an `allOf` of objects is written out',
    { allOf: [{ ...open({ a: text }), required: ['a'] }, open({ b: whole })] },
    { ...open({ a: text, b: whole }), required: ['a'] },
    [],
    false,
    false,
  ],
  [
    'a closed object in an `allOf` closes more than itself',
    { allOf: [closed({ a: text }), open({ b: whole })] },
    { type: 'object', properties: { a: text, b: whole }, additionalProperties: false },
    ['condition-removed', 'property-added', 'property-claimed', 'type-removed', 'undeclared-closed'],
    true,
    false,
  ],
  [
    'deep inside',
    closed({ a: { items: text } }),
    closed({ a: { items: whole } }),
    ['type-added', 'type-removed'],
    true,
    true,
  ],
  [
    'the values of a map',
    { additionalProperties: whole },
    { additionalProperties: { type: 'number' } },
    ['type-added'],
    false,
    true,
  ],
  ['an alternative is new', kind('a'), { anyOf: [kind('a'), kind('b')] }, ['alternative-added'], false, true],
  ['an alternative is gone', { oneOf: [kind('a'), kind('b')] }, kind('b'), ['alternative-removed'], true, false],
  [
    'an alternative is another',
    { oneOf: [kind('a'), kind('b', { x: text })] },
    { oneOf: [kind('b', { x: whole }), kind('a')] },
    ['type-added', 'type-removed'],
    true,
    true,
  ],
  ['alternatives change places', { anyOf: [text, whole] }, { anyOf: [whole, text] }, [], false, false],
  ['a union is a list of types', { anyOf: [text, whole] }, { type: ['integer', 'string'] }, [], false, false],
  [
    'one that overlaps is none that tells',
    { oneOf: [{}, text] },
    { oneOf: [{}, whole] },
    ['schema-changed'],
    true,
    true,
  ],
  ['a condition is new', BOTH, { allOf: [...BOTH.allOf, { minLength: 2 }] }, ['condition-added'], true, false],
  ['a condition is gone', { allOf: [...BOTH.allOf, { minLength: 2 }] }, BOTH, ['condition-removed'], false, true],
  ['a condition says nothing new', BOTH, { allOf: [...BOTH.allOf, text] }, [], false, false],
  ['a rare word', { not: { const: 1 } }, { not: { const: 2 } }, ['schema-changed'], true, true],
  ['it contains itself', CHAIN(text), CHAIN({ ...text, minLength: 1 }), ['limit-tightened'], true, false],
  ['it contains itself, unchanged', CHAIN(text), CHAIN(text), [], false, false],
  [
    'patterns and the properties beside them',
    { patternProperties: { '^a': text } },
    { patternProperties: { '^a': text }, properties: { a: text } },
    ['property-added', 'property-claimed', 'schema-changed'],
    true,
    true,
  ],
];

describe('what became of a schema', () => {
  it.each(CASES)('%s', (_what, before, after, rules, sent, read) => {
    const requests = compare(before, after, 'requests');
    const answers = compare(before, after, 'answers');
    expect(new Set([...requests, ...answers].map(({ rule }) => rule))).toEqual(new Set(rules));
    expect({ sent: requests.some(({ rule }) => breaks(rule, 'requests')) }).toEqual({ sent });
    expect({ read: answers.some(({ rule }) => breaks(rule, 'answers')) }).toEqual({ read });
  });

  it('a property that is declared now may clash with what was sent under its name', () => {
    const rules = compare(open({}), open({ a: text }), 'requests').map(({ rule }) => rule);
    expect(rules).toEqual(['property-claimed']);
    expect(compare(open({ a: text }), open({}), 'requests').map(({ rule }) => rule)).toEqual(['property-freed']);
  });

  it('of an input that becomes required, null is not told beside it', () => {
    const before = closed({ a: { type: ['string', 'null'] } });
    expect(compare(before, closed({ a: text }, ['a']), 'requests').map(({ rule }) => rule)).toEqual(['required-added']);
  });

  it('says where, and what it was and is', () => {
    const list = (minimum: number) =>
      closed({ items: { type: 'array', items: closed({ price: { ...whole, minimum } }) } });
    expect(compare(list(1), list(5), 'requests')).toEqual([
      { rule: 'limit-tightened', path: 'items[].price', message: 'minimum 1, now minimum 5' },
    ]);
  });
});

function compare(before: ValueType, after: ValueType, direction: Direction) {
  const worlds = { before: new SchemaWorld(before), after: new SchemaWorld(after) };
  return new SchemaComparison(worlds, direction).compare(before, after, '');
}
