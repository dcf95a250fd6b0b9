/**
 * The tasks of flow.yaml. A shop's tables stand in for its database: nothing is written to them, so that the same order
 * always gets the same answer.
 */
import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';

const PRODUCTS: Readonly<Record<string, { price: number; stock: Readonly<Record<string, number>> }>> = {
  prod_1: { price: 10, stock: { hamburg: 500, munich: 20 } },
  prod_2: { price: 24.5, stock: { hamburg: 8, munich: 120 } },
  prod_3: { price: 199, stock: { munich: 3 } },
};

const DISCOUNTS: Readonly<Record<string, number>> = { cust_456: 0.1, cust_789: 0.05 };
const TAX = 0.19;
const LIMITS = { credit_card: 5_000, paypal: 2_000, invoice: 500 };

/** Callers see an error by its name, and so does flow.yaml. */
class OutOfStockError extends Error {
  override name = 'OutOfStockError';
}

class PaymentRefusedError extends Error {
  override name = 'PaymentRefusedError';
}

const Item = z.object({ product_id: z.string(), quantity: z.int().min(1), price: z.number() });

export default defineTasks({
  ValidateOrder: defineTask({
    description: 'Checks that every product exists and still costs what the customer saw',
    input: z.object({ items: z.array(Item) }),
    output: z.object({ is_valid: z.boolean(), problems: z.array(z.string()) }),
    run: ({ items }) => {
      const problems = items.flatMap(({ product_id, price }) => {
        const product = PRODUCTS[product_id];
        if (product === undefined) return [`There is no product ${product_id}.`];
        return product.price === price ? [] : [`${product_id} costs ${product.price}, not ${price}.`];
      });
      return { is_valid: problems.length === 0, problems };
    },
  }),

  PriceOrder: defineTask({
    description: "Adds up the items, takes off the customer's discount and adds tax",
    input: z.object({ customer_id: z.string(), items: z.array(Item) }),
    output: z.object({ subtotal: z.number(), discount: z.number(), tax: z.number(), total: z.number() }),
    run: ({ customer_id, items }) => {
      const subtotal = cents(items.reduce((sum, { quantity, price }) => sum + quantity * price, 0));
      const discount = cents(subtotal * (DISCOUNTS[customer_id] ?? 0));
      const tax = cents((subtotal - discount) * TAX);
      return { subtotal, discount, tax, total: cents(subtotal - discount + tax) };
    },
  }),

  ReserveStock: defineTask({
    description: 'Finds one warehouse that holds all of the order',
    input: z.object({ order_id: z.string(), items: z.array(Item) }),
    output: z.object({ warehouse: z.string() }),
    run: ({ order_id, items }, { logger }) => {
      const holdsAll = (warehouse: string) =>
        items.every(({ product_id, quantity }) => (PRODUCTS[product_id]?.stock[warehouse] ?? 0) >= quantity);
      const warehouse = ['hamburg', 'munich'].find(holdsAll);
      if (warehouse === undefined) throw new OutOfStockError('No warehouse holds all of this order.');
      logger.info({ order_id, warehouse }, 'reserved');
      return { warehouse };
    },
  }),

  TakePayment: defineTask({
    description: 'Takes the payment, up to the limit of its method',
    input: z.object({ order_id: z.string(), amount: z.number(), method: z.enum(['credit_card', 'paypal', 'invoice']) }),
    output: z.object({ payment_id: z.string() }),
    // A real payment service would be given the context's `idempotency_key`, so that a retry never charges twice.
    run: async ({ order_id, amount, method }) => {
      if (amount > LIMITS[method]) throw new PaymentRefusedError(`${amount} EUR is above the limit of ${method}.`);
      return { payment_id: `${method}_${order_id}` };
    },
  }),

  ConfirmOrder: defineTask({
    description: 'Writes the confirmation for the customer',
    input: z.object({ order_id: z.string(), warehouse: z.string(), payment_id: z.string(), summary: z.string() }),
    output: z.object({ number: z.string(), message: z.string() }),
    run: ({ order_id, warehouse, payment_id, summary }) => ({
      number: `${warehouse.slice(0, 3).toUpperCase()}-${order_id}`,
      message: `Thank you! ${summary}. Payment ${payment_id}; ships from ${warehouse}.`,
    }),
  }),

  AwardPoints: defineTask({
    description: 'One point for every full ten euros',
    input: z.object({ customer_id: z.string(), amount: z.number() }),
    output: z.object({ customer_id: z.string(), points: z.int() }),
    run: ({ customer_id, amount }) => ({ customer_id, points: Math.floor(amount / 10) }),
  }),
});

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
