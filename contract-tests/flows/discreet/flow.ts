import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';

class DeclinedError extends Error {
  override name = 'DeclinedError';
}

export default defineTasks({
  Charge: defineTask({
    input: z.object({ card: z.string().min(12), pin: z.int(), text: z.string() }),
    output: z.object({ receipt: z.string(), attempt: z.int(), by: z.enum(['card', 'cash']) }),
    run: ({ card, pin }, { attempt, progress }) => {
      progress(1, `charging ${card}`);
      if (pin === 0) throw new DeclinedError(`${card} is declined.`);
      return { receipt: `paid by ${card}`, attempt, by: 'card' as const };
    },
  }),

  Audit: () => null,

  Reserve: defineTask({
    input: z.object({ sku: z.string() }),
    output: z.object({ sku: z.string(), count: z.int() }),
    run: ({ sku }) => ({ sku, count: 1 }),
  }),
});
