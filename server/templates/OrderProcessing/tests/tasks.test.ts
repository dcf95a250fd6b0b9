/** Each task by itself: npx vitest run tests/tasks.test.ts */
import { taskContext } from 'flowlang/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import tasks, { payments, reserved } from '../flow.ts';

beforeEach(() => {
  reserved.clear();
  payments.clear();
});

const reserve = async (order_id: string, quantity: number) =>
  tasks.ReserveStock.run({ order_id, product_id: 'prod_3', quantity }, taskContext());
const authorize = async (amount: number) =>
  tasks.AuthorizePayment.run({ order_id: 'ord_1', amount, method: 'invoice' }, taskContext());

describe('CheckOrder', () => {
  it.each([
    [10, true],
    [9, false],
  ])('asks for the price that the product has: %d', async (price, is_valid) => {
    const items = [{ product_id: 'prod_1', quantity: 2, price }];
    expect(await tasks.CheckOrder.run({ items }, taskContext())).toEqual({ is_valid, total: 2 * price });
  });
});

describe('ReserveStock', () => {
  it('reserves what is there, once for each order', async () => {
    await reserve('ord_1', 3);
    await reserve('ord_1', 3);
    expect(reserved.get('ord_1')).toEqual(new Map([['prod_3', 3]]));
  });

  it('refuses what others have', async () => {
    await reserve('ord_1', 3);
    await expect(reserve('ord_2', 2)).rejects.toMatchObject({ name: 'OutOfStockError' });
  });
});

describe('ReleaseStock', () => {
  it('gives back what was reserved', async () => {
    await reserve('ord_1', 4);
    await tasks.ReleaseStock.run({ order_id: 'ord_1' }, taskContext());
    await expect(reserve('ord_2', 4)).resolves.toEqual({ order_id: 'ord_2' });
  });
});

describe('AuthorizePayment', () => {
  it('refuses what is above the limit', async () => {
    await expect(authorize(501)).rejects.toMatchObject({ name: 'PaymentRefusedError' });
  });
});

describe('CapturePayment', () => {
  it('takes what is held', async () => {
    await authorize(20);
    expect(await tasks.CapturePayment.run({ payment_id: 'pay_ord_1' }, taskContext())).toEqual({ captured: true });
  });
});

describe('VoidPayment', () => {
  it('lets go of what is held, and minds nothing that is not', async () => {
    await authorize(20);
    expect(await tasks.VoidPayment.run({ order_id: 'ord_1' }, taskContext())).toEqual({ voided: true });
    expect(await tasks.VoidPayment.run({ order_id: 'ord_2' }, taskContext())).toEqual({ voided: false });
  });
});

describe('SendConfirmation', () => {
  it('sends it', async () => {
    const order = { order_id: 'ord_1', customer_id: 'cust_456' };
    expect(await tasks.SendConfirmation.run(order, taskContext())).toEqual({ sent: true });
  });
});
