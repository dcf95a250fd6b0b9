import { useFlowStream } from './flowlang.ts';
import { OrderForm } from './order-form.tsx';
import { Outcome } from './outcome.tsx';
import { Progress } from './progress.tsx';

export function App() {
  const order = useFlowStream('OrderProcessor');
  return (
    <main>
      <header>
        <h1>Place an order</h1>
        <p>
          A page in front of the flow <code>OrderProcessor</code>: its inputs are the form, its events the progress.
        </p>
      </header>
      <div className="columns">
        <OrderForm order={order} />
        <section className="card" aria-labelledby="progress">
          <Progress order={order} />
          <Outcome order={order} />
        </section>
      </div>
    </main>
  );
}
