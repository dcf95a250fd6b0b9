import { describe, expect, it } from 'vitest';
import { bench, ending, story } from './harness.ts';

const add = ({ n }: Record<string, unknown>) => ({ n: Number(n) + 1 });

describe('while', () => {
  it('runs its body as long as the condition holds, which sees what the iteration before left', async () => {
    const { run } = bench(
      `
flow: F
steps:
  - while: (count.n ?? 0) < 2
    id: again
    do: [{task: Add, id: count, inputs: {n: '\${count.n ?? 0}', i: '\${loop.index}'}}]
outputs: [{name: n, value: '\${count.n}'}]`,
      { Add: add },
    );
    const events = await run();
    expect(ending(events)).toEqual({ n: 2 });
    expect(story(events)).toEqual([
      'flow_started',
      'step_started again',
      'step_started count',
      'step_completed count',
      'step_started count',
      'step_completed count',
      'step_completed again',
      'flow_completed',
    ]);
    expect(events[4]).toMatchObject({ path: 'steps[0].iteration[1].do[0]', inputs: { n: 1, i: 1 } });
    expect(events[6]).toMatchObject({ outputs: { iterations: 2 } });
  });

  it.each([
    ['failed', '${[loop.index]}', 1, [{ n: 0 }, null]],
    ['did not run the step', '${[loop.index]}', 2, [{ n: 0 }, null]],
    ['was not there', '${loop.index == 0 ? [0] : []}', 0, [{ n: 0 }, null]],
    ['gave another', '${[loop.index]}', 0, [{ n: 0 }, { n: 1 }]],
  ])('sees nothing of earlier items behind a for_each whose last one %s', async (_, list, b, seen) => {
    const given: unknown[] = [];
    const { run } = bench(
      `
flow: F
inputs: [{name: b, type: integer}]
steps:
  - while: loop.index < 2
    do:
      - for_each: '${list}'
        on_item_error: continue
        do: [{task: Add, id: r, if: item == 0 or inputs.b != 2, inputs: {n: '\${item}'}}]
      - {task: Get, inputs: {r: '\${r}'}}`,
      {
        Add: ({ n }) => {
          if (n === b && b === 1) throw new Error('no');
          return { n };
        },
        Get: ({ r }) => {
          given.push(r);
          return null;
        },
      },
    );
    await run({ b });
    expect(given).toEqual(seen);
  });

  it('fails when it would begin more than max_iterations', async () => {
    const { run } = bench(
      'flow: F\nsteps:\n  - {while: execution.attempt > 0, max_iterations: 3, do: [{task: Add, inputs: {n: 1}}]}',
      { Add: add },
    );
    const events = await run();
    expect(ending(events)).toMatchObject({ error: { type: 'LoopLimitError', step_id: 'while' } });
    expect(events.filter((event) => event.type === 'step_completed')).toHaveLength(3);
  });

  it('does not fail where the condition ends it after max_iterations', async () => {
    const { run } = bench(
      'flow: F\nsteps:\n  - {while: (c.n ?? 0) < 3, max_iterations: 3, do: [{task: Add, id: c, inputs: {n: "${c.n ?? 0}"}}]}',
      { Add: add },
    );
    expect(story(await run()).at(-1)).toBe('flow_completed');
  });

  it('is ended by an exit', async () => {
    const { run } = bench('flow: F\nsteps:\n  - {while: execution.attempt > 0, do: [{exit: enough}]}');
    const events = await run();
    expect(ending(events)).toEqual({ exit: 'enough', outputs: {} });
    expect(story(events)).toContain('step_cancelled while');
  });

  it('lets others run, though nothing in it waits', async () => {
    const { run, clock } = bench(
      'flow: F\ntimeout: 1\nsteps:\n  - {while: execution.attempt > 0, max_iterations: 1000000, do: []}',
    );
    let breaths = 0;
    const breathe = clock.breathe;
    clock.breathe = () => {
      // A loop that never breathes would run to its last iteration without a timer that fires.
      breaths += 1;
      return breathe();
    };
    expect(ending(await run())).toMatchObject({ error: { type: 'TimeoutError' } });
    expect(breaths).toBeGreaterThan(0);
  });
});
