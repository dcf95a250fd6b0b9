import { describe, expect, it } from 'vitest';
import { bench, ending } from './harness.ts';

/** Keeps what it is given, for the test to read. */
function record() {
  const given: unknown[] = [];
  const task = (inputs: Record<string, unknown>) => {
    given.push(inputs);
    return inputs;
  };
  return { given, task };
}

const count = ({ n }: Record<string, unknown>) => ({ n: Number(n) });

describe('what a branch reads of those that it depends on', () => {
  it.each(['[stock, price]', '[price, stock]'])(
    'in a while is of its own iteration, with depends_on: %s',
    async (needs) => {
      const { given, task } = record();
      const { run } = bench(
        `
flow: F
steps:
  - while: loop.index < 3
    do:
      - parallel:
          - { task: Count, id: stock, inputs: {n: 1} }
          - { task: Count, id: price, inputs: {n: '\${loop.index}'} }
          - { task: Offer, depends_on: ${needs}, inputs: {price: '\${price.n}'} }`,
        { Count: count, Offer: task },
      );
      await run();
      expect(given).toEqual([{ price: 0 }, { price: 1 }, { price: 2 }]);
    },
  );

  it('takes the place of what a step before the parallel has set', async () => {
    const { run } = bench(
      `
flow: F
inputs: [{name: early, type: boolean}]
steps:
  - { task: Count, id: q, if: inputs.early, inputs: {n: 1} }
  - parallel:
      - { task: Count, id: x, inputs: {n: 0} }
      - { task: Count, id: q, inputs: {n: 2} }
      - { task: Count, id: middle, depends_on: [x, q], inputs: {n: '\${q.n}'} }
      - { task: Count, id: last, depends_on: [x, middle], inputs: {n: '\${q.n}'} }
outputs: [{name: read, value: ['\${middle.n}', '\${last.n}']}]`,
      { Count: count },
    );
    expect(ending(await run({ early: true }))).toEqual({ read: [2, 2] });
  });

  it('is what was there before where the step was skipped', async () => {
    const { given, task } = record();
    const { run } = bench(
      `
flow: F
steps:
  - while: loop.index < 2
    do:
      - parallel:
          - { task: Count, id: price, if: loop.index == 0, inputs: {n: 7} }
          - { task: Offer, depends_on: price, inputs: {price: '\${price.n}'} }`,
      { Count: count, Offer: task },
    );
    await run();
    expect(given).toEqual([{ price: 7 }, { price: 7 }]);
  });

  it('is found at once, though there are more ways to a branch than branches', async () => {
    const needs = (n: number) => [n - 1, n - 2].filter((each) => each >= 0).map((each) => `b${each}`);
    const branch = (n: number) => `{ task: Count, id: b${n}, depends_on: [${needs(n)}], inputs: {n: '\${b0.n ?? 0}'} }`;
    const behind = Array.from({ length: 39 }, (_, index) => `      - ${branch(index + 1)}`);
    const { run } = bench(
      `
flow: F
steps:
  - parallel:
      - { task: Count, id: b0, if: execution.attempt > 1, inputs: {n: 1} }
${behind.join('\n')}
outputs: [{name: n, value: '\${b39.n}'}]`,
      { Count: count },
    );
    expect(ending(await run())).toEqual({ n: 0 });
  });
});
