/** Each task by itself, against a service that runs here: npx vitest run tests/tasks.test.ts */
import { taskContext } from 'flowlang/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import tasks from '../flow.ts';
import { type FakeApi, KEY, startFakeApi } from './fake-api.ts';

let api: FakeApi;

beforeEach(async () => {
  api = await startFakeApi();
  process.env.API_URL = api.url;
  process.env.API_KEY = KEY;
});

afterEach(() => api.close());

const fetchCustomer = async (customer_id: string) => tasks.FetchCustomer.run({ customer_id }, taskContext());

describe('FetchCustomer', () => {
  it('answers what the service knows', async () => {
    expect(await fetchCustomer('cust_456')).toEqual({ id: 'cust_456', name: 'Ada' });
  });

  it('tries again when the service fails', async () => {
    api.failNext(503);
    expect(await fetchCustomer('cust_456')).toMatchObject({ name: 'Ada' });
    expect(api.requests).toEqual(['GET /customers/cust_456', 'GET /customers/cust_456']);
  });

  it('waits as long as the service asks for', async () => {
    api.failNext(429, { 'retry-after': '1' });
    const began = performance.now();
    await fetchCustomer('cust_456');
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  it.each([
    [401, 'AuthenticationError'],
    [404, 'NotFoundError'],
    [422, 'RequestRefusedError'],
  ])('does not try again after a %i, which is a %s', async (status, name) => {
    api.failNext(status);
    await expect(fetchCustomer('cust_456')).rejects.toMatchObject({ name });
    expect(api.requests).toHaveLength(1);
  });

  it('says so when the key is missing', async () => {
    delete process.env.API_KEY;
    await expect(fetchCustomer('cust_456')).rejects.toThrow('API_KEY is not set');
  });
});

describe('OpenTicket', () => {
  it('opens one ticket, however often it is tried', async () => {
    const context = taskContext({ idempotency_key: 'one step' });
    const ticket = { customer_id: 'cust_456', subject: 'Hello' };
    const first = await tasks.OpenTicket.run(ticket, context);
    api.failNext(502);
    expect(await tasks.OpenTicket.run(ticket, context)).toEqual(first);
    expect(api.requests).toHaveLength(3);
  });
});
