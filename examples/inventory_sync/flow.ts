/** The tasks of flow.yaml. Tables stand in for the warehouse and its suppliers; nothing is written to them. */
import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';

const STOCK = {
  hamburg: [
    { product_id: 'bolts', on_hand: 120, target: 500 },
    { product_id: 'nuts', on_hand: 900, target: 600 },
    { product_id: 'brackets', on_hand: 4, target: 40 },
    { product_id: 'hinges', on_hand: 0, target: 25 },
  ],
  munich: [
    { product_id: 'bolts', on_hand: 480, target: 500 },
    { product_id: 'brackets', on_hand: 50, target: 40 },
  ],
};

/** `busy` is how many times a supplier turns a caller away; no `price` means that it is not made any more. */
const SUPPLIERS: Readonly<Record<string, { supplier: string; price?: number; busy: number }>> = {
  bolts: { supplier: 'Schraubenhandel Nord', price: 0.05, busy: 0 },
  nuts: { supplier: 'Schraubenhandel Nord', price: 0.03, busy: 0 },
  brackets: { supplier: 'Metallbau Süd', price: 1.2, busy: 1 },
  hinges: { supplier: 'Beschlag & Söhne', busy: 0 },
};

/** The flow tries again on an error of this name. */
class SupplierBusyError extends Error {
  override name = 'SupplierBusyError';
}

class DiscontinuedError extends Error {
  override name = 'DiscontinuedError';
}

const Quote = z.object({ supplier: z.string(), price: z.number() });
const Order = z.object({ order_number: z.string(), product_id: z.string(), quantity: z.int(), cost: z.number() });
const Problem = z.object({ product_id: z.string(), message: z.string() });

export default defineTasks({
  ReadStock: defineTask({
    description: 'Reads what a warehouse holds, and how much it is short of its target',
    input: z.object({ warehouse: z.enum(['hamburg', 'munich']) }),
    output: z.object({ products: z.array(z.object({ product_id: z.string(), missing: z.int() })) }),
    run: ({ warehouse }) => ({
      products: STOCK[warehouse].map(({ product_id, on_hand, target }) => ({
        product_id,
        missing: Math.max(0, target - on_hand),
      })),
    }),
  }),

  AskSupplier: defineTask({
    description: 'Asks the supplier of a product for its price',
    input: z.object({ product_id: z.string(), quantity: z.int().min(1) }),
    output: Quote,
    run: async ({ product_id }, { attempt }) => {
      const entry = SUPPLIERS[product_id];
      if (entry === undefined) throw new DiscontinuedError(`Nobody supplies ${product_id}.`);
      const { supplier, price, busy } = entry;
      if (attempt <= busy) throw new SupplierBusyError(`${supplier} is busy.`);
      if (price === undefined) throw new DiscontinuedError(`${supplier} does not make ${product_id} any more.`);
      return { supplier, price };
    },
  }),

  NoteProblem: defineTask({
    description: 'Notes why a product could not be ordered',
    input: Problem,
    output: Problem,
    run: ({ product_id, message }, { logger }) => {
      logger.warn({ product_id }, message);
      return { product_id, message };
    },
  }),

  PlaceOrder: defineTask({
    description: 'Orders from a supplier; a second try of the same step is the same order',
    input: Quote.extend({ product_id: z.string(), quantity: z.int() }),
    output: Order,
    run: ({ supplier, product_id, quantity, price }) => ({
      order_number: `${supplier.slice(0, 3).toUpperCase()}-${product_id}-${quantity}`,
      product_id,
      quantity,
      cost: Math.round(quantity * price * 100) / 100,
    }),
  }),

  ReportSync: defineTask({
    description: 'Sums up what was ordered, and what was not',
    input: z.object({ rounds: z.array(z.object({ order: Order.nullish(), problem: Problem.nullish() })) }),
    output: z.object({ ordered: z.array(Order), not_ordered: z.array(Problem), cost: z.number() }),
    run: ({ rounds }) => {
      const ordered = rounds.flatMap(({ order }) => order ?? []);
      const not_ordered = rounds.flatMap(({ problem }) => problem ?? []);
      const cost = Math.round(ordered.reduce((sum, order) => sum + order.cost, 0) * 100) / 100;
      return { ordered, not_ordered, cost };
    },
  }),
});
