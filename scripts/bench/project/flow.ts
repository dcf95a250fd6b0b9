import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';

export default defineTasks({
  Price: defineTask({
    input: z.object({ quantity: z.int(), price: z.number() }),
    output: z.object({ total: z.number() }),
    run: async ({ quantity, price }) => ({ total: quantity * price }),
  }),
  Confirm: defineTask({
    input: z.object({ order_id: z.string(), total: z.number() }),
    output: z.object({ confirmation: z.string() }),
    run: async ({ order_id, total }) => ({ confirmation: `${order_id}: ${total}` }),
  }),
});
