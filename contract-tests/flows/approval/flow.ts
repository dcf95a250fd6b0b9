import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';

export default defineTasks({
  Withdraw: defineTask({
    description: 'Takes the question back',
    input: z.object({ question: z.string() }),
    output: z.object({ withdrawn: z.string() }),
    run: ({ question }) => ({ withdrawn: question }),
  }),
});
