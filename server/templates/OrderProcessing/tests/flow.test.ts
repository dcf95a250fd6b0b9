/** The flow as a whole. Waits and retry delays cost no time here. */
import 'flowlang/testing/vitest';
import { FlowTest, runFixtures } from 'flowlang/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import tasks, { payments, reserved } from '../flow.ts';

// Cases without code: what goes in, and what must come out.
await runFixtures('tests/fixtures/cases.yaml', { tasks });

const small = { order_id: 'ord_s', customer_id: 'cust_1', items: [{ product_id: 'prod_1', quantity: 2, price: 10 }] };
const large = { order_id: 'ord_l', customer_id: 'cust_1', items: [{ product_id: 'prod_3', quantity: 2, price: 750 }] };

const load = () => FlowTest.load('flow.yaml', { tasks });

beforeEach(() => {
  reserved.clear();
  payments.clear();
});

describe('FlowName', () => {
  it('tries a payment again', async () => {
    const flow = await load();
    flow.mock('AuthorizePayment', [new Error('busy'), new Error('busy'), { payment_id: 'pay_ord_s' }]);
    const result = await flow.run(small);
    expect(result).toHaveSucceeded();
    expect(result).toHaveCalled('AuthorizePayment', { times: 3 });
  });

  it('takes everything back when the payment cannot be captured', async () => {
    const flow = await load();
    flow.mock('CapturePayment', new Error('the bank is closed'));
    expect(await flow.run(small)).toHaveFailedWith({ message: 'the bank is closed' });
    expect(reserved.size).toBe(0);
    expect(payments.get('pay_ord_s')).toMatchObject({ state: 'void' });
  });

  it('stands, whether or not the mail goes out', async () => {
    const flow = await load();
    flow.mock('SendConfirmation', new Error('no such address'));
    expect(await flow.run(small)).toHaveOutputs({ status: 'confirmed' });
  });

  it('goes on when a person approves a large order', async () => {
    const flow = await load();
    const result = await flow.run(large, { send: { approval: { approved: true, by: 'Grace' } } });
    expect(result).toHaveOutputs({ status: 'confirmed', total: 1500 });
    expect(payments.get('pay_ord_l')).toMatchObject({ state: 'captured' });
  });

  it('waits a day for the approval, and then takes everything back', async () => {
    const flow = await load();
    const execution = await flow.start(large);
    expect(execution.waitingFor).toEqual(['approval']);
    expect(reserved.size).toBe(1);
    await execution.advance('24h');
    expect(await execution.finish()).toHaveFailedWith({ type: 'NotApproved' });
    expect(reserved.size).toBe(0);
  });

  it('takes everything back when it is cancelled', async () => {
    const execution = await (await load()).start(large);
    await execution.cancel('the customer has changed their mind');
    expect(await execution.finish()).toHaveFailedWith({ type: 'Cancelled' });
    expect(reserved.size).toBe(0);
    expect(payments.get('pay_ord_l')).toMatchObject({ state: 'void' });
  });
});
