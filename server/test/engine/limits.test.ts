import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import type { EngineLimits } from '../../src/engine/limits.ts';
import { MemoryJournal } from '../../src/journal/memory.ts';
import { silentLogger } from '../../src/world.ts';
import { ending, ManualClock, planOf, turn } from './harness.ts';

type TaskFunction = Parameters<typeof planOf>[1][string];

function small(yaml: string, tasks: Readonly<Record<string, TaskFunction>>, limits: Partial<EngineLimits>) {
  const clock = new ManualClock();
  const journal = new MemoryJournal({ now: clock.now });
  let count = 0;
  const world = {
    clock,
    newExecutionId: () => `e${++count}`,
    random: () => 0.5,
    redact: (text: string) => text,
    logger: silentLogger,
  };
  const engine = new Engine(journal, world, { limits });
  const plan = planOf(yaml, tasks, undefined);
  const start = (key?: string) => engine.start(plan, {}, key === undefined ? {} : { key: { key, fingerprint: 'f' } });
  const statusOf = async (id: string) => (await engine.find('F', id))?.status;
  return { clock, journal, engine, start, statusOf };
}

/** A task that ends when the test says so. */
function gate() {
  const waiting: (() => void)[] = [];
  const Hold: TaskFunction = () => new Promise<object>((resolve) => waiting.push(() => resolve({})));
  return { Hold, open: () => waiting.shift()?.() };
}

const HOLDS = 'flow: F\nsteps: [{ task: Hold }]';

describe('executions beyond those that may run at a time', () => {
  it('wait for their turn, in order', async () => {
    const { Hold, open } = gate();
    const { start, statusOf } = small(HOLDS, { Hold }, { concurrency: 1, queue: 2 });
    const [first, second, third] = [await start(), await start(), await start()];
    expect(await Promise.all(['e1', 'e2', 'e3'].map(statusOf))).toEqual(['running', 'queued', 'queued']);
    open();
    await first.finished;
    await turn();
    expect(await Promise.all(['e1', 'e2', 'e3'].map(statusOf))).toEqual(['completed', 'running', 'queued']);
    open();
    await second.finished;
    await turn();
    open();
    expect(await third.finished).toMatchObject({ type: 'flow_completed' });
  });

  it('are turned away where the queue is full, and what a key has begun is still answered for', async () => {
    const { Hold } = gate();
    const { start } = small(HOLDS, { Hold }, { concurrency: 1, queue: 1 });
    await start('a');
    await start();
    await expect(start()).rejects.toMatchObject({ name: 'OverloadedError', retryAfterSeconds: 1 });
    await expect(start('new')).rejects.toMatchObject({ name: 'OverloadedError' });
    expect(await start('a')).toMatchObject({ joined: true, executionId: 'e1' });
  });

  it('are turned away where too many have not ended, those that only wait included', async () => {
    const yaml = 'flow: F\nsteps: [{ wait_for: go }]';
    const { engine, start } = small(yaml, {}, { unfinished: 2 });
    await start('a');
    await start();
    await turn();
    await expect(start()).rejects.toMatchObject({ name: 'OverloadedError', retryAfterSeconds: 1 });
    expect(await start('a')).toMatchObject({ joined: true, executionId: 'e1' });
    await engine.deliver('F', 'e2', 'go', {});
    await turn();
    await start();
  });

  it('do not wait for those that only wait themselves', async () => {
    const yaml = 'flow: F\nsteps: [{ wait_for: go }, { task: Hold }]';
    const { Hold, open } = gate();
    const { engine, start, statusOf } = small(yaml, { Hold }, { concurrency: 1, queue: 0 });
    await start();
    await turn();
    expect(await statusOf('e1')).toBe('waiting');
    await start();
    await turn();
    expect(await statusOf('e2')).toBe('waiting');
    // And these go on at once, whatever else runs.
    await engine.deliver('F', 'e1', 'go', {});
    await engine.deliver('F', 'e2', 'go', {});
    expect(await Promise.all(['e1', 'e2'].map(statusOf))).toEqual(['running', 'running']);
    await expect(start()).rejects.toMatchObject({ name: 'OverloadedError' });
    open();
    open();
  });

  it('can be cancelled before their turn', async () => {
    const { Hold } = gate();
    const { engine, start, statusOf } = small(HOLDS, { Hold }, { concurrency: 1, queue: 1 });
    await start();
    const { finished } = await start();
    expect(await engine.cancel('F', 'e2', 'not needed')).toBe('cancelled');
    expect(await finished).toMatchObject({ type: 'flow_cancelled', reason: 'not needed' });
    expect(await statusOf('e2')).toBe('cancelled');
  });

  it('are listed by their status, newest first', async () => {
    const { Hold } = gate();
    const { engine, start } = small(HOLDS, { Hold }, { concurrency: 1, queue: 5 });
    for (let count = 0; count < 4; count++) await start();
    const page = await engine.list({ flow: 'F', status: 'queued', limit: 2 });
    expect(page.map((one) => one.execution_id)).toEqual(['e4', 'e3']);
    const next = await engine.list({ flow: 'F', status: 'queued', limit: 2, before: 'e3' });
    expect(next.map((one) => one.execution_id)).toEqual(['e2']);
    const all = await engine.list({ flow: 'F', limit: 10 });
    expect(all.map((one) => one.status)).toEqual(['queued', 'queued', 'queued', 'running']);
  });
});

describe('one execution', () => {
  const LOOP = 'flow: F\nsteps: [{ while: "loop.index < 100", max_iterations: 100, do: [{ task: Quick }] }]';
  const run = async (yaml: string, tasks: Record<string, TaskFunction>, limits: Partial<EngineLimits>) => {
    const { start, journal } = small(yaml, tasks, limits);
    const { executionId, finished } = await start();
    await finished;
    return ending(await journal.read(executionId, 0, 10_000));
  };

  it('takes no more steps than it may', async () => {
    expect(await run(LOOP, { Quick: () => ({}) }, { steps: 20 })).toMatchObject({
      error: { type: 'LimitError', message: 'The execution took more than 20 steps' },
    });
  });

  it('has no more events than it may, progress included', async () => {
    expect(await run(LOOP, { Quick: () => ({}) }, { events: 30 })).toMatchObject({ error: { type: 'LimitError' } });
    const Chatty: TaskFunction = (_inputs, { progress }) => {
      for (let count = 0; count < 1000; count++) progress(0.5);
      return {};
    };
    const { start, journal } = small('flow: F\nsteps: [{ task: Chatty }]', { Chatty }, { events: 30 });
    await (await start()).finished;
    expect((await journal.read('e1', 0, 10_000)).length).toBeLessThan(40);
  });

  it('has no more events than it may, those of tries included', async () => {
    const yaml = 'flow: F\nsteps: [{ task: Failing, retry: { max_attempts: 1000, delay: 0 } }]';
    const Failing: TaskFunction = () => Promise.reject(new RangeError('not today'));
    const { clock, start, journal } = small(yaml, { Failing }, { events: 30 });
    const { finished } = await start();
    for (let count = 0; count < 1000; count++) await clock.advance(1);
    expect(await finished).toMatchObject({ error: { type: 'LimitError', step_id: 'Failing' } });
    expect((await journal.read('e1', 0, 10_000)).length).toBeLessThan(40);
  });

  it('gets no more from a step than it may', async () => {
    const Large: TaskFunction = () => ({ text: 'x'.repeat(2000) });
    expect(await run('flow: F\nsteps: [{ task: Large }]', { Large }, { output: 1000 })).toMatchObject({
      error: { type: 'LimitError', step_id: 'Large', message: expect.stringContaining('1000') },
    });
  });

  it('gets no more from all its steps than it may, in loops that gather it too', async () => {
    const yaml = `flow: F
steps:
  - for_each: "\${[1, 2, 3, 4, 5]}"
    as: n
    id: all
    do: [{ task: Large, id: made }]`;
    let calls = 0;
    const Large: TaskFunction = () => {
      calls += 1;
      return { text: 'x'.repeat(900) };
    };
    expect(await run(yaml, { Large }, { allOutput: 3000 })).toMatchObject({
      error: { type: 'LimitError', step_id: 'made', message: expect.stringMatching(/3000 characters that all steps/) },
    });
    expect(calls).toBe(4);
  });

  it('does not go on for ever', async () => {
    const { clock, engine, start } = small('flow: F\nsteps: [{ wait_for: never }]', {}, { time: 60 });
    const { finished } = await start();
    await clock.advance(59_000);
    engine.endOverdue();
    expect(engine.load).toBe(1);
    await clock.advance(2_000);
    engine.endOverdue();
    expect(await finished).toMatchObject({
      type: 'flow_failed',
      error: { type: 'LimitError', message: 'The execution took longer than 60 s' },
    });
  });
});
