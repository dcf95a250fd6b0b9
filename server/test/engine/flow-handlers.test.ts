import { describe, expect, it } from 'vitest';
import { bench, ending, story, turn } from './harness.ts';

const fail = () => {
  throw new RangeError('no');
};

describe('fail', () => {
  it('ends the flow as failed, with its message and type', async () => {
    const { run } = bench(`
flow: F
inputs: [{name: n, type: integer}]
steps: [{fail: {message: 'bad \${inputs.n}', type: BadNumber}, id: check}]`);
    const events = await run({ n: 5 });
    expect(ending(events)).toEqual({ error: { type: 'BadNumber', message: 'bad 5', step_id: 'check' } });
    expect(story(events)).toEqual(['flow_started', 'flow_failed']);
  });

  it('has a type of its own where it gives none', async () => {
    expect(ending(await bench('flow: F\nsteps: [{fail: {message: no}}]').run())).toEqual({
      error: { type: 'FlowFailed', message: 'no', step_id: 'fail' },
    });
  });

  it('in a handler replaces the error', async () => {
    const { run } = bench(
      'flow: F\nsteps:\n  - {task: Fail, id: a, on_error: [{fail: {message: "was: ${error.message}", type: Other}}]}',
      { Fail: fail },
    );
    expect(ending(await run())).toMatchObject({ error: { type: 'Other', message: 'was: no' } });
  });
});

describe("a flow's on_error", () => {
  it('sees the error and what has run, and leaves the flow failed', async () => {
    const seen: unknown[] = [];
    const { run } = bench(
      `
flow: F
steps:
  - {task: Ok, id: first}
  - {task: Fail, id: second}
  - {task: Ok, id: third}
on_error:
  - {task: Tell, inputs: {error: '\${error}', first: '\${first}', third: '\${third}'}}`,
      { Ok: () => 1, Fail: fail, Tell: (inputs) => void seen.push(inputs) },
    );
    const events = await run();
    const error = { type: 'RangeError', message: 'no', step_id: 'second', task: 'Fail', attempts: 1 };
    expect(seen).toEqual([{ error, first: 1, third: null }]);
    expect(ending(events)).toEqual({ error });
    expect(story(events).slice(-3)).toEqual(['step_started Tell', 'step_completed Tell', 'flow_failed']);
  });

  it('makes the flow succeed by an exit', async () => {
    const { run } = bench(
      'flow: F\nsteps: [{task: Fail}]\non_error: [{exit: {reason: saved, outputs: {why: "${error.message}"}}}]',
      { Fail: fail },
    );
    expect(ending(await run())).toEqual({ exit: 'saved', outputs: { why: 'no' } });
  });

  it('that fails itself replaces the error', async () => {
    const { run } = bench('flow: F\nsteps: [{fail: first}]\non_error: [{fail: second}]');
    expect(ending(await run())).toMatchObject({ error: { message: 'second' } });
  });

  it('runs for outputs that cannot be evaluated, too', async () => {
    const { run } = bench(
      'flow: F\ninputs: [{name: n, type: any}]\nsteps: []\noutputs: [{name: o, value: "${inputs.n + 1}"}]\non_error: [{exit: saved}]',
    );
    expect(ending(await run({ n: null }))).toEqual({ exit: 'saved', outputs: {} });
  });
});

describe("a flow's timeout", () => {
  const never = (_inputs: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

  it('fails the flow and cancels what runs, and its on_error runs outside of the limit', async () => {
    const { run } = bench('flow: F\ntimeout: 5\nsteps: [{task: Never, id: a}]\non_error: [{wait: 10, id: late}]', {
      Never: never,
    });
    const events = await run();
    expect(ending(events)).toEqual({
      error: { type: 'TimeoutError', message: 'The flow F took longer than its timeout of 5 s' },
    });
    expect(story(events)).toEqual([
      'flow_started',
      'step_started a',
      'step_cancelled a',
      'step_started late',
      'step_waiting late',
      'step_completed late',
      'flow_failed',
    ]);
  });
});

describe('a cancelled execution', () => {
  const FLOW = `
flow: F
steps:
  - {task: Ok, id: first}
  - {wait: 100, id: pause}
  - {task: Ok, id: never}
on_cancel:
  - {task: Undo, id: undo, inputs: {first: '\${first}', never: '\${never}'}}`;

  it('runs on_cancel with what has run, and ends as cancelled', async () => {
    const undone: unknown[] = [];
    const { start, engine, clock, journal } = bench(FLOW, { Ok: () => 1, Undo: (inputs) => void undone.push(inputs) });
    const { executionId, finished } = await start({}, { key: { key: 'k', fingerprint: 'f' } });
    await clock.advance(0);
    expect(await engine.cancel('F', executionId, 'changed my mind')).toBe('cancelled');
    expect(await finished).toMatchObject({ type: 'flow_cancelled', reason: 'changed my mind', cleanup_errors: [] });
    expect(undone).toEqual([{ first: 1, never: null }]);
    expect(story(await journal.read(executionId, 3, 10))).toEqual(
      [
        'step_started pause',
        'step_waiting pause',
        'step_cancelled pause',
        'step_started undo',
        'step_completed undo',
        'flow_cancelled',
      ].slice(0),
    );
    expect(await engine.cancel('F', executionId, 'again')).toBe('ended');
    expect(await engine.cancel('G', executionId, 'again')).toBe('unknown');
    expect(await engine.cancel('F', 'nobody', 'again')).toBe('unknown');
  });

  it('tells what failed while it cleaned up', async () => {
    const { start, engine, clock } = bench(FLOW, { Ok: () => 1, Undo: fail });
    const { executionId, finished } = await start();
    await clock.advance(0);
    await engine.cancel('F', executionId, 'stop');
    expect(await finished).toMatchObject({ cleanup_errors: [{ type: 'RangeError', message: 'no', step_id: 'undo' }] });
  });

  it('ends though its on_cancel would take for ever', async () => {
    const { start, engine, clock } = bench('flow: F\nsteps: [{wait: 100}]\non_cancel: [{wait: 1000, id: long}]');
    const { executionId, finished } = await start();
    await clock.advance(0);
    await engine.cancel('F', executionId, 'stop');
    await clock.advance(30_000);
    expect(await finished).toMatchObject({ type: 'flow_cancelled', cleanup_errors: [{ type: 'TimeoutError' }] });
  });

  it('cleans up, too, when it is cancelled while its on_error runs', async () => {
    const { start, engine, clock, journal } = bench(
      'flow: F\nsteps: [{fail: no}]\non_error: [{wait: 100}]\non_cancel: [{wait: 1, id: undo}]',
    );
    const { executionId, finished } = await start({}, { key: { key: 'k', fingerprint: 'f' } });
    await clock.advance(0);
    await engine.cancel('F', executionId, 'stop');
    await clock.advance(1000);
    expect(await finished).toMatchObject({ type: 'flow_cancelled' });
    expect(story(await journal.read(executionId, 0, 20))).toContain('step_completed undo');
  });

  it('is cancelled while it waits for an event', async () => {
    const { start, engine, clock } = bench('flow: F\nsteps: [{wait_for: go}]');
    const { executionId, finished } = await start();
    await clock.advance(0);
    await engine.cancel('F', executionId, 'stop');
    await turn();
    expect(await finished).toMatchObject({ type: 'flow_cancelled', reason: 'stop' });
  });
});
