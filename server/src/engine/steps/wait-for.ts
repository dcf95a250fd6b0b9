/** `wait_for:` — until somebody delivers the event. Its result is the payload. */
import { describeValue, ExpressionError, type Json } from '@flowlang/openapi';
import type { PlannedWaitFor } from '../planned.ts';
import type { Values } from '../ports.ts';
import { type Frame, identityIn, type Outcome } from '../step.ts';
import { runAnnounced } from './announced.ts';

export function runWaitFor(step: PlannedWaitFor, frame: Frame): Promise<Outcome> {
  const prepare = (): { readonly inputs: Values; readonly event: string } => {
    const event = step.event(frame.scope);
    if (typeof event === 'string' && event !== '') return { inputs: { event }, event };
    const given = event === '' ? 'an empty text' : describeValue(event);
    throw new ExpressionError(`\`wait_for\` needs the name of an event, but is given ${given}`, step.eventRange);
  };
  return runAnnounced(step, frame, prepare, async (inner, { event }) => {
    const delivered = payload(step, event, inner);
    // Told when it is true: who reads this may deliver at once.
    const shown = step.isFixed ? event : inner.run.hide(event);
    inner.run.stepWaiting(identityIn(frame, step.identity), { event: shown });
    return { results: await delivered };
  });
}

function payload(step: PlannedWaitFor, event: string, { run, cancellation }: Frame): Promise<Json> {
  return new Promise((resolve, reject) => {
    const stop = run.waits.add(event, step.judge, (given) => {
      stop();
      off();
      resolve(given);
    });
    const off = cancellation.onCancel((reason) => {
      stop();
      reject(reason);
    });
  });
}
