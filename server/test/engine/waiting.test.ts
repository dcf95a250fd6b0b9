import { describe, expect, it } from 'vitest';
import { bench, ending, story } from './harness.ts';

const START = Date.UTC(2026, 0, 1);

describe('wait', () => {
  it('lasts the seconds that it says, and tells until when', async () => {
    const { start, clock, journal } = bench('flow: F\nsteps: [{wait: 90, id: pause}]');
    const { executionId, finished } = await start();
    await clock.advance(89_999);
    const events = await journal.read(executionId, 0, 10);
    expect(story(events)).toEqual(['flow_started', 'step_started pause', 'step_waiting pause']);
    expect(events[1]).toMatchObject({ kind: 'wait', inputs: { seconds: 90 } });
    expect(events[2]).toMatchObject({ status: 'waiting', until: new Date(START + 90_000).toISOString() });
    await clock.advance(1);
    expect(await finished).toMatchObject({ type: 'flow_completed' });
  });

  it('lasts until a time that an expression gives', async () => {
    const { start, clock } = bench(
      'flow: F\ninputs: [{name: at, type: string}]\nsteps: [{wait: {until: "${inputs.at}"}}]',
    );
    const { finished } = await start({ at: '2026-01-01T01:00:30+01:00' });
    await clock.advance(29_999);
    expect(clock.waiting).toBe(1);
    await clock.advance(1);
    expect(await finished).toMatchObject({ type: 'flow_completed' });
  });

  it('is over at once where the time has passed', async () => {
    const { run } = bench('flow: F\nsteps: [{wait: {until: "2020-01-01T00:00:00Z"}}]');
    expect(story(await run())).toEqual([
      'flow_started',
      'step_started wait',
      'step_waiting wait',
      'step_completed wait',
      'flow_completed',
    ]);
  });

  it('ends by the clock as it is set: at once where that is past its time, later where it is set back', async () => {
    const { start, clock } = bench('flow: F\nsteps: [{wait: 90}]');
    const early = await start();
    await clock.advance(1000);
    clock.set(START + 7_200_000);
    await clock.advance(0);
    expect(await early.finished).toMatchObject({ type: 'flow_completed' });
    const late = await start();
    await clock.advance(0);
    clock.set(START);
    await clock.advance(7_289_999);
    expect(clock.waiting).toBe(1);
    await clock.advance(1);
    expect(await late.finished).toMatchObject({ type: 'flow_completed' });
  });

  it.each([
    ['a negative number', -1],
    ['a text', '5'],
    ['null', null],
  ])('fails for %s', async (given, seconds) => {
    const { run } = bench('flow: F\ninputs: [{name: s, type: any}]\nsteps: [{wait: "${inputs.s}"}]');
    const error = { type: 'ExpressionError', step_id: 'wait', message: expect.stringContaining(given) };
    expect(ending(await run({ s: seconds }))).toMatchObject({ error });
  });
});

describe('a time limit', () => {
  it.each([
    ['a flow', 'flow: F\ntimeout: 60\nsteps: [{wait_for: nothing}]'],
    ['a step', 'flow: F\nsteps: [{wait_for: nothing, timeout: 60}]'],
    ['a task', 'flow: F\nsteps: [{task: Hang, timeout: 60}]'],
  ])('of %s is a duration, whatever the clock is set to', async (_what, yaml) => {
    const { start, clock } = bench(yaml, { Hang: () => new Promise(() => {}) });
    const { finished } = await start();
    await clock.advance(30_000);
    clock.set(START + 7_200_000);
    await clock.advance(29_999);
    clock.set(START);
    expect(clock.waiting).toBe(1);
    await clock.advance(1);
    expect(await finished).toMatchObject({ error: { type: 'TimeoutError' } });
  });
});

describe('wait_for', () => {
  const APPROVAL = `
flow: F
steps:
  - wait_for: approval
    id: approved
    timeout: 60
    schema: {type: object, properties: {by: {type: string}}, required: [by]}
outputs: [{name: by, value: '\${approved.by}'}]`;

  it('ends with the payload that is delivered', async () => {
    const { start, engine, clock, journal } = bench(APPROVAL);
    const { executionId, finished } = await start();
    await clock.advance(1000);
    expect((await journal.read(executionId, 2, 1))[0]).toMatchObject({ type: 'step_waiting', event: 'approval' });
    expect(await engine.deliver('F', executionId, 'approval', { by: 'Ada' })).toEqual({ kind: 'delivered' });
    expect(await finished).toMatchObject({ outputs: { by: 'Ada' } });
  });

  it('goes on waiting after a payload that does not fit, and says what is wrong with it', async () => {
    const { start, engine, clock } = bench(APPROVAL);
    const { executionId } = await start();
    await clock.advance(0);
    const problems = [{ path: '/by', message: 'is required', keyword: 'required' }];
    expect(await engine.deliver('F', executionId, 'approval', {})).toEqual({ kind: 'invalid', problems });
    expect(await engine.deliver('F', executionId, 'approval', { by: 'Ada' })).toEqual({ kind: 'delivered' });
  });

  it('takes each delivery once, and none when nothing waits', async () => {
    const { start, engine, clock } = bench(APPROVAL);
    const { executionId } = await start({}, { key: { key: 'k', fingerprint: 'f' } });
    await clock.advance(0);
    expect(await engine.deliver('F', executionId, 'other', {})).toEqual({ kind: 'not_waiting' });
    await engine.deliver('F', executionId, 'approval', { by: 'Ada' });
    expect(await engine.deliver('F', executionId, 'approval', { by: 'Bob' })).toEqual({ kind: 'not_waiting' });
    await clock.advance(0);
    expect(await engine.deliver('F', executionId, 'approval', { by: 'Bob' })).toEqual({ kind: 'not_waiting' });
    expect(await engine.deliver('G', executionId, 'approval', {})).toEqual({ kind: 'unknown' });
    expect(await engine.deliver('F', 'nobody', 'approval', {})).toEqual({ kind: 'unknown' });
  });

  it('gives an event to the step that waited first', async () => {
    const { start, engine, clock } = bench(`
flow: F
steps:
  - parallel:
      - {wait_for: go, id: a}
      - {wait_for: go, id: b}
outputs: [a, b]`);
    const { executionId, finished } = await start();
    await clock.advance(0);
    await engine.deliver('F', executionId, 'go', 1);
    await engine.deliver('F', executionId, 'go', 2);
    expect(await finished).toMatchObject({ outputs: { a: 1, b: 2 } });
  });

  it('fails when its time is over', async () => {
    const { run } = bench(APPROVAL);
    const events = await run();
    expect(ending(events)).toMatchObject({ error: { type: 'TimeoutError', step_id: 'approved' } });
    expect(story(events).slice(-2)).toEqual(['step_failed approved', 'flow_failed']);
  });
});
