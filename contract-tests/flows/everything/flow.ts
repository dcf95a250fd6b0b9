import { once } from 'node:events';
import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';

class BusyError extends Error {
  override name = 'BusyError';
}

class OutOfStockError extends Error {
  override name = 'OutOfStockError';
}

const Value = z.object({ value: z.string() });

export default defineTasks({
  Greet: defineTask({
    description: 'Says hello',
    input: z.object({ name: z.string(), loud: z.boolean() }),
    output: z.object({ text: z.string(), length: z.int() }),
    run: ({ name, loud }, { progress }) => {
      progress(0.5, `greeting ${name}`);
      const text = loud ? `HELLO ${name}` : `hello ${name}`;
      return { text, length: text.length };
    },
  }),

  Note: () => null,

  See: defineTask({ input: Value, output: z.object({ seen: z.string() }), run: ({ value }) => ({ seen: value }) }),

  Size: defineTask({
    input: z.object({ size: z.enum(['small', 'middle', 'large']) }),
    output: z.object({ size: z.enum(['small', 'middle', 'large']) }),
    run: ({ size }) => ({ size }),
  }),

  Untyped: () => ({ value: 42 }),

  Stock: defineTask({
    input: z.object({ sku: z.string(), quantity: z.int(), first: z.boolean() }),
    output: z.object({ sku: z.string(), reserved: z.int() }),
    run: ({ sku, quantity }) => {
      if (sku === 'gone') throw new OutOfStockError(`There is no ${sku}.`);
      return { sku, reserved: quantity };
    },
  }),

  Flaky: defineTask({
    output: z.object({ attempt: z.int() }),
    run: (_input, { attempt }) => {
      if (attempt === 1) throw new BusyError('Try again.');
      return { attempt };
    },
  }),

  Hopeless: () => {
    throw new Error('It never works.');
  },

  Stuck: async (_input, { signal }) => {
    await once(signal, 'abort');
  },
});
