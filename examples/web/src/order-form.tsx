import { InvalidInputsError } from '@flowlang/client';
import { type FormEvent, useId, useState } from 'react';
import { Field } from './field.tsx';
import type { Order, OrderStream } from './flowlang.ts';
import { Items, type Line } from './items.tsx';
import { CUSTOMERS, euros, PRODUCTS } from './products.ts';

const METHODS = { credit_card: 'Card', paypal: 'PayPal', invoice: 'Invoice' } satisfies Record<
  NonNullable<Order['payment_method']>,
  string
>;
type Method = keyof typeof METHODS;

export function OrderForm({ order }: { order: OrderStream }) {
  const id = useId();
  const [orderId, setOrderId] = useState('ord_123');
  const [customer, setCustomer] = useState<string>(CUSTOMERS[0].id);
  const [lines, setLines] = useState<readonly Line[]>([{ product_id: 'prod_1', quantity: 2 }]);
  const [method, setMethod] = useState<Method>('credit_card');
  const items = lines.map((line) => ({ ...line, price: priceOf(line) }));
  const errors = order.error instanceof InvalidInputsError ? order.error.errors : [];
  const isBusy = order.status === 'starting' || order.status === 'running';

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    order.start({ order_id: orderId, customer_id: customer, items, payment_method: method });
  };

  return (
    // The server judges: what it finds wrong is shown beside the field.
    <form className="card" onSubmit={submit} noValidate aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>Your order</h2>
      <div className="pair">
        <Field label="Order number" path="/order_id" errors={errors}>
          {(props) => <input {...props} value={orderId} onChange={({ target }) => setOrderId(target.value)} />}
        </Field>
        <Field label="Customer" path="/customer_id" errors={errors}>
          {(props) => (
            <select {...props} value={customer} onChange={({ target }) => setCustomer(target.value)}>
              {CUSTOMERS.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Items lines={lines} errors={errors} onChange={setLines} />
      <fieldset className="segments">
        <legend>Payment</legend>
        {(Object.keys(METHODS) as Method[]).map((one) => (
          <label key={one}>
            <input type="radio" name={`${id}-method`} checked={method === one} onChange={() => setMethod(one)} />
            <span>{METHODS[one]}</span>
          </label>
        ))}
      </fieldset>
      <footer>
        <p className="sum">
          Items <strong>{euros(items.reduce((sum, { quantity, price }) => sum + quantity * price, 0))}</strong>
        </p>
        {isBusy ? (
          <button
            type="button"
            className="quiet"
            disabled={order.isCancelling}
            onClick={() => order.cancel('the customer changed their mind')}
          >
            {order.isCancelling ? 'Cancelling…' : 'Cancel the order'}
          </button>
        ) : (
          <button type="submit">Place the order</button>
        )}
      </footer>
    </form>
  );
}

function priceOf({ product_id }: Line): number {
  return PRODUCTS.find(({ id }) => id === product_id)?.price ?? 0;
}
