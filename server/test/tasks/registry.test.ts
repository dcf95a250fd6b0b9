import type { Json } from '@flowlang/openapi';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TaskContext } from '../../src/engine/ports.ts';
import { ProjectError, TaskInputError, TaskOutputError } from '../../src/errors.ts';
import { defineTask, defineTasks, notImplemented, type TaskMap } from '../../src/tasks/define-task.ts';
import { TaskRegistry } from '../../src/tasks/registry.ts';
import type { Schema, SchemaResult } from '../../src/tasks/schema.ts';

const context = {} as TaskContext; // These tasks do not look at it.

function registry(tasks: TaskMap): TaskRegistry {
  return new TaskRegistry(defineTasks(tasks));
}

/** Runs the only task of a registry as the engine does. */
function run(task: TaskMap[string], inputs: Record<string, Json> = {}): unknown {
  return registry({ It: task }).get('It')?.run(inputs, context);
}

describe('a registry', () => {
  it('lists the tasks in the order of the file, with what is known of them', () => {
    const tasks = registry({
      Pay: defineTask({ description: 'Takes the money', run: () => 1 }),
      Mail: async () => 1,
      Refund: notImplemented('Refund'),
      Audit: defineTask({ run: notImplemented('Audit') }),
    });
    expect(tasks.list()).toEqual([
      { name: 'Pay', implemented: true, description: 'Takes the money' },
      { name: 'Mail', implemented: true },
      { name: 'Refund', implemented: false },
      { name: 'Audit', implemented: false },
    ]);
    expect(tasks.get('Mail')?.implemented).toBe(true);
    expect(tasks.get('Audit')?.implemented).toBe(false);
  });

  it('has no task that nobody defined, whatever its name', () => {
    const tasks = registry({});
    expect(tasks.get('Missing')).toBeUndefined();
    expect(tasks.get('constructor')).toBeUndefined();
    expect(new TaskRegistry().list()).toEqual([]);
  });
});

describe('a task that runs', () => {
  it('gets its inputs as its schema makes them', () => {
    const input = z.object({ name: z.string().trim(), count: z.number().default(3) });
    const task = defineTask({ input, run: (given) => given });
    expect(run(task, { name: ' Ada ', unknown: true })).toEqual({ name: 'Ada', count: 3 });
  });

  it('is not called with inputs that its schema refuses; all that is wrong is said, with its place', () => {
    const input = z.object({ items: z.array(z.object({ quantity: z.number() })), to: z.string() });
    const task = defineTask({
      input,
      run: () => {
        throw new Error('was called');
      },
    });
    const act = () => run(task, { items: [{ quantity: 'two' }] });
    expect(act).toThrow(TaskInputError);
    expect(act).toThrow(
      'The task It does not take these inputs: items[0].quantity: Invalid input: expected number, received string; to: Invalid input: expected string, received undefined',
    );
  });

  it('explains how a date gets into a task', () => {
    const task = defineTask({ input: z.object({ day: z.date() }), run: () => 1 });
    expect(() => run(task, { day: '2026-01-01' })).toThrow('(a date arrives as text: use z.coerce.date())');
    const coerced = defineTask({ input: z.object({ day: z.coerce.date() }), run: ({ day }) => day.getUTCFullYear() });
    expect(run(coerced, { day: '2026-01-01' })).toBe(2026);
  });

  it('answers what its output schema makes of its result', async () => {
    const output = z.object({ total: z.number().default(7) });
    expect(run(defineTask({ output, run: () => ({}) }))).toEqual({ total: 7 });
    expect(await run(defineTask({ output, run: async () => ({}) }))).toEqual({ total: 7 });
  });

  it('fails when it returns what its output schema refuses, sync or async', async () => {
    const output = z.object({ total: z.number() }) as unknown as Schema<unknown, unknown>; // Types would not allow this.
    expect(() => run(defineTask({ output, run: () => ({ total: 'much' }) }))).toThrow(TaskOutputError);
    await expect(run(defineTask({ output, run: async () => undefined }))).rejects.toThrow(
      'The task It returned what it may not: the whole value: Invalid input: expected object, received undefined',
    );
  });

  it('checks what a thenable gives, not the thenable', async () => {
    const output = z.object({ total: z.number() });
    // biome-ignore lint/suspicious/noThenProperty: clients of databases hand out such values
    const query = { then: (give: (value: unknown) => void) => give({ total: 4 }) };
    const task = defineTask({ output, run: () => query as unknown as Promise<{ total: number }> }); // As such clients type it.
    expect(await run(task)).toEqual({ total: 4 });
  });

  it('stays synchronous with schemas, and is the function itself without', () => {
    const plain = () => 1;
    expect(registry({ Plain: plain }).get('Plain')?.run).toBe(plain);
    const task = defineTask({ input: z.object({}), output: z.number(), run: () => 2 });
    expect(run(task)).toBe(2);
  });

  it('waits for schemas that check asynchronously', async () => {
    const known = z.object({ id: z.string().refine(async (id) => id === 'a', 'unknown id') });
    const task = defineTask({ input: known, output: known, run: ({ id }) => ({ id }) });
    expect(await run(task, { id: 'a' })).toEqual({ id: 'a' });
    await expect(run(task, { id: 'b' })).rejects.toThrow(TaskInputError);
  });

  it('passes on what it throws', async () => {
    const refused = new Error('refused');
    const output = z.object({});
    const fail = () => {
      throw refused;
    };
    expect(() => run(defineTask({ output, run: fail }))).toThrow(refused);
    await expect(run(defineTask({ output, run: async () => fail() }))).rejects.toBe(refused);
  });
});

describe('signatures', () => {
  it('describe what goes into the input schema and what comes out of the output schema', () => {
    const shape = z.object({ amount: z.number(), currency: z.string().default('EUR') });
    const signature = registry({
      Pay: defineTask({ description: 'Pays', input: shape, output: shape, run: (given) => given }),
    })
      .signatures()
      .get('Pay');
    expect(signature).toEqual({
      implemented: true,
      description: 'Pays',
      input: {
        type: 'object',
        properties: { amount: { type: 'number' }, currency: { type: 'string', default: 'EUR' } },
        required: ['amount'],
      },
      output: {
        type: 'object',
        properties: { amount: { type: 'number' }, currency: { type: 'string', default: 'EUR' } },
        required: ['amount', 'currency'],
        additionalProperties: false,
      },
    });
  });

  it('say no more of a plain function than that it is there', () => {
    expect(
      registry({ Mail: async () => 1 })
        .signatures()
        .get('Mail'),
    ).toEqual({ implemented: true });
  });

  it('describe a date as the text that it becomes', () => {
    const output = z.object({ at: z.date() });
    const signature = registry({ Now: defineTask({ output, run: () => ({ at: new Date(0) }) }) })
      .signatures()
      .get('Now');
    expect(signature?.output?.properties?.['at']).toEqual({ type: 'string', format: 'date-time' });
  });

  it('describe an integer without the bounds that every number here has', () => {
    const output = z.object({ any: z.int(), some: z.int().min(1).max(10) });
    const signature = registry({ Count: defineTask({ output, run: () => ({ any: 1, some: 1 }) }) }).signatures();
    expect(signature.get('Count')?.output?.properties).toEqual({
      any: { type: 'integer' },
      some: { type: 'integer', minimum: 1, maximum: 10 },
    });
  });

  it.each([
    ['output', z.object({ n: z.bigint() }), 'BigInt cannot be represented in JSON Schema'],
    ['output', z.string().transform(Number), 'Transforms cannot be represented in JSON Schema'],
    ['input', z.map(z.string(), z.string()), 'Map cannot be represented in JSON Schema'],
  ])('name the task and its %s where JSON Schema has no words', (side, schema, reason) => {
    const task = defineTask({ [side]: schema, run: () => undefined as never });
    const act = () => registry({ Odd: task }).signatures();
    expect(act).toThrow(ProjectError);
    expect(act).toThrow(`The \`${side}\` of the task Odd cannot be described: ${reason}. Use types that JSON has`);
  });

  it('come from any library that follows Standard Schema', () => {
    const even: Schema<number> = {
      '~standard': {
        version: 1,
        vendor: 'by hand',
        validate: (value): SchemaResult<number> =>
          typeof value === 'number' && value % 2 === 0
            ? { value }
            : { issues: [{ message: 'is odd', path: [{ key: 'value' }] }] },
        jsonSchema: { input: () => ({ type: 'integer' }), output: () => ({ type: 'integer', multipleOf: 2 }) },
      },
    };
    const task = defineTask({ output: even, run: ({ n }: { n: number }) => n });
    expect(registry({ Even: task }).signatures().get('Even')?.output).toEqual({ type: 'integer', multipleOf: 2 });
    expect(run(task, { n: 2 })).toBe(2);
    expect(() => run(task, { n: 3 })).toThrow('The task It returned what it may not: value: is odd');
  });
});
