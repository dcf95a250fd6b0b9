import { describe, expect, it } from 'vitest';
import { bench, ending, story, turn } from './harness.ts';

const increment = async ({ n }: Record<string, unknown>) => ({ n: Number(n) + 1 });

describe('a flow of tasks', () => {
  it('runs its steps in order and answers its outputs', async () => {
    const { run } = bench(
      `
flow: Two
inputs: [{name: n, type: integer}]
steps:
  - task: Increment
    id: first
    inputs: {n: '\${inputs.n}'}
  - task: Increment
    id: second
    inputs: {n: '\${first.n}'}
outputs: [{name: n, value: '\${second.n}'}]`,
      { Increment: increment },
    );
    const events = await run({ n: 1 });
    expect(ending(events)).toEqual({ n: 3 });
    expect(story(events)).toEqual([
      'flow_started',
      'step_started first',
      'step_completed first',
      'step_started second',
      'step_completed second',
      'flow_completed',
    ]);
    expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('gives a task a copy of its inputs, so that changing them changes nothing else', async () => {
    const { run } = bench(
      `
flow: Copies
inputs: [{name: order, type: object}]
steps:
  - {task: Spoil, id: spoil, inputs: {order: '\${inputs.order}'}}
outputs: [{name: order, value: '\${inputs.order}'}]`,
      {
        Spoil: (inputs) => {
          (inputs['order'] as { total: number }).total = 0;
          return {};
        },
      },
    );
    const events = await run({ order: { total: 7 } });
    expect(ending(events)).toEqual({ order: { total: 7 } });
    expect(events[1]).toMatchObject({ inputs: { order: { total: 7 } } });
  });

  it('fails with what the task threw, and tells no secret', async () => {
    const { run } = bench('flow: F\nsteps: [{task: Pay, id: pay}]', {
      Pay: () => {
        throw new RangeError('hunter2 was refused');
      },
    });
    const events = await run();
    expect(ending(events)).toEqual({
      error: { type: 'RangeError', message: '*** was refused', step_id: 'pay', task: 'Pay', attempts: 1 },
    });
    expect(story(events).slice(-2)).toEqual(['step_failed pay', 'flow_failed']);
  });

  it('fails a step whose result JSON cannot hold', async () => {
    const { run } = bench('flow: F\nsteps: [{task: Count, id: count}]', { Count: () => ({ n: 10n }) });
    expect(ending(await run())).toMatchObject({ error: { type: 'TaskOutputError', step_id: 'count' } });
  });

  it('names the task that the tasks file does not have', async () => {
    const { run } = bench('flow: F\nsteps: [{task: Nowhere, id: a, retry: 5}]');
    const events = await run();
    expect(ending(events)).toMatchObject({ error: { type: 'TaskNotFoundError', attempts: 1 } });
  });
});

describe('a guard', () => {
  it('skips the step, whose result is then null', async () => {
    const { run } = bench(
      `
flow: Guarded
inputs: [{name: go, type: boolean}]
steps:
  - {task: Increment, id: a, if: '\${inputs.go}', inputs: {n: 1}}
outputs: [{name: n, value: '\${a.n}'}]`,
      { Increment: increment },
    );
    expect(ending(await run({ go: true }))).toEqual({ n: 2 });
    const skipped = await run({ go: false });
    expect(ending(skipped)).toEqual({ n: null });
    expect(story(skipped)).toEqual(['flow_started', 'step_skipped a', 'flow_completed']);
  });
});

describe('switch', () => {
  const { run } = bench(`
flow: Switching
inputs: [{name: kind, type: string}]
steps:
  - switch: '\${inputs.kind}'
    cases:
      - {when: [a, b], do: [{exit: {outputs: {chose: ab}}}]}
      - {when: c, do: [{exit: {outputs: {chose: c}, reason: 'kind \${inputs.kind}'}}]}
    default: [exit]`);

  it.each([
    ['b', { exit: true, outputs: { chose: 'ab' } }],
    ['c', { exit: 'kind c', outputs: { chose: 'c' } }],
    ['d', { exit: true, outputs: {} }],
  ])('takes the case of %s', async (kind, expected) => {
    expect(ending(await run({ kind }))).toEqual(expected);
  });
});

describe('parallel', () => {
  const flow = `
flow: Both
steps:
  - parallel:
      - {task: Slow, id: slow}
      - [{task: Fast, id: fast}]
    id: both
outputs:
  - {name: fast, value: '\${fast.ok}'}
  - {name: both, value: '\${both}'}`;

  it('runs its branches at once and shows their results after the join', async () => {
    let release = (): void => {};
    const order: string[] = [];
    const { run } = bench(flow, {
      Slow: () => new Promise((resolve) => (release = () => resolve(order.push('slow') && { ok: 1 }))),
      Fast: async () => {
        order.push('fast');
        release();
        return { ok: 2 };
      },
    });
    expect(ending(await run())).toEqual({ fast: 2, both: { slow: { ok: 1 }, fast: { ok: 2 } } });
    expect(order).toEqual(['fast', 'slow']);
  });

  it('cancels the siblings of a branch that fails, and is that failure', async () => {
    let reason: unknown;
    const { run } = bench(flow, {
      Slow: (_inputs, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            reason = signal.reason;
            reject(signal.reason);
          }),
        ),
      Fast: async () => {
        throw new Error('no');
      },
    });
    const events = await run();
    expect(ending(events)).toMatchObject({ error: { message: 'no', step_id: 'fast' } });
    expect(reason).toMatchObject({ name: 'Cancelled', message: 'a sibling failed' });
    expect(story(events).slice(-4)).toEqual([
      'step_failed fast',
      'step_cancelled slow',
      'step_failed both',
      'flow_failed',
    ]);
  });

  it('does not wait for ever for a sibling that ignores its signal', async () => {
    const { run, clock } = bench(flow, {
      Slow: () => new Promise(() => {}),
      Fast: async () => {
        throw new Error('no');
      },
    });
    expect(ending(await run())).toMatchObject({ error: { message: 'no' } });
    expect(clock.waiting).toBe(0);
  });
});

describe('for_each', () => {
  const flow = `
flow: Each
inputs: [{name: list, type: array}]
steps:
  - for_each: '\${inputs.list}'
    id: halves
    as: n
    on_item_error: continue
    max_concurrency: 2
    do:
      - {task: Half, id: half, inputs: {n: '\${n}', last: '\${loop.last}', same: '\${inputs.n}'}}
outputs:
  - {name: halves, value: '\${halves}'}
  - {name: last, value: '\${half}'}`;
  const half = async ({ n, last, same }: Record<string, unknown>) => {
    if (Number(n) % 2 !== 0 || n !== same) throw new Error(`${n} is odd`);
    return { half: Number(n) / 2, last: last === true };
  };

  it('keeps a result for each item, and the errors by index', async () => {
    const { run } = bench(flow, { Half: half });
    expect(ending(await run({ list: [2, 3, 4] }))).toEqual({
      halves: {
        results: [{ half: { half: 1, last: false } }, null, { half: { half: 2, last: true } }],
        count: 3,
        errors: [
          { index: 1, error: { type: 'Error', message: '3 is odd', step_id: 'half', task: 'Half', attempts: 1 } },
        ],
      },
      last: { half: 2, last: true },
    });
  });

  it.each([
    ['what it left half done', [2, 7]],
    ['what an earlier one left', [2, 3]],
  ])('shows nothing of its body where the last item failed: not %s', async (_what, list) => {
    const body = `
      - {task: Half, id: half, inputs: {n: '\${n == 7 ? 8 : n}', last: false, same: '\${n == 7 ? 8 : n}'}}
      - {if: n == 7, then: [{fail: seven}]}`;
    const { run } = bench(flow.replace(/\n {6}- .*/, body), { Half: half });
    expect(ending(await run({ list }))).toMatchObject({ halves: { results: [{}, null] }, last: null });
  });

  it.each(['if: n', 'while: n'])('has in its results no failure of a step that has no result: %s', async (head) => {
    const inner = head.startsWith('if') ? 'then' : 'do';
    const body = `\n      - {${head}, id: q, ${inner}: [{fail: broken}], on_error: [{wait: 0, id: half}]}`;
    const { run } = bench(flow.replace(/\n {6}- .*/, body));
    expect(ending(await run({ list: [1] }))).toMatchObject({ halves: { results: [{ half: {} }], errors: [] } });
  });

  it('is nothing for an empty list', async () => {
    const { run } = bench(flow, { Half: half });
    expect(ending(await run({ list: [] }))).toEqual({ halves: { results: [], count: 0, errors: [] }, last: null });
  });

  it('says with its path which iteration an event is about', async () => {
    const { run } = bench(flow, { Half: half });
    expect(story(await run({ list: [2, 4] }))).toContain('step_completed half steps[0].item[1].do[0]');
  });

  it('lets others have the event loop: ten thousand quick items do not stall the server', async () => {
    const { start } = bench(flow, { Half: (inputs) => ({ half: Number(inputs['n']), last: true }) });
    const { finished } = await start({ list: Array.from({ length: 10_000 }, (_, n) => 2 * n) });
    let turns = 0;
    let ended = false;
    void finished.then(() => {
      ended = true;
    });
    while (!ended) {
      await turn();
      turns += 1;
    }
    expect(turns).toBeGreaterThan(10);
  });
});

describe('exit', () => {
  it('ends the flow from deep inside, and cancels what runs beside it', async () => {
    const { run } = bench(
      `
flow: Leave
steps:
  - parallel:
      - {task: Never, id: never}
      - - {task: Increment, id: a, inputs: {n: 1}}
        - exit: {reason: enough, outputs: {n: '\${a.n}'}}
outputs: [{name: n, value: 0}]`,
      {
        Increment: increment,
        Never: (_inputs, { signal }) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      },
    );
    const events = await run();
    expect(ending(events)).toEqual({ exit: 'enough', outputs: { n: 2 } });
    expect(story(events)).toContain('step_cancelled never');
  });
});
