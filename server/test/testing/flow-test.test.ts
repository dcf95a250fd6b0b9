import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as realTime } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { FlowTest, never, takes } from '../../src/testing/index.ts';
import { createProject } from '../project-folder.ts';
import { SHOP, shopTasks } from './shop.ts';

const project = createProject({ 'flow.yaml': SHOP });
const folder = project.dir;
const file = path.join(folder, 'flow.yaml');
afterAll(() => project.remove());
const flow = await FlowTest.load(file, { tasks: shopTasks });

beforeEach(() => flow.reset());

class CardRefused extends Error {
  override name = 'CardRefused';
}

describe('a run', () => {
  test('tells how the flow ended, what it called, and what was logged, and waits for nothing in real time', async () => {
    const began = performance.now();
    const result = await flow.run({ amount: 20 });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(result).toMatchObject({ status: 'completed', success: true, outputs: { total: 20 }, error: undefined });
    expect(result.duration_ms).toBe(600_000);
    expect(result.calls.map(({ task, attempt, path: at, result: answer }) => ({ task, attempt, at, answer }))).toEqual([
      { task: 'ChargeCard', attempt: 1, at: 'steps[1]', answer: { total: 20 } },
      { task: 'SendMail', attempt: 1, at: 'steps[2]', answer: { sent: true } },
    ]);
    expect(result.logs).toEqual([{ level: 'info', fields: { amount: 20 }, message: 'charging' }]);
    expect(result.events.at(0)).toMatchObject({ type: 'flow_started', timestamp: '2026-01-01T00:00:00.000Z' });
  });

  test('shows events as callers see them, and calls as tasks do', async () => {
    const { events, calls } = await flow.run({ amount: 20, card: '4000-0000' });
    expect(JSON.stringify(events)).not.toContain('4000-0000');
    expect(calls[0]?.inputs).toEqual({ amount: 20, card: '4000-0000' });
  });

  test('shows what a task was given, and not what it made of it', async () => {
    flow.mock('SendMail', (inputs) => Object.assign(inputs, { total: 'changed' }));
    expect((await flow.run({ amount: 20 })).calls.at(-1)?.inputs).toEqual({ total: 20 });
  });

  test('with inputs that do not fit has failed, and ran nothing', async () => {
    const result = await flow.run({ amount: 'a lot' });
    expect(result.error).toEqual({
      type: 'InvalidInputsError',
      message: 'The inputs do not fit Shop: /amount must be number',
    });
    expect([result.success, result.events, result.calls]).toEqual([false, [], []]);
  });

  test('is the same again, also beside others', async () => {
    const first = await flow.run({ amount: 20 });
    await flow.reset();
    const [again, other] = await Promise.all([flow.run({ amount: 20 }), flow.run({ amount: 30 })]);
    expect(again).toEqual(first);
    expect(other.calls.map(({ inputs }) => inputs['amount'] ?? inputs['total'])).toEqual([30, 30]);
  });
});

describe('a mock', () => {
  test('is a value, a function that gets the inputs, or an error', async () => {
    expect((await flow.mock('ChargeCard', { total: 7 }).run({ amount: 20 })).outputs).toMatchObject({ total: 7 });
    flow.mock('ChargeCard', ({ amount }) => ({ total: amount * 2 }));
    expect((await flow.run({ amount: 20 })).outputs).toMatchObject({ total: 40 });
    const failed = await flow.mock('ChargeCard', new CardRefused('no money')).run({ amount: 20 });
    expect(failed.error).toMatchObject({ type: 'CardRefused', message: 'no money', step_id: 'charge' });
    expect(failed.calls[0]?.error).toBeInstanceOf(CardRefused);
  });

  test('has an answer for each call of an execution, and retries take no time', async () => {
    flow.mock('ChargeCard', [new Error('busy'), new Error('busy'), { total: 5 }]);
    for (const result of [await flow.run({ amount: 20 }), await flow.run({ amount: 20 })]) {
      expect(result.outputs).toMatchObject({ total: 5 });
      expect(result.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 1]);
      expect(result.duration_ms).toBe(720_000);
    }
    const short = await flow.mock('ChargeCard', [new Error('busy')]).run({ amount: 20 });
    expect(short.error?.message).toBe('ChargeCard is called for the 2. time, but its mock has one answer.');
  });

  test('is held to what the task promises', async () => {
    const result = await flow.mock('ChargeCard', { totl: 5 }).run({ amount: 20 });
    expect(result.error).toMatchObject({ type: 'TaskOutputError', attempts: 3 });
  });

  test('stands in for a task that is not written yet', async () => {
    flow.mock('ChargeCard', never).mock('Refund', { refunded: true });
    const execution = await flow.start({ amount: 20 });
    await execution.advance('10m');
    await execution.cancel('too expensive');
    const result = await execution.finish();
    expect(result).toMatchObject({ status: 'cancelled', error: { type: 'Cancelled', message: 'too expensive' } });
    expect(result.calls.map(({ task }) => task)).toEqual(['ChargeCard', 'Refund']);
  });

  test('of a task that the flow does not run is refused, with the nearest name', () => {
    expect(() => flow.mock('ChargeCrad', {})).toThrow('Shop runs no task `ChargeCrad`. Did you mean `ChargeCard`?');
  });
});

describe('time', () => {
  test('jumps to the timeout of a task that never answers, and to the end of one that takes its time', async () => {
    const late = await flow.mock('ChargeCard', never).run({ amount: 20 });
    expect(late.error).toMatchObject({ type: 'TimeoutError', attempts: 3 });
    expect(late.duration_ms).toBe(600_000 + 3 * 30_000 + 2 * 60_000);
    const slow = await flow.mock('ChargeCard', takes('29s', { total: 1 })).run({ amount: 20 });
    expect([slow.success, slow.duration_ms]).toEqual([true, 629_000]);
  });

  test('stands still while a task takes real time', async () => {
    flow.mock('ChargeCard', async () => {
      await realTime(60);
      return { total: 3 };
    });
    expect((await flow.run({ amount: 20 })).duration_ms).toBe(600_000);
  });

  test('is moved by hand in what was started', async () => {
    const execution = await flow.start({ amount: 20 });
    await flow.advance('9m 59s');
    expect(execution.isFinished).toBe(false);
    await flow.advance(1);
    expect(execution.isFinished).toBe(true);
    expect((await execution.finish()).success).toBe(true);
    await expect(execution.advance('soon')).rejects.toThrow("'soon' is no length of time: write '5m'");
  });

  test('is moved by hand past a task that hangs for real', async () => {
    flow.mock('ChargeCard', () => new Promise(() => {}));
    const execution = await flow.start({ amount: 20 });
    await execution.advance('1h');
    expect((await execution.finish()).error?.type).toBe('TimeoutError');
  });

  test('is real where a test says so', async () => {
    const real = await FlowTest.load(file, { tasks: shopTasks });
    const running = real.useRealTime().mock('SendMail', {}).run({ amount: 200 });
    await realTime(20);
    await real.send('approved', { by: 'Ann' });
    const result = await running;
    expect(result.outputs).toMatchObject({ by: 'Ann' });
    expect(Math.abs(Date.parse(result.events[0]?.timestamp ?? '') - Date.now())).toBeLessThan(60_000);
  });

  test('does not need the timers that a test has replaced', async () => {
    vi.useFakeTimers();
    try {
      expect((await flow.run({ amount: 20 })).success).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('an event', () => {
  test('is sent to what waits for it, or before', async () => {
    const execution = await flow.start({ amount: 200 });
    expect(execution.waitingFor).toEqual(['approved']);
    await flow.send('approved', { by: 'Ann' });
    expect((await execution.finish()).outputs).toMatchObject({ by: 'Ann' });
    await flow.reset();
    await flow.send('approved', { by: 'Bob' });
    expect((await flow.run({ amount: 200 })).outputs).toMatchObject({ by: 'Bob' });
    const own = await flow.run({ amount: 200 }, { send: { approved: { by: 'Cleo' } } });
    expect(own.outputs).toMatchObject({ by: 'Cleo' });
  });

  test('is taken by one step of each execution', async () => {
    const twice = path.join(folder, 'twice.yaml');
    const wait = (id: string): string => `  - { wait_for: go, id: ${id}, timeout: 60 }\n`;
    writeFileSync(twice, `flow: Twice\nsteps:\n${wait('a')}${wait('b')}outputs: [{ name: b, value: "\${b}" }]\n`);
    const waiting = await FlowTest.load(twice, { tasks: {} });
    expect((await waiting.run({}, { send: { go: [1] } })).error).toMatchObject({ type: 'TimeoutError', step_id: 'b' });
    expect((await waiting.run({}, { send: { go: [1, 2] } })).outputs).toEqual({ b: 2 });
  });

  test('that nobody sends ends in the timeout of its step', async () => {
    const result = await flow.run({ amount: 200 });
    expect([result.error?.type, result.duration_ms]).toEqual(['TimeoutError', 3_600_000]);
  });

  test('that nobody sends and nothing bounds is told to the test', async () => {
    const endless = path.join(folder, 'endless.yaml');
    writeFileSync(endless, 'flow: Endless\nsteps: [{ wait_for: approved }, { wait_for: paid }]\n');
    const waiting = await FlowTest.load(endless, { tasks: {} });
    await waiting.send('paid', {});
    await expect(waiting.run()).rejects.toThrow(
      "Endless waits for 'approved', and nobody sends it. What was sent is something else: 'paid'. Send it before",
    );
  });

  test('for which no step ever waits is refused where it is sent', async () => {
    const message = 'No step of Shop waits for the event `aproved`. Did you mean `approved`?';
    await expect(flow.send('aproved')).rejects.toThrow(message);
    await expect(flow.run({ amount: 200 }, { send: { aproved: {} } })).rejects.toThrow(message);
    const execution = await flow.start({ amount: 200 });
    await expect(execution.send('aproved')).rejects.toThrow(message);
    await expect(flow.send('paid')).rejects.toThrow('Its steps wait for approved.');
  });

  test('may be any where the name of one is computed, in a subflow too', async () => {
    const outer = path.join(folder, 'outer.yaml');
    writeFileSync(
      path.join(folder, 'Inner.yaml'),
      "flow: Inner\nsteps: [{ wait_for: 'go_${execution.flow}', id: a }]\n",
    );
    writeFileSync(outer, 'flow: Outer\nsteps: [{ wait_for: first }, { subflow: Inner }]\n');
    const waiting = await FlowTest.load(outer, { tasks: {} });
    expect((await waiting.run({}, { send: { first: 1, go_Outer: 2 } })).status).toBe('completed');
  });

  test('is not asked for where a mock never answers: its task is named', async () => {
    flow.mock('SendMail', never);
    await expect(flow.run({ amount: 20 })).rejects.toThrow('Shop waits for SendMail, of which the mock never answers.');
  });

  test('whose payload does not fit is told to the test', async () => {
    await flow.send('approved', { by: 1 });
    await expect(flow.run({ amount: 200 })).rejects.toThrow(
      "What was sent as 'approved' does not fit what the step waits for: /by must be string",
    );
  });
});

describe('reset', () => {
  test('ends what still runs, hung tasks included, and begins anew', async () => {
    flow.mock('ChargeCard', () => new Promise(() => {})).mock('Refund', {});
    const hung = await flow.start({ amount: 20 });
    await hung.advance('10m');
    await flow.reset();
    expect(hung.isFinished).toBe(true);
    const result = await flow.run({ amount: 20 });
    expect([result.execution_id, result.success, result.calls.length]).toEqual([hung.execution_id, true, 2]);
  });
});

describe('a subflow', () => {
  test('runs its tasks, mocked or not, and takes the payloads that it waits for', async () => {
    const files = {
      'outer.yaml':
        'flow: Outer\nsteps: [{ subflow: Inner, id: inner, outputs: [by] }]\noutputs: [{ name: by, value: "${inner.by}" }]\n',
      'inner/flow.yaml':
        'flow: Inner\nsteps: [{ wait_for: go, id: went }, { task: Own }]\noutputs: [{ name: by, value: "${went.by}" }]\n',
      'inner/flow.js':
        "import { defineTasks, notImplemented } from 'flowlang'; export default defineTasks({ Own: notImplemented('Own') });",
    };
    const other = createProject(files);
    onTestFinished(() => other.remove());
    const outer = await FlowTest.load(path.join(other.dir, 'outer.yaml'));
    const missing = await outer.run({}, { send: { go: { by: 'Ann' } } });
    expect(missing.error).toMatchObject({ type: 'NotImplementedTaskError', task: 'Own' });
    const result = await outer.mock('Own', {}).run({}, { send: { go: { by: 'Ann' } } });
    expect(result.outputs).toEqual({ by: 'Ann' });
    expect(result.calls).toMatchObject([{ task: 'Own', path: 'steps[0].steps[1]' }]);
  });
});

describe('loading', () => {
  test('shows what is wrong with a flow, and where it looked for one', async () => {
    const broken = path.join(folder, 'broken.yaml');
    writeFileSync(broken, 'flow: Broken\nstep: []\n');
    await expect(FlowTest.load(broken)).rejects.toThrow(/broken\.yaml:2:1 error FL1101: .*\n.*step: \[\]/);
    await expect(FlowTest.load('nowhere.yaml')).rejects.toThrow(path.join(import.meta.dirname, 'nowhere.yaml'));
  });
});
