import { describe, expect, it } from 'vitest';
import type { CheckedFlow } from '../../src/contract/checked-flow.ts';
import { buildDocument } from '../../src/contract/document.ts';
import type { ValueType } from '../../src/language/model.ts';
import { awkward, checked, empty, forEach, guard, object, orderProcessor, parallel, retry, task } from './flows.ts';

const known = { inputs: object({}), outputs: {} };

function schemasOf(flow: CheckedFlow): Readonly<Record<string, ValueType>> {
  return buildDocument([flow]).components.schemas;
}

function typesOf(flow: CheckedFlow): string[] {
  return Object.keys(mappingOf(schemasOf(flow)[`${flow.flow.name}Event`]));
}

function mappingOf(schema: ValueType | undefined): Readonly<Record<string, string>> {
  return (schema?.['discriminator'] as { mapping: Record<string, string> } | undefined)?.mapping ?? {};
}

const FLOW_TYPES = ['flow_started', 'flow_completed', 'flow_failed', 'flow_cancelled'];

describe('the events that a flow can emit', () => {
  it.each([
    ['no steps', empty(), []],
    ['a task', checked('F', { typed: [[task('A'), known]] }), ['step_progress']],
    [
      'a task that is tried again',
      checked('F', { typed: [[task('A', { retry }), known]] }),
      ['step_progress', 'step_retrying'],
    ],
    [
      'retries that never come',
      checked('F', { typed: [[task('A', { retry: { ...retry, maxAttempts: 1 } }), known]] }),
      ['step_progress'],
    ],
    ['a guard', checked('F', { typed: [[task('A', { guard }), known]] }), ['step_progress', 'step_skipped']],
    [
      'a task that only runs after a failure',
      checked('F', { steps: [parallel('p', [])].map((step) => ({ ...step, onError: [task('A')] })) }),
      ['step_progress'],
    ],
    ['no task', checked('F', { typed: [[parallel('p', []), known]] }), []],
    [
      'a task in a loop in an error handler',
      checked('F', { steps: [parallel('p', [[forEach('l', [task('A')])]])] }),
      ['step_progress'],
    ],
  ])('with %s', (_what, flow, more) => {
    const common =
      flow.flow.steps.length === 0 ? [] : ['step_started', 'step_completed', 'step_failed', 'step_cancelled'];
    expect(typesOf(flow).toSorted()).toEqual([...FLOW_TYPES, ...common, ...more].toSorted());
  });
});

describe('the union of events', () => {
  it.each([orderProcessor(), awkward()])('has one schema for each type, and none in two unions', (flow) => {
    const schemas = Object.values(schemasOf(flow));
    const members = schemas.filter((schema) => 'discriminator' in schema).flatMap((schema) => schema.oneOf ?? []);
    const refs = members.map(({ $ref }) => $ref);
    expect(new Set(refs).size).toBe(refs.length);
    for (const schema of schemas.filter((one) => 'discriminator' in one)) {
      expect(Object.values(mappingOf(schema))).toEqual(schema.oneOf?.map(({ $ref }) => $ref));
    }
  });

  it('tells the shapes of one type apart by the step', () => {
    const schemas = schemasOf(orderProcessor());
    expect(schemas['OrderProcessorStepCompleted']).toMatchObject({ discriminator: { propertyName: 'step_id' } });
    expect(Object.keys(mappingOf(schemas['OrderProcessorStepCompleted']))).toEqual([
      'validate',
      'both',
      'charge',
      'reserve_all',
      'reserve',
      'SendMail',
    ]);
    expect(schemas['OrderProcessorStepCompleted_charge']?.properties?.['outputs']).toEqual(
      object({ charge_id: { type: 'string' } }),
    );
  });

  it('has one shape where one step emits the type', () => {
    const schemas = schemasOf(orderProcessor());
    expect(schemas['OrderProcessorStepRetrying']?.properties?.['step_id']).toEqual({
      type: 'string',
      const: 'validate',
    });
  });

  it('names no task where the step may be of another kind', () => {
    const failed = schemasOf(orderProcessor())['OrderProcessorStepFailed'];
    expect(failed?.required).not.toContain('task');
    expect(failed?.properties?.['kind']).toEqual({ type: 'string', enum: ['task', 'parallel', 'for_each'] });
    expect(schemasOf(awkward())['NoneStepFailed']?.required).toContain('task');
  });
});
