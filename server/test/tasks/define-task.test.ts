import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { defineTask, defineTasks, NotImplementedTaskError, notImplemented, type TaskContext } from '../../src/index.ts';

const context = {} as TaskContext; // These tasks do not look at it.

describe('defineTask', () => {
  it('gives run the type of the input schema, after its defaults', () => {
    defineTask({
      input: z.object({ order_id: z.string(), quantity: z.number().default(1), note: z.string().optional() }),
      run: (input, ctx) => {
        expectTypeOf(input).toEqualTypeOf<{ order_id: string; quantity: number; note?: string | undefined }>();
        expectTypeOf(ctx).toEqualTypeOf<TaskContext>();
      },
    });
  });

  it('holds what run returns to the output schema', () => {
    const output = z.object({ total: z.number() });
    defineTask({ output, run: () => ({ total: 1 }) });
    defineTask({ output, run: async () => ({ total: 1 }) });
    // @ts-expect-error -- a missing property
    defineTask({ output, run: () => ({}) });
    // @ts-expect-error -- a wrong type, from an async function
    defineTask({ output, run: async () => ({ total: '1' }) });
  });

  it('lets run return what goes into the output schema, not what comes out of it', () => {
    const output = z.object({ total: z.number().default(0) });
    defineTask({ output, run: () => ({}) });
  });

  it('takes literals as what they are, where the output schema has only some', () => {
    const output = z.object({
      status: z.enum(['paid', 'open']),
      note: z.string().nullable(),
      pair: z.tuple([z.string(), z.literal(5)]),
      lines: z.array(z.discriminatedUnion('kind', [z.object({ kind: z.literal('fee') })])),
    });
    defineTask({ output, run: () => ({ status: 'paid', note: null, pair: ['a', 5], lines: [{ kind: 'fee' }] }) });
    defineTask({
      input: z.object({ sums: z.array(z.number()) }),
      output,
      run: async ({ sums }) => {
        const lines = sums.map(() => ({ kind: 'fee' as const }));
        if (sums.length > 1) return { status: 'open', note: 'wait', pair: ['b', 5], lines };
        return { status: sums.length === 0 ? 'open' : 'paid', note: null, pair: ['b', 5], lines };
      },
    });
    // @ts-expect-error -- there is no such status
    defineTask({ output, run: () => ({ status: 'gone', note: null, pair: ['a', 5], lines: [] }) });
    const task = defineTask({ output: z.enum(['yes', 'no']), run: () => 'yes' });
    expectTypeOf(task.run).returns.toEqualTypeOf<'yes' | 'no' | Promise<'yes' | 'no'>>();
  });

  it('refuses a run that takes something else than the input schema gives', () => {
    const input = z.object({ amount: z.number() });
    // @ts-expect-error -- amount is a number
    defineTask({ input, run: ({ amount }: { amount: string }) => amount });
    // @ts-expect-error -- there is no such property
    defineTask({ input, run: ({ amuont }) => amuont });
  });

  it('takes the type that run declares where there is no input schema', () => {
    const task = defineTask({ run: ({ to }: { to: string }) => to.length });
    expectTypeOf(task.run).toEqualTypeOf<(input: { to: string }, context: TaskContext) => unknown>();
    expect(task.run({ to: 'abc' }, context)).toBe(3);
  });

  it('refuses what is no schema, in types and at run time', () => {
    // @ts-expect-error -- a JSON Schema is not a schema that can check
    const task = defineTask({ input: { type: 'object' }, run: () => 1 });
    expect(() => defineTasks({ Broken: task })).toThrow(
      'The `input` of the task Broken is not a schema with JSON Schema export: from zod that is 4.2 or later, such as z.object({ … }).',
    );
  });
});

describe('defineTasks', () => {
  it('keeps the tasks by their names, so that a test can call them', () => {
    const tasks = defineTasks({ Double: defineTask({ run: ({ value }: { value: number }) => value * 2 }) });
    expect(tasks.Double.run({ value: 21 }, context)).toBe(42);
    expect(Object.keys(tasks)).toEqual(['Double']);
  });

  it('takes plain functions, sync and async, and gives them the context', () => {
    const tasks = defineTasks({
      Sync: ({ to }: { to: string }) => to,
      Async: async (_: { to: string }, ctx) => {
        expectTypeOf(ctx).toEqualTypeOf<TaskContext>();
      },
    });
    expect(tasks.Sync({ to: 'me' })).toBe('me');
  });

  it('says which task is not a task', () => {
    // @ts-expect-error -- a number is no task
    expect(() => defineTasks({ Fine: () => 1, Wrong: 5 })).toThrow(
      'The task Wrong is neither a function nor made by defineTask({ … }).',
    );
    expect(() => defineTasks({ Bare: { run: () => 1 } })).toThrow('The task Bare is neither a function nor made by');
  });

  it('says which task has no run', () => {
    // @ts-expect-error -- run is required
    const task = defineTask({ description: 'nothing to do' });
    expect(() => defineTasks({ Idle: task })).toThrow('The task Idle has no function as its `run`.');
  });
});

describe('notImplemented', () => {
  it('stands where a task will be, or its run', () => {
    const tasks = defineTasks({
      Alone: notImplemented('Alone'),
      Typed: defineTask({
        input: z.object({ a: z.string() }),
        output: z.object({ b: z.string() }),
        run: notImplemented('Typed'),
      }),
    });
    expectTypeOf(tasks.Typed.run).parameter(0).toEqualTypeOf<{ a: string }>();
    expect(tasks.Alone).toThrow(NotImplementedTaskError);
    expect(() => tasks.Typed.run({ a: '' }, context)).toThrow(
      'The task Typed is not implemented yet: write it in the tasks file.',
    );
  });
});
