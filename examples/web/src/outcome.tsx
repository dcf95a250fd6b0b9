import { InvalidInputsError } from '@flowlang/client';
import type { OrderStream } from './flowlang.ts';
import { euros } from './products.ts';

/** What it came to. The status says which fields there are: the compiler knows them. */
export function Outcome({ order }: { order: OrderStream }) {
  switch (order.status) {
    case 'completed':
      return <Confirmation outputs={order.result.outputs} />;
    case 'failed':
      return <Trouble title={order.result.error.type}>{order.result.error.message}</Trouble>;
    case 'cancelled':
      return <Trouble title="Cancelled">{`Because ${order.result.error.message}.`}</Trouble>;
    case 'error':
      if (order.error instanceof InvalidInputsError) {
        return <Trouble title="Please look at the form again">The server does not take these inputs.</Trouble>;
      }
      return <Trouble title="The server could not be asked">{order.error.message}</Trouble>;
    default:
      return null;
  }
}

type Outputs = Extract<OrderStream, { status: 'completed' }>['result']['outputs'];

function Confirmation({ outputs: { status, total, confirmation_number, message } }: { outputs: Outputs }) {
  if (status === 'refused') return <Trouble title="The order is refused">{message}</Trouble>;
  return (
    <div className="outcome good" role="status">
      <p className="number">{confirmation_number}</p>
      <p className="total">{euros(total)}</p>
      <p>{message}</p>
    </div>
  );
}

function Trouble({ title, children }: { title: string; children: string }) {
  return (
    <div className="outcome bad" role="alert">
      <p className="number">{title}</p>
      <p>{children}</p>
    </div>
  );
}
