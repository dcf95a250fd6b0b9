/** Ids that a loop makes of its items, and so of what callers send. */
import type { FlowEvent } from '@flowlang/openapi';
import { describe, expect, it } from 'vitest';
import { bench, ending } from './harness.ts';

const tasks = {
  Int: () => 1,
  Str: () => 'text',
  Break: () => {
    throw new Error('broken');
  },
};

function loop(body: string, more = ''): string {
  return `flow: F
inputs: [{name: items, type: array, items: {type: string}}]
outputs: [{name: results, value: '\${r.results}'}]
steps:
  - for_each: '\${inputs.items}'
    id: r${more}
    do:
${body}`;
}

async function run(body: string, items: readonly string[], more?: string): Promise<readonly FlowEvent[]> {
  return bench(loop(body, more), tasks).run({ items });
}

const taken = (id: string) => ({
  error: {
    type: 'ExpressionError',
    message: `The id \`${id}\`, made for this item, is that of another step in the body of the loop`,
    step_id: 'Str',
  },
});

const DYNAMIC = "      - {task: Str, id: '${item}'}\n";

describe('an id that a loop makes', () => {
  it('stands for the result of its step in the results', async () => {
    const events = await run(`      - {task: Int, id: y}\n${DYNAMIC}`, ['a', 'b']);
    expect(ending(events)).toEqual({
      results: [
        { y: 1, a: 'text' },
        { y: 1, b: 'text' },
      ],
    });
  });

  it.each([
    ['one that has run', `      - {task: Int, id: y}\n${DYNAMIC}`],
    ['one that runs later', `${DYNAMIC}      - {task: Int, id: y}\n`],
    ['one that does not run', `      - {task: Int, id: y, if: 'false == inputs.items.length'}\n${DYNAMIC}`],
    [
      'one in a loop inside',
      `      - {for_each: [1], as: n, do: [{task: Int, id: y}]}\n      - {if: inputs.items, then: [{task: Str, id: '\${item}'}]}\n`,
    ],
    ['one in another branch', `      - parallel: [{task: Int, id: y}, {task: Str, id: '\${item}'}]\n`],
  ])('fails its step where it is that of another: %s', async (_what, body) => {
    const events = await run(body, ['y']);
    expect(ending(events)).toEqual(taken('y'));
    expect(events.some((event) => event.step_id === 'y' && event.type === 'step_failed')).toBe(false);
  });

  it('fails the second of two steps that make the same for one item', async () => {
    expect(ending(await run(DYNAMIC + DYNAMIC, ['a']))).toEqual(taken('a'));
  });

  it('fails a `parallel` of which two branches make the same', async () => {
    const step = "{task: Str, id: '${item}'}";
    const events = await run(`      - parallel: [${step}, ${step}]\n`, ['a']);
    expect(ending(events)).toMatchObject({ error: { type: 'ExpressionError', step_id: 'parallel' } });
  });

  it('may be that of a step in another loop, whose results are others', async () => {
    const inner = "      - {id: inner, for_each: [y], as: n, do: [{task: Str, id: '${n}'}]}\n";
    const events = await run(`      - {task: Int, id: y}\n${inner}`, ['a']);
    const result = { y: 1, inner: { results: [{ y: 'text' }], count: 1, errors: [] } };
    expect(ending(events)).toEqual({ results: [result] });
  });

  it('may be made again for another item, and by the same step of a `while`', async () => {
    const body = "      - {while: loop.index < 2, do: [{task: Str, id: '${item}'}]}\n";
    expect(ending(await run(body, ['a', 'a']))).toEqual({ results: [{ a: 'text' }, { a: 'text' }] });
  });

  it('may be made by two steps of which one does not run', async () => {
    const guarded = (guard: string) => `      - {task: Str, id: '\${item}', if: "${guard}"}\n`;
    const events = await run(guarded("item == 'a'") + guarded("item != 'a'"), ['a', 'b']);
    expect(ending(events)).toEqual({ results: [{ a: 'text' }, { b: 'text' }] });
  });

  it('may be made again by the handler of the step that failed', async () => {
    const body = "      - {task: Break, id: '${item}', on_error: [{task: Str, id: '${item}'}]}\n";
    expect(ending(await run(body, ['a']))).toEqual({ results: [{ a: 'text' }] });
  });

  it('leaves the other step its result where a handler takes the failure', async () => {
    const body = "      - {task: Int, id: y}\n      - {task: Str, id: '${item}', on_error: [{task: Int, id: z}]}\n";
    const events = await run(body, ['y']);
    expect(ending(events)).toEqual({ results: [{ y: 1, z: 1 }] });
    expect(events.find(({ type }) => type === 'step_failed')).toMatchObject({ step_id: 'Str', handled: true });
  });
});

describe('an id that cannot be made', () => {
  it('is a failure of its step, which its handler takes', async () => {
    const body = "      - {task: Str, id: 'n_${1 / (item.length - 1)}', on_error: [{task: Int, id: z}]}\n";
    const events = await run(body, ['y']);
    expect(ending(events)).toEqual({ results: [{ z: 1 }] });
  });
});
