/** What is sensitive is shown as `***`: the schemas of such flows take that, and no more than they must. */
import { describe, expect, it } from 'vitest';
import type { CheckedFlow } from '../../src/contract/checked-flow.ts';
import { buildDocument } from '../../src/contract/document.ts';
import { eventSchema } from '../../src/contract/event-schema.ts';
import { resultSchema } from '../../src/contract/result-schema.ts';
import { shownTypes } from '../../src/contract/shown-types.ts';
import { inputsSchema, outputsSchema, shownOutputsSchema } from '../../src/contract/value-schema.ts';
import type { ValueType } from '../../src/language/model.ts';
import { accepts } from './accepts.ts';
import { checked, dynamicId, input, object, subflow, task } from './flows.ts';

const text = { type: 'string' } as const;
const secret = (schema: ValueType): ValueType => ({ ...schema, writeOnly: true });

/** The type of what is shown, in a flow that takes a secret of that type. */
function shown(type: ValueType, taken: ValueType): ValueType {
  return shownTypes(checked('F', { inputs: [input('s', secret(taken))] })).of(type);
}

describe('the type of what may hold a sensitive text', () => {
  it.each<[string, ValueType, unknown, boolean]>([
    ['any text', text, '***', true],
    ['a text with a pattern', { ...text, pattern: '^[a-z]+$' }, 'see ***', true],
    ['a text with a format', { ...text, format: 'date' }, '***', true],
    ['a text that must be long', { ...text, minLength: 8 }, '***', true],
    ['a word of a list', { ...text, enum: ['low', 'high'] }, '***', true],
    ['another word than those of the list', { ...text, enum: ['low', 'high'] }, 'lo***', false],
    ['a text that is fixed', { ...text, const: 'hello you' }, '***you', true],
    ['a fixed text without a type', { const: 'hello you' }, '***you', true],
    ['a number in the place of one', { const: 'hello you' }, 1, false],
    [
      'a text inside of others',
      object({ a: { type: 'array', items: { ...text, maxLength: 2 } } }),
      { a: ['***'] },
      true,
    ],
    ['one of several shapes', { oneOf: [object({ a: { const: 'x' } }), object({ a: text })] }, { a: '***' }, true],
    ['what must not be a certain text', { ...text, not: { const: '***' } }, '***', true],
    ['texts that must differ', { type: 'array', items: text, uniqueItems: true }, ['***', '***'], true],
    [
      'what hangs on a text',
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
      { type: 'object', if: { properties: { a: { const: 'x' } } }, then: false },
      { a: '***' },
      true,
    ],
    ['a list with few of a text', { type: 'array', contains: { const: 'x' }, maxContains: 1 }, ['***', '***'], true],
    [
      'names that must fit',
      { type: 'object', propertyNames: { pattern: '^[a-z]' }, minProperties: 2 },
      { '***': 1 },
      true,
    ],
    [
      'names by which properties are told apart',
      { type: 'object', patternProperties: { '^k': { type: 'integer' }, '^.': text }, additionalProperties: false },
      { 'x***': 1 },
      true,
    ],
    ['an object that is fixed', { const: { a: 'x' } }, { a: '***' }, true],
    ['a number', { type: 'integer' }, '***', false],
    ['a truth', { type: 'boolean' }, '***', false],
    ['a truth that is fixed', { const: true }, '***', false],
    ['what is defined elsewhere', { $defs: { A: { const: 'x' } }, $ref: '#/$defs/A' }, '***', true],
    ['what is defined in the old way', { definitions: { A: { const: 'x' } }, $ref: '#/definitions/A' }, '***', true],
  ])('takes, of %s, what is shown of it', (_what, type, value, fits) => {
    const flow = checked('F', { inputs: [input('s', secret(text))], outputsType: object({ value: type }) });
    expect(accepts(shownOutputsSchema(flow))({ value })).toBe(fits);
  });

  it('stays as it is where the text is too short to hold one', () => {
    const short = { ...text, enum: ['confirmed', 'declined'] };
    expect(shown(short, { ...text, minLength: 12 })).toEqual(short);
    expect(shown({ ...text, maxLength: 11, pattern: '^a' }, { ...text, minLength: 12 })).toEqual({
      ...text,
      maxLength: 11,
      pattern: '^a',
    });
    expect(shown({ ...text, maxLength: 12, pattern: '^a' }, { ...text, minLength: 12 })).toEqual(text);
  });
});

describe('the type of what may hold a sensitive number', () => {
  it.each<[string, ValueType, unknown, boolean]>([
    ['a number', { type: 'number', minimum: 5 }, '***', true],
    ['another text than that', { type: 'number', minimum: 5 }, 'x', false],
    ['a number out of bounds', { type: 'number', minimum: 5 }, 4, false],
    ['a number that is fixed', { type: 'integer', const: 7 }, '***', true],
    ['a number that is fixed at nothing', { const: 0 }, '***', true],
    ['another number', { type: 'integer', const: 7 }, 8, false],
    ['a text with its digits', { ...text, pattern: '^[0-9]+$' }, '***', true],
    ['a text too short for them', { ...text, enum: ['123'] }, '***', false],
  ])('takes, of %s, what is shown of it', (_what, type, value, fits) => {
    expect(accepts(shown(type, { type: 'integer' }))(value)).toBe(fits);
  });
});

describe('a sensitive value of more than one part', () => {
  it.each<[string, ValueType, boolean, boolean]>([
    ['an object', object({ a: { type: 'integer' } }), true, true],
    ['a closed object of texts', { ...object({ a: text }), additionalProperties: false }, true, false],
    ['a list of numbers', { type: 'array', items: { type: 'number' } }, false, true],
    ['one of several', { anyOf: [{ type: 'boolean' }, { type: 'integer' }] }, false, true],
    ['a truth', { type: 'boolean' }, false, false],
    ['anything', {}, true, true],
    ['words', { enum: ['a', 'b'] }, true, false],
  ])('hides, where it is %s, what may be in it', (_what, taken, texts, numbers) => {
    const isTaken = (type: ValueType): boolean => accepts(shown(type, taken))('***');
    expect([isTaken({ enum: ['abc'] }), isTaken({ type: 'integer' })]).toEqual([texts, numbers]);
  });
});

const step = task('Pay', { id: 'pay' });
const inputs = [
  input('card', secret({ ...text, minLength: 12 })),
  input('pin', secret({ type: 'integer' }), false),
  input('amount', { type: 'number', minimum: 0 }),
  input('who', object({ name: { ...text, enum: ['Ada'] }, key: secret({ type: 'boolean' }) })),
];

function paying(): CheckedFlow {
  const types = {
    inputs: object({ card: secret({ ...text, minLength: 12 }) }),
    outputs: object({ status: { const: 'paid' } }),
  };
  return checked('F', { inputs, typed: [[step, types]], outputsType: object({ charged: { type: 'number' } }) });
}

describe('a flow with sensitive inputs', () => {
  const stamp = { seq: 1, execution_id: 'x', flow: 'F', timestamp: '2026-01-01T00:00:00.000Z' };
  const started = { ...stamp, type: 'flow_started', status: 'running', step_id: null };
  const given = { card: '***', pin: '***', amount: 5, who: { name: 'Ada', key: '***' } };

  it.each<[string, object, boolean]>([
    ['what is sensitive hidden', given, true],
    ['another input that happens to be the same', { ...given, amount: '***', pin: '***' }, true],
    ['a sensitive text shown', { ...given, card: '4242 4242 4242' }, false],
    ['a sensitive number shown', { ...given, pin: 5 }, false],
    ['a sensitive part shown', { ...given, who: { name: 'Ada', key: true } }, false],
    ['something else in place of what is sensitive', { ...given, amount: 'five' }, false],
  ])('begins with %s: %o', (_what, value, fits) => {
    expect(accepts(eventSchema(paying()))({ ...started, inputs: value })).toBe(fits);
  });

  it('may show it hidden in the events of its steps', () => {
    const fits = accepts(eventSchema(paying()));
    const event = { ...stamp, step_id: 'pay', kind: 'task', task: 'Pay', path: 'steps[0]' };
    expect(fits({ ...event, type: 'step_started', status: 'running', attempt: 1, inputs: { card: '***' } })).toBe(true);
    const completed = { ...event, type: 'step_completed', status: 'completed', duration_ms: 1 };
    expect(fits({ ...completed, outputs: { status: '***' } })).toBe(true);
    expect(fits({ ...completed, outputs: { status: 'unpaid' } })).toBe(false);
  });

  it('may show it hidden in what it answers, and is judged by what it says', () => {
    const result = { success: true, execution_id: 'x', flow: 'F', execution_time_ms: 1 };
    expect(accepts(resultSchema(paying()))({ ...result, outputs: { charged: '***' } })).toBe(true);
    expect(accepts(outputsSchema(paying()))({ charged: '***' })).toBe(false);
  });

  it('takes inputs as they are declared', () => {
    const taken = { card: '4242 4242 4242', amount: 5, who: { name: 'Ada', key: true } };
    expect(accepts(inputsSchema(paying()))(taken)).toBe(true);
    expect(accepts(inputsSchema(paying()))({ ...taken, card: '***' })).toBe(false);
  });

  it('says in the document that they are never answered, and nowhere else', () => {
    const { schemas } = buildDocument([paying()]).components;
    const marked = Object.keys(schemas).filter((name) => JSON.stringify(schemas[name]).includes('writeOnly'));
    expect(marked).toEqual(['FInputs']);
    expect(schemas['FInputs']?.properties?.['card']).toMatchObject({ writeOnly: true, minLength: 12 });
  });

  it('may hide a part of an id that a loop makes', () => {
    const flow = checked('F', { inputs, steps: [task('A', dynamicId('reserve_'))] });
    const event = { ...stamp, step_id: '***_1', kind: 'task', task: 'A', path: 'steps[0]' };
    expect(
      accepts(eventSchema(flow))({ ...event, type: 'step_started', status: 'running', attempt: 1, inputs: {} }),
    ).toBe(true);
  });

  it('is every flow that runs one', () => {
    const call = subflow('Pay', { id: 'call' });
    const known = {
      inputs: object({ card: text, amount: { type: 'number' } }),
      outputs: object({ charged: { type: 'number' } }),
    };
    const fits = accepts(eventSchema(checked('F', { typed: [[call, known]], subflows: [[call, paying()]] })));
    const event = {
      ...stamp,
      step_id: 'call',
      kind: 'subflow',
      path: 'steps[0]',
      type: 'step_started',
      status: 'running',
      attempt: 1,
    };
    expect(fits({ ...event, inputs: { card: '***', amount: 5 } })).toBe(true);
    expect(fits({ ...event, inputs: { card: '4242 4242 4242', amount: 5 } })).toBe(false);
    const completed = { ...event, type: 'step_completed', status: 'completed', duration_ms: 1, attempt: undefined };
    expect(fits({ ...completed, outputs: { charged: '***' } })).toBe(true);
  });
});

describe('a flow without them', () => {
  it('has the types that it has', () => {
    const type = object({ a: { const: 'x' } });
    expect(shownTypes(checked('F', { inputs: [input('a', text)] })).of(type)).toBe(type);
  });
});
