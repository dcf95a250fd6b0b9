/** The tasks of all flows that stress the server. */
import { randomUUID } from 'node:crypto';
import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';

export const tasks = defineTasks({
  Double: defineTask({
    input: z.object({ number: z.int() }),
    output: z.object({ doubled: z.int(), nonce: z.string() }),
    run: async ({ number }) => ({ doubled: number * 2, nonce: randomUUID() }),
  }),
});
