import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';

/** How often each task was run under each name. */
const runs = new Map<string, number>();

function count(key: string): number {
  const times = (runs.get(key) ?? 0) + 1;
  runs.set(key, times);
  return times;
}

const named = { input: z.object({ name: z.string() }), output: z.object({ times: z.int() }) };

export default defineTasks({
  Count: defineTask({ ...named, run: ({ name }) => ({ times: count(`count ${name}`) }) }),

  Break: defineTask({
    ...named,
    run: ({ name }) => {
      const times = count(`break ${name}`);
      if (times === 1) throw new Error('It broke.');
      return { times };
    },
  }),
});
