import { once } from 'node:events';
import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';

class RefusedError extends Error {
  override name = 'RefusedError';
}

export default defineTasks({
  Refuse: defineTask({
    input: z.object({ message: z.string() }),
    run: ({ message }) => {
      throw new RefusedError(message);
    },
  }),

  Endless: async (_input, { signal }) => {
    await once(signal, 'abort');
  },

  /** Promises a text, and answers a number: no type of its own stands in the way, as in a task of plain JavaScript. */
  Promised: defineTask({
    input: z.object({ how: z.string() }),
    output: z.object({ value: z.string() }),
    run: ({ how }) => (how === 'promise' ? { value: JSON.parse('5') } : { value: 'kept' }),
  }),
});
