/** The tasks of flow.yaml. Maps stand in for the warehouse and the payment service: they forget when the server stops. */
import { defineTask, defineTasks, printStatus } from 'flowlang';
import { z } from 'zod';

const PRICES: Readonly<Record<string, number>> = { prod_1: 10, prod_2: 24.5, prod_3: 750 };
const STOCK: Readonly<Record<string, number>> = { prod_1: 500, prod_2: 120, prod_3: 4 };
const LIMITS = { credit_card: 5_000, paypal: 2_000, invoice: 500 };

/** Of each order, how much of which product. */
export const reserved = new Map<string, Map<string, number>>();
export const payments = new Map<string, { order_id: string; state: 'authorized' | 'captured' | 'void' }>();

/** Callers see an error by its name, and so does flow.yaml. */
class OutOfStockError extends Error {
  override name = 'OutOfStockError';
}

class PaymentRefusedError extends Error {
  override name = 'PaymentRefusedError';
}

const Order = z.object({ order_id: z.string() });
const Item = z.object({ product_id: z.string(), quantity: z.int().min(1), price: z.number() });

export default defineTasks({
  CheckOrder: defineTask({
    description: 'Checks that every product exists at the price that the customer saw, and adds up',
    input: z.object({ items: z.array(Item) }),
    output: z.object({ is_valid: z.boolean(), total: z.number() }),
    run: ({ items }) => ({
      is_valid: items.every(({ product_id, price }) => PRICES[product_id] === price),
      total: Math.round(items.reduce((sum, { quantity, price }) => sum + quantity * price, 0) * 100) / 100,
    }),
  }),

  ReserveStock: defineTask({
    description: 'Reserves one product for an order',
    input: Order.extend({ product_id: z.string(), quantity: z.int() }),
    output: Order,
    run: ({ order_id, product_id, quantity }) => {
      const left = (STOCK[product_id] ?? 0) - reservedOf(product_id, order_id);
      if (quantity > left) throw new OutOfStockError(`Of ${product_id} there are ${left} left, not ${quantity}.`);
      // Set, and not added: a second try of this step reserves nothing more.
      reserved.set(order_id, (reserved.get(order_id) ?? new Map()).set(product_id, quantity));
      return { order_id };
    },
  }),

  ReleaseStock: defineTask({
    description: 'Gives back whatever is reserved for an order',
    input: Order,
    output: z.object({ released: z.boolean() }),
    run: ({ order_id }) => ({ released: reserved.delete(order_id) }),
  }),

  AuthorizePayment: defineTask({
    description: 'Holds the amount on the customer’s account, up to the limit of the method',
    input: Order.extend({ amount: z.number(), method: z.enum(['credit_card', 'paypal', 'invoice']) }),
    output: z.object({ payment_id: z.string() }),
    run: ({ order_id, amount, method }) => {
      if (amount > LIMITS[method]) throw new PaymentRefusedError(`${amount} is above the limit of ${method}.`);
      // A real service would be given the context's `idempotency_key`, so that a second try holds nothing twice.
      const payment_id = `pay_${order_id}`;
      payments.set(payment_id, { order_id, state: 'authorized' });
      return { payment_id };
    },
  }),

  CapturePayment: defineTask({
    description: 'Takes the amount that is held',
    input: z.object({ payment_id: z.string() }),
    output: z.object({ captured: z.boolean() }),
    run: ({ payment_id }) => {
      const payment = payments.get(payment_id);
      if (payment !== undefined) payment.state = 'captured';
      return { captured: payment !== undefined };
    },
  }),

  VoidPayment: defineTask({
    description: 'Lets go of what is held for an order',
    input: Order,
    output: z.object({ voided: z.boolean() }),
    run: ({ order_id }) => {
      const payment = payments.get(`pay_${order_id}`);
      if (payment !== undefined) payment.state = 'void';
      return { voided: payment !== undefined };
    },
  }),

  SendConfirmation: defineTask({
    description: 'Tells the customer that the order is confirmed',
    input: Order.extend({ customer_id: z.string() }),
    output: z.object({ sent: z.boolean() }),
    run: ({ order_id, customer_id }, { logger }) => {
      logger.info({ order_id, customer_id }, 'confirmed');
      return { sent: true };
    },
  }),
});

/** How much of a product is reserved for other orders than this one. */
function reservedOf(product_id: string, order_id: string): number {
  return [...reserved].reduce(
    (sum, [order, items]) => sum + (order === order_id ? 0 : (items.get(product_id) ?? 0)),
    0,
  );
}

// `node flow.ts` shows which tasks are written.
printStatus(import.meta);
