import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';

const Count = z.object({ count: z.int() });

export default defineTasks({
  Next: defineTask({ input: Count, output: Count, run: ({ count }) => ({ count: count + 1 }) }),
});
