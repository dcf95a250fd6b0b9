/** The server, played in the browser: for work on the page while there is none, or while its tasks are not written. */
import { flowFailure } from '@flowlang/client/msw';
import { setupWorker } from 'msw/browser';
import type { Flows } from '../flowlang.gen.ts';
import { PRODUCTS } from '../products.ts';
import { flowHandlers } from './flows.gen.ts';

const handlers = flowHandlers<Flows>({
  baseUrl: `${location.origin}/api`,
  delay: 350,
  flows: {
    OrderProcessor: ({ order_id, items, payment_method }) => {
      const ordered = items ?? [];
      const total = ordered.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
      if (payment_method === 'invoice' && total > 500) {
        return flowFailure({ type: 'PaymentRefusedError', message: `${total} EUR is too much.`, step_id: 'payment' });
      }
      const names = ordered.map((item) => PRODUCTS.find(({ id }) => id === item.product_id)?.name);
      return {
        order_id,
        total,
        status: 'confirmed',
        confirmation_number: 'MOCK-1',
        message: `${names.join(', ')}: on the way.`,
      };
    },
  },
});

export async function startMocks(): Promise<void> {
  await setupWorker(...handlers).start({ onUnhandledRequest: 'bypass', quiet: true });
}
