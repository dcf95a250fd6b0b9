/** `wait_for:` — until somebody delivers the event. Its result is the payload. */
import { describeValue, ExpressionError, type Json } from '@flowlang/openapi';
import { answerFromPast, presentOf } from '../past.ts';
import type { PlannedWaitFor } from '../planned.ts';
import type { Values } from '../ports.ts';
import { type Frame, identityIn, type Outcome } from '../step.ts';
import { runAnnounced } from './announced.ts';

export async function runWaitFor(step: PlannedWaitFor, frame: Frame): Promise<Outcome> {
  const identity = identityIn(frame, step.identity);
  await presentOf(identity, frame);
  const past = frame.run.past?.step(identity.path);
  const prepare = (): { readonly inputs: Values; readonly event: string } => {
    const event = step.event(frame.scope);
    if (typeof event === 'string' && event !== '') return { inputs: { event }, event };
    const given = event === '' ? 'an empty text' : describeValue(event);
    throw new ExpressionError(`\`wait_for\` needs the name of an event, but is given ${given}`, step.eventRange);
  };
  return runAnnounced(step, frame, prepare, async (inner, { event }) => {
    if (past?.end !== undefined) return answerFromPast(past.end, inner);
    const delivered = payload(step, event, inner);
    // Told when it is true: who reads this may deliver at once.
    const shown = step.isFixed ? event : inner.run.hide(event);
    inner.run.stepWaiting(identity, { event: shown });
    return { results: await inner.run.activity.during(delivered) };
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
