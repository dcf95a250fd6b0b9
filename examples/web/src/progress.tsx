import type { StepState } from '@flowlang/client/react';
import type { OrderStep, OrderStream } from './flowlang.ts';

/** The steps of the flow in the words of the shop. One that the flow gains is missed here by the compiler. */
const STEPS: Readonly<Record<OrderStep, { readonly title: string; readonly isInner?: true }>> = {
  validation: { title: 'Check the order' },
  price: { title: 'Work out the price' },
  parallel: { title: 'Reserve and pay' },
  reservation: { title: 'Reserve the goods', isInner: true },
  payment: { title: 'Take the payment', isInner: true },
  confirmation: { title: 'Confirm the order' },
  AwardPoints: { title: 'Award points' },
};

const HEADLINES: Readonly<Record<OrderStream['status'], string>> = {
  idle: 'Nothing is ordered yet',
  starting: 'Sending the order…',
  running: 'Working on it…',
  completed: 'Done',
  failed: 'The order failed',
  cancelled: 'The order was cancelled',
  error: 'The order was not taken',
};

export function Progress({ order }: { order: OrderStream }) {
  const steps = new Map(order.steps.map((step) => [step.id, step]));
  const done = order.steps.filter(({ status }) => status === 'completed' || status === 'skipped').length;
  const total = Object.keys(STEPS).length;
  return (
    <>
      <h2 id="progress">Progress</h2>
      <p className="headline" aria-live="polite" data-status={order.status}>
        {order.isCancelling ? 'Cancelling…' : HEADLINES[order.status]}
      </p>
      <progress max={total} value={order.status === 'completed' ? total : done} aria-label="Steps that are done" />
      <ol className="steps">
        {(Object.entries(STEPS) as [OrderStep, (typeof STEPS)[OrderStep]][]).map(([id, { title, isInner }]) => (
          <Step key={id} title={title} isInner={isInner === true} step={steps.get(id)} />
        ))}
      </ol>
    </>
  );
}

function Step({ title, isInner, step }: { title: string; isInner: boolean; step: StepState | undefined }) {
  const status = step?.status ?? 'pending';
  return (
    <li data-status={status} data-inner={isInner || undefined}>
      <span className="mark" aria-hidden="true" />
      <span className="title">{title}</span>
      <span className="note">{noteOf(step)}</span>
      <span className="hidden">{status}</span>
    </li>
  );
}

function noteOf(step: StepState | undefined): string {
  if (step === undefined) return '';
  const { status, attempts, duration, message } = step;
  if (status === 'failed' || status === 'skipped' || status === 'cancelled') return status;
  if (duration === undefined) return message ?? (attempts > 1 ? `try ${attempts}` : '');
  return duration < 100 ? `${Math.round(duration)} ms` : `${(duration / 1000).toFixed(1)} s`;
}
