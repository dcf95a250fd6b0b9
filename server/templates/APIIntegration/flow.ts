/** The tasks of flow.yaml. They ask the service at API_URL, with API_KEY; both are in .env. */
import { defineTask, defineTasks, NonRetryableError, printStatus } from 'flowlang';
import { z } from 'zod';
import { HttpClient } from './shared/http-client.ts';

const Customer = z.object({ id: z.string(), name: z.string() });
const Ticket = z.object({ id: z.string() });

export default defineTasks({
  FetchCustomer: defineTask({
    description: 'Asks the service for a customer',
    input: z.object({ customer_id: z.string() }),
    output: Customer,
    run: async ({ customer_id }, { signal }) =>
      // What the service answers is checked before the flow goes on with it.
      Customer.parse(await client().get(`customers/${encodeURIComponent(customer_id)}`, { signal })),
  }),

  OpenTicket: defineTask({
    description: 'Opens a ticket at the service, once',
    input: z.object({ customer_id: z.string(), subject: z.string() }),
    output: Ticket,
    run: async (ticket, { signal, idempotency_key, logger }) => {
      const opened = await client().post('tickets', { signal, body: ticket, idempotencyKey: idempotency_key });
      const { id } = Ticket.parse(opened);
      logger.info({ id }, 'opened a ticket');
      return { id };
    },
  }),
});

function client(): HttpClient {
  return new HttpClient({ baseUrl: setting('API_URL'), apiKey: setting('API_KEY') });
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new NonRetryableError(`${name} is not set: write it in .env, as .env.example shows it.`);
  }
  return value;
}

// `node flow.ts` shows which tasks are written.
printStatus(import.meta);
