import { describe, expect, test } from 'vitest';
import { applyFixes } from '../../src/language/apply-fixes.ts';
import type { ValueType } from '../../src/language/model.ts';
import { check } from './support.ts';

const SEND: ValueType = {
  type: 'object',
  properties: {
    to: { type: 'string' },
    urgent: { type: 'boolean' },
    customer: { type: 'object', properties: { name: { type: 'string' }, street: { type: 'string' } } },
    lines: { type: 'array', items: { type: 'object', properties: { sku: { type: 'string' } } } },
  },
  required: ['to'],
};

function flow(inputs: string): string {
  return `flow: F\nsteps:\n  - task: Send\n    inputs: ${inputs}\n`;
}

/** What is said of inputs for a task with this schema: the code, what is marked, and the hint. */
function said(inputs: string, input: ValueType = SEND): readonly string[] {
  const text = flow(inputs);
  return check(text, { tasks: new Map([['Send', { implemented: true, input }]]) }).diagnostics.map(
    ({ code, range, hint }) => `${code} ${text.slice(range.start, range.end)}: ${hint}`,
  );
}

describe('an input that the schema of a task does not declare, and leaves out', () => {
  test('is a warning, which names the one that is nearly called so', () => {
    expect(said('{to: x, urgnt: true}')).toEqual(['FL1306 urgnt: Did you mean `urgent`?']);
  });

  test('is a warning also where none is near: it never gets to the task', () => {
    expect(said('{to: x, note: hello}')).toEqual(['FL1306 note: There are `to`, `urgent`, `customer`, `lines`']);
    expect(said('{a: 1}', { type: 'object', properties: {} })).toEqual([
      'FL1306 a: Declare it in the schema of the task, or remove it',
    ]);
  });

  test('is no misspelt one that is given too', () => {
    expect(said('{to: x, urgent: true, urgnt: true}')[0]).toMatch(/^FL1306 urgnt: There are/);
  });

  test('is found inside of other inputs, written with expressions or without', () => {
    expect(said('{to: x, customer: {nmae: "${execution.id}"}}')).toEqual(['FL1306 nmae: Did you mean `name`?']);
    expect(said('{to: x, customer: {nmae: Ada}}')).toEqual(['FL1306 {nmae: Ada}: Did you mean `name`?']);
  });

  test('is said once of the items of a list that is written out', () => {
    expect(said('{to: x, lines: [{sku: a, skuu: b}, {skuu: a}]}')).toHaveLength(1);
    expect(said('{to: x, lines: [{skuu: "${execution.id}"}]}')).toEqual(['FL1306 skuu: Did you mean `sku`?']);
  });

  test('has a fix where the fingers slipped', () => {
    const text = flow('{to: x, urgetn: true}');
    const { diagnostics } = check(text, { tasks: new Map([['Send', { implemented: true, input: SEND }]]) });
    expect(applyFixes(text, diagnostics).text).toBe(flow('{to: x, urgent: true}'));
  });
});

describe('nothing is said', () => {
  const a: ValueType = { type: 'object', properties: { a: {} } };
  const b: ValueType = { type: 'object', properties: { b: {} } };

  test.each<[string, ValueType]>([
    ['of a schema that lets all else pass', { ...a, additionalProperties: {} }],
    ['of one that says what all else is', { ...a, additionalProperties: { type: 'integer' } }],
    ['of a record', { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} }],
    ['of patterns of names', { ...a, patternProperties: { '^b': {} } }],
    ['of an object of which nothing is declared', { type: 'object' }],
    ['of any value', {}],
    ['where one of several schemas takes it', { anyOf: [a, b] }],
    ['where one of several takes it by a pattern', { anyOf: [a, { ...a, patternProperties: { '^b': {} } }] }],
    ['where one of several takes all', { anyOf: [a, { type: 'object' }] }],
    ['where both of two schemas have to fit', { allOf: [a, b] }],
    ['where a schema hangs on others', { ...a, if: a, else: b }],
    ['behind a reference', { $ref: '#/$defs/x', $defs: { x: b } }],
  ])('%s', (_, input) => {
    expect(said('{b: 1}', input)).toEqual([]);
  });

  test('of what an expression gives: nobody wrote its keys here', () => {
    expect(said('{to: x, customer: "${execution}"}')).toEqual([]);
  });
});

test('none of several schemas takes it: that is a warning', () => {
  const one = (name: string): ValueType => ({ type: 'object', properties: { [name]: {} } });
  expect(said('{colour: 1}', { oneOf: [one('color'), one('size')] })).toEqual(['FL1306 colour: Did you mean `color`?']);
});
