import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';

export default defineTasks({
  Double: defineTask({
    input: z.object({ number: z.int() }),
    output: z.object({ value: z.int() }),
    run: ({ number }) => ({ value: 2 * number }),
  }),
});
