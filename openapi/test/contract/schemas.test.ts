import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { eventSchema } from '../../src/contract/event-schema.ts';
import { failedResultSchema, resultSchema, successResultSchema } from '../../src/contract/result-schema.ts';
import { inputsSchema, outputsSchema } from '../../src/contract/value-schema.ts';
import { accepts } from './accepts.ts';
import { awkward, checked, empty, input, object, orderProcessor } from './flows.ts';

const items = [{ sku: 'A-1', quantity: 2 }];

describe('the schema of the inputs', () => {
  const fits = accepts(inputsSchema(orderProcessor()));

  it.each([
    ['what is required', { order_id: 'o', items }, true],
    ['everything', { order_id: 'o', items, priority: 'high', note: 'n' }, true],
    ['nothing', {}, false],
    ['a missing input', { items }, false],
    ['an unknown input', { order_id: 'o', items, oder: 1 }, false],
    ['a value outside of its bounds', { order_id: 'o', items: [{ sku: 'A', quantity: 0 }] }, false],
    ['a value outside of its enum', { order_id: 'o', items, priority: 'mid' }, false],
    ['null for what is required', { order_id: null, items }, false],
  ])('judges %s', (_what, value, expected) => {
    expect(fits(value)).toBe(expected);
  });

  it('is what a validator takes defaults from', () => {
    const value = { order_id: 'o', items };
    new Ajv2020({ useDefaults: true }).compile(inputsSchema(orderProcessor()))(value);
    expect(value).toEqual({ order_id: 'o', items, priority: 'low' });
  });

  it('takes no inputs where the flow has none', () => {
    const fitsEmpty = accepts(inputsSchema(empty()));
    expect([fitsEmpty({}), fitsEmpty({ a: 1 })]).toEqual([true, false]);
  });

  it('keeps a schema with its own definitions, which contains itself, working', () => {
    const fitsAwkward = accepts(inputsSchema(awkward()));
    expect(fitsAwkward({ tree: { label: 'a', children: [{ label: 'b', children: [] }] } })).toBe(true);
    expect(fitsAwkward({ tree: { label: 'a', children: [{ label: '' }] } })).toBe(false);
    expect(fitsAwkward({ tree: {} })).toBe(false);
  });
});

describe('the schemas of what a run answers', () => {
  const success = { success: true, execution_id: 'x', flow: 'OrderProcessor', execution_time_ms: 3 };
  const outputs = { total: 9.5, tracking: null };
  const failure = { ...success, success: false, error: { type: 'CardDeclined', message: 'no' } };

  it.each([
    ['a success', { ...success, outputs }, true],
    ['a success that an exit ended', { ...success, outputs, terminated: true, termination_reason: 'r' }, true],
    ['a failure', failure, true],
    ['outputs of the wrong type', { ...success, outputs: { ...outputs, total: '9' } }, false],
    ['a success without outputs', success, false],
    ['a success of another flow', { ...success, outputs, flow: 'Other' }, false],
    ['a failure without an error', { ...success, success: false }, false],
  ])('judge %s', (_what, value, expected) => {
    expect(accepts(resultSchema(orderProcessor()))(value)).toBe(expected);
  });

  it('stand each alone', () => {
    expect(accepts(outputsSchema(orderProcessor()))(outputs)).toBe(true);
    expect(accepts(successResultSchema(orderProcessor()))({ ...success, outputs })).toBe(true);
    expect(accepts(successResultSchema(orderProcessor()))(failure)).toBe(false);
    expect(accepts(failedResultSchema())(failure)).toBe(true);
  });

  it('carry what the author says of an output', () => {
    expect(outputsSchema(orderProcessor()).properties?.['total']).toEqual({
      type: 'number',
      description: 'What was charged.',
    });
  });
});

describe('the schema of the events', () => {
  const base = { seq: 1, execution_id: 'x', flow: 'OrderProcessor', timestamp: '2026-01-01T00:00:00.000Z' };
  const inFlow = { ...base, step_id: null };
  const step = { ...base, step_id: 'validate', kind: 'task', task: 'ValidateOrder', path: 'steps[0]' };
  const started = { ...step, type: 'step_started', status: 'running', inputs: { order_id: 'o' }, attempt: 1 };
  const completed = { ...step, type: 'step_completed', status: 'completed', duration_ms: 1 };
  const skipped = { ...step, type: 'step_skipped', status: 'skipped' };
  const flowStarted = { ...inFlow, type: 'flow_started', status: 'running' };
  const filled = { order_id: 'o', items, priority: 'low' };

  it.each([
    ['a flow that starts, with its defaults', { ...flowStarted, inputs: filled }, true],
    ['a flow that starts without its defaults', { ...flowStarted, inputs: { order_id: 'o', items } }, false],
    ['a flow that starts with null for what is absent', { ...flowStarted, inputs: { ...filled, note: null } }, false],
    ['a flow event that names a step', { ...flowStarted, inputs: filled, step_id: 'validate' }, false],
    ['a step that starts', started, true],
    ['inputs of another step', { ...started, inputs: { amount: 1 } }, false],
    ['a step that completes', { ...completed, outputs: { is_valid: true } }, true],
    ['outputs of another step', { ...completed, outputs: { charge_id: 'c' } }, false],
    ['a task under the wrong step', { ...started, task: 'ChargeCard' }, false],
    ['a status that does not go with the type', { ...started, status: 'completed' }, false],
    ['a guarded step that is skipped', { ...skipped, step_id: 'charge', task: 'ChargeCard' }, true],
    ['a step without a guard that is skipped', skipped, false],
    ['a step that the flow does not have', { ...started, step_id: 'other' }, false],
    ['a type that does not exist', { ...started, type: 'step_exploded' }, false],
  ])('judges %s', (_what, value, expected) => {
    expect(accepts(eventSchema(orderProcessor()))(value)).toBe(expected);
  });

  it('takes either type where two steps share an id', () => {
    const fits = accepts(eventSchema(awkward()));
    const same = { ...base, flow: 'None', step_id: 'same', kind: 'task', path: 'steps[0]', attempt: 1 };
    const event = { ...same, type: 'step_started', status: 'running', task: 'Twice' };
    expect(fits({ ...event, inputs: { a: 'x' } })).toBe(true);
    expect(fits({ ...event, task: 'Again', inputs: { b: 'x' } })).toBe(true);
    expect(fits({ ...event, inputs: {} })).toBe(false);
  });

  it('has no step events for a flow without steps that take time', () => {
    expect(JSON.stringify(eventSchema(empty()))).not.toContain('step_started');
    expect(JSON.stringify(eventSchema(empty()))).toContain('flow_cancelled');
  });
});

describe('an input that is optional', () => {
  it('is judged without null, which stands for absence and is gone by then', () => {
    const flow = checked('F', { inputs: [input('a', { type: 'integer' }, false)], outputsType: object({}) });
    expect(accepts(inputsSchema(flow))({ a: null })).toBe(false);
  });
});
