/** The events of every kind of step, as callers may meet them. */
import { describe, expect, it } from 'vitest';
import type { CheckedFlow } from '../../src/contract/checked-flow.ts';
import { buildDocument } from '../../src/contract/document.ts';
import { eventSchema } from '../../src/contract/event-schema.ts';
import type { StepTypes } from '../../src/language/flow-types.ts';
import type { Step, ValueType } from '../../src/language/model.ts';
import { accepts } from './accepts.ts';
import * as flows from './flows.ts';

const { checked, connection, dynamicId, forEach, guard, object, parallel, retry, subflow, task } = flows;
const known = { inputs: object({}), outputs: object({ done: { type: 'boolean' } }) };

/** A flow of these steps, of each of which the same is known. */
function flowOf(...steps: readonly Step[]): CheckedFlow {
  return checked('F', { typed: steps.map((step) => [step, known] as const) });
}

/** The types of step events that a flow can emit. */
function typesOf(flow: CheckedFlow): string[] {
  const { discriminator } = buildDocument([flow]).components.schemas['FEvent'] ?? {};
  const { mapping } = discriminator as { mapping: Readonly<Record<string, string>> };
  return Object.keys(mapping).filter((type) => type.startsWith('step_'));
}

const stamp = { seq: 1, execution_id: 'x', flow: 'F', timestamp: '2026-01-01T00:00:00.000Z', path: 'steps[0]' };

function started(step_id: string, more: object = {}): object {
  const event = { ...stamp, type: 'step_started', status: 'running', step_id, kind: 'task', task: 'A', attempt: 1 };
  return { ...event, inputs: {}, ...more };
}

function completed(step_id: string, outputs: unknown, more: object = {}): object {
  const event = { ...stamp, type: 'step_completed', status: 'completed', step_id, kind: 'task', task: 'A' };
  return { ...event, duration_ms: 1, outputs, ...more };
}

const COMMON = ['step_started', 'step_completed', 'step_failed', 'step_cancelled'];

describe('the types of events that a step can emit', () => {
  it.each<[string, Step, readonly string[]]>([
    ['a task', task('A'), ['step_progress']],
    ['a task that is tried again', task('A', { retry }), ['step_progress', 'step_retrying']],
    ['a connection step', connection('pg_query'), []],
    ['a connection step that is tried again', connection('pg_query', { retry }), ['step_retrying']],
    ['a while', flows.loopWhile([]), []],
    ['a subflow with a guard', subflow('Other', { guard }), ['step_skipped']],
    ['a wait', flows.wait(), ['step_waiting']],
    ['a wait for an event', flows.waitFor('approved'), ['step_waiting']],
  ])('are, of %s, what it does', (_what, step, more) => {
    expect(typesOf(flowOf(step)).toSorted()).toEqual([...COMMON, ...more].toSorted());
  });

  it('are none of steps that take no time', () => {
    const fail = { kind: 'fail', message: flows.computed, dependsOn: [], range: { start: 0, end: 0 } } as const;
    expect(typesOf(flowOf(fail))).toEqual([]);
  });

  it.each(['onError', 'onCancel'])('are those of the steps in `%s` of the flow, too', (handler) => {
    expect(typesOf(checked('F', { [handler]: [task('A')] })).toSorted()).toEqual(
      [...COMMON, 'step_progress'].toSorted(),
    );
  });
});

describe('a step that waits', () => {
  const waiting = { ...stamp, type: 'step_waiting', status: 'waiting' };
  const until = '2026-01-31T09:00:00.000Z';
  const forEvent = { ...waiting, step_id: 'wait_for', kind: 'wait_for' };
  const forTime = { ...waiting, step_id: 'wait', kind: 'wait', until };

  it.each<[string, object, boolean]>([
    ['its event', { ...forEvent, event: 'approved' }, true],
    ['another event', { ...forEvent, event: 'rejected' }, false],
    ['no event', forEvent, false],
    ['when it ends', forTime, true],
    ['an end that is no time', { ...forTime, until: 'soon' }, false],
    ['no end', { ...forTime, until: undefined }, false],
  ])('tells %s', (_what, event, fits) => {
    expect(accepts(eventSchema(flowOf(flows.waitFor('approved'), flows.wait())))(event)).toBe(fits);
  });

  it('tells any event where the name is computed', () => {
    expect(accepts(eventSchema(flowOf(flows.waitFor(undefined))))({ ...forEvent, event: 'anything' })).toBe(true);
  });

  it('tells the one or the other where two steps share an id', () => {
    const fits = accepts(eventSchema(flowOf(flows.waitFor('approved', { id: 'w' }), flows.wait({ id: 'w' }))));
    expect(fits({ ...forEvent, step_id: 'w', event: 'approved' })).toBe(true);
    expect(fits({ ...forTime, step_id: 'w' })).toBe(true);
  });
});

describe('a silent step', () => {
  it.each<[string, Step, readonly string[]]>([
    ['itself', task('A', { silent: true }), []],
    ['those inside of it', { ...parallel('p', [[task('A')]]), silent: true }, []],
    ['those of its handler', task('A', { silent: true, onError: [task('B')] }), []],
    ['no step inside of it that speaks', { ...parallel('p', [[task('A', { silent: false })]]), silent: true }, ['A']],
    ['no step beside it', parallel('p', [[task('A', { silent: true })], [task('B')]]), ['B', 'p']],
  ])('silences %s', (_what, step, heard) => {
    const fits = accepts(eventSchema(flowOf(step)));
    const names = ['A', 'B', 'p'].filter((name) => {
      return ['task', 'parallel'].some((kind) =>
        fits(started(name, { kind, task: kind === 'task' ? name : undefined })),
      );
    });
    expect(names).toEqual(heard);
  });

  it('speaks in a silent flow only where it says so', () => {
    const steps = [task('A'), task('B', { silent: false })];
    const fits = accepts(eventSchema(checked('F', { steps, silent: true })));
    expect([fits(started('A')), fits(started('B', { task: 'B' }))]).toEqual([false, true]);
  });

  it('may be a flow that a speaking one runs', () => {
    const call = subflow('Other', { id: 'call' });
    const other = checked('Other', { steps: [task('A')], silent: true });
    expect(typesOf(checked('F', { steps: [call], subflows: [[call, other]] }))).not.toContain('step_progress');
  });
});

describe('the steps of a subflow', () => {
  const inner = task('A', { id: 'inner' });
  const other = checked('Other', { typed: [[inner, known]] });

  function calling(steps: readonly Step[], ...calls: readonly flows.Call[]): (event: object) => boolean {
    return accepts(eventSchema(checked('F', { steps, subflows: calls })));
  }

  it('name the step that runs it', () => {
    const call = subflow('Other', { id: 'call' });
    const fits = calling([call], [call, other]);
    expect(fits(started('inner', { parent_step_id: 'call' }))).toBe(true);
    expect(fits(started('inner'))).toBe(false);
    expect(fits(started('inner', { parent_step_id: 'inner' }))).toBe(false);
    expect(fits(completed('inner', { done: 1 }, { parent_step_id: 'call' }))).toBe(false);
  });

  it('name any of the steps that run it', () => {
    const [first, second] = [subflow('Other', { id: 'first' }), subflow('Other', { id: 'second' })];
    const fits = calling([first, second], [first, other], [second, other]);
    expect(['first', 'second', 'third'].map((parent_step_id) => fits(started('inner', { parent_step_id })))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('name the nearest one where subflows run subflows', () => {
    const [outer, nested] = [subflow('Middle', { id: 'outer' }), subflow('Other', { id: 'nested' })];
    const middle = checked('Middle', { steps: [nested], subflows: [[nested, other]] });
    const fits = calling([outer], [outer, middle]);
    expect(fits(started('inner', { parent_step_id: 'nested' }))).toBe(true);
    expect(fits(started('inner', { parent_step_id: 'outer' }))).toBe(false);
  });

  it('may share their id with a step outside, which names none', () => {
    const call = subflow('Other', { id: 'call' });
    const fits = calling([call, task('A', { id: 'inner' })], [call, other]);
    expect([fits(started('inner')), fits(started('inner', { parent_step_id: 'call' }))]).toEqual([true, true]);
  });

  it('stand in its handlers, too', () => {
    const call = subflow('Other', { id: 'call' });
    const handling = checked('Other', { onError: [task('A', { id: 'mend' })], onCancel: [task('A', { id: 'undo' })] });
    const fits = calling([call], [call, handling]);
    expect(['mend', 'undo'].map((id) => fits(started(id, { parent_step_id: 'call' })))).toEqual([true, true]);
  });

  it('cost no more where many steps run it', () => {
    let flow = other;
    for (let level = 0; level < 40; level += 1) {
      const [left, right] = [subflow('Next'), subflow('Next')];
      flow = checked('F', {
        steps: [left, right],
        subflows: [
          [left, flow],
          [right, flow],
        ],
      });
    }
    expect(accepts(eventSchema(flow))(started('inner', { parent_step_id: 'Next' }))).toBe(true);
  });
});

describe('a step whose id a loop makes', () => {
  const reserve = task('A', dynamicId('reserve_'));
  const other = task('B', { id: 'other' });
  const outputs = { reserved: { type: 'integer' } } as const;
  const types = (shape: Readonly<Record<string, ValueType>>): StepTypes => ({
    inputs: object({}),
    outputs: object(shape),
  });

  function fits(...typed: readonly (readonly [Step, StepTypes])[]): (event: object) => boolean {
    return accepts(
      eventSchema(
        checked('F', {
          typed,
          steps: [
            forEach(
              'l',
              typed.map(([step]) => step),
            ),
          ],
        }),
      ),
    );
  }

  it('is told by the part of the id that is known', () => {
    const judge = fits([reserve, types(outputs)], [other, known]);
    expect(judge(completed('reserve_A-1', { reserved: 1 }))).toBe(true);
    expect(judge(completed('reserve_', { reserved: 1 }))).toBe(true);
    expect(judge(completed('reserve_A-1', { done: true }))).toBe(false);
    expect(judge(completed('release_A-1', { reserved: 1 }))).toBe(false);
    expect(judge(completed('other', { done: true }, { task: 'B' }))).toBe(true);
    expect(judge(completed('other', { reserved: 1 }, { task: 'B' }))).toBe(false);
  });

  it('may have any id where none of it is known', () => {
    const judge = fits([task('A', { dynamicId: flows.computed }), types(outputs)]);
    expect(judge(completed('whatever\nit is', { reserved: 1 }))).toBe(true);
  });

  it('fails under the name that it has without an id where the loop cannot make one', () => {
    const event = { ...stamp, type: 'step_failed', status: 'failed', kind: 'task', task: 'A', duration_ms: 0 };
    const failed = { ...event, error: { type: 'ExpressionError', message: 'm' }, handled: false };
    const judge = fits([reserve, known]);
    expect(['reserve_1', 'A', 'B'].map((step_id) => judge({ ...failed, step_id }))).toEqual([true, true, false]);
  });

  it('takes the signs of patterns for what they are', () => {
    const judge = fits([task('A', dynamicId('a.b(', ')$')), types(outputs)]);
    expect(judge(completed('a.b(x)$', { reserved: 1 }))).toBe(true);
    expect(judge(completed('aXb(x)$', { reserved: 1 }))).toBe(false);
  });

  it('is tried again under any of its ids', () => {
    const judge = fits([task('A', { ...dynamicId('r_'), retry }), known], [task('B', { id: 'b', retry }), known]);
    const error = { type: 'E', message: 'm' };
    const event = { ...stamp, type: 'step_retrying', status: 'retrying', kind: 'task', error, attempt: 1, delay_ms: 5 };
    expect(judge({ ...event, task: 'A', step_id: 'r_1' })).toBe(true);
    expect(judge({ ...event, task: 'B', step_id: 'b' })).toBe(true);
    expect(judge({ ...event, task: 'B', step_id: 'c' })).toBe(false);
  });
});

describe('a flow that shows no more than the status', () => {
  const flow = checked('F', { typed: [[task('A'), known]], events: 'status' });
  const { inputs: _inputs, ...bare } = { ...started('A'), inputs: {} };

  it('has neither inputs nor outputs in its step events', () => {
    const properties = Object.entries(buildDocument([flow]).components.schemas)
      .filter(([name]) => name.startsWith('FStep'))
      .flatMap(([, schema]) => Object.keys(schema.properties ?? {}));
    expect(properties).not.toContain('inputs');
    expect(properties).not.toContain('outputs');
    expect(accepts(eventSchema(flow))(bare)).toBe(true);
  });

  it('hides those of its subflows, too', () => {
    const call = subflow('Other', { id: 'call' });
    const other = checked('Other', { typed: [[task('A'), known]] });
    const calling = checked('F', { steps: [call], subflows: [[call, other]], events: 'status' });
    expect(accepts(eventSchema(calling))({ ...bare, parent_step_id: 'call' })).toBe(true);
  });

  it('hides its own where a flow runs it that shows all', () => {
    const call = subflow('Other', { id: 'call' });
    const other = checked('Other', { typed: [[task('A'), known]], events: 'status' });
    const calling = checked('F', { steps: [call, task('A')], subflows: [[call, other]] });
    const fits = accepts(eventSchema(calling));
    expect([fits({ ...bare, parent_step_id: 'call' }), fits(started('A'))]).toEqual([true, true]);
  });
});

describe('a task with a name that is no name elsewhere', () => {
  it('has a schema whose name is one', () => {
    const names = Object.keys(buildDocument([flowOf(task('Send mail!'), task('A'))]).components.schemas);
    expect(names.filter((name) => !/^[\w.-]+$/.test(name))).toEqual([]);
  });
});
