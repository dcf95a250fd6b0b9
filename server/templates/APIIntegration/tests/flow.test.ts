/** The flow as a whole, with mocks in place of the service. */
import 'flowlang/testing/vitest';
import { FlowTest, runFixtures } from 'flowlang/testing';
import { describe, expect, it } from 'vitest';
import tasks from '../flow.ts';
import { AuthenticationError } from '../shared/http-client.ts';

// Cases without code: what goes in, what the tasks answer, and what must come out.
await runFixtures('tests/fixtures/cases.yaml', { tasks });

describe('FlowName', () => {
  it("writes the customer's name into the ticket", async () => {
    const flow = await FlowTest.load('flow.yaml', { tasks });
    flow.mock('FetchCustomer', { id: 'cust_456', name: 'Ada' }).mock('OpenTicket', { id: 'ticket_7' });
    const result = await flow.run({ customer_id: 'cust_456', subject: 'Hello' });
    expect(result).toHaveOutputs({ found: true, ticket_id: 'ticket_7' });
    expect(result).toHaveCalled('OpenTicket', { times: 1, with: { subject: 'Ada: Hello' } });
  });

  it('fails when the service refuses the key, and opens no ticket', async () => {
    const flow = await FlowTest.load('flow.yaml', { tasks });
    flow.mock('FetchCustomer', new AuthenticationError('the key is not known')).mock('OpenTicket', { id: 'none' });
    const result = await flow.run({ customer_id: 'cust_456', subject: 'Hello' });
    expect(result).toHaveFailedWith({ type: 'AuthenticationError', message: 'the key is not known' });
    expect(result).not.toHaveCalled('OpenTicket');
  });
});
