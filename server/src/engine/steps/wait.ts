/** `wait:` — a timer. */
import { describeValue, ExpressionError, type Json, parseTime, type Range } from '@flowlang/openapi';
import { answerFromPast, presentOf } from '../past.ts';
import type { PlannedWait } from '../planned.ts';
import { sleepUntil } from '../policy.ts';
import type { Values } from '../ports.ts';
import { type Frame, identityIn, type Outcome } from '../step.ts';
import { runAnnounced } from './announced.ts';

/** The last moment that a date can tell, in milliseconds since 1970. */
const LATEST = 8.64e15;

export async function runWait(step: PlannedWait, frame: Frame): Promise<Outcome> {
  const { run } = frame;
  const { clock } = run.world;
  const identity = identityIn(frame, step.identity);
  await presentOf(identity, frame);
  const past = run.past?.step(identity.path);
  // Whole milliseconds, as events tell them, and never too early.
  const inTime = (delay: number): number => Math.min(Math.ceil(clock.now() + delay), LATEST);
  const prepare = (): { readonly inputs: Values; readonly until: number } => {
    if (step.until !== undefined) {
      const until = step.until(frame.scope);
      return { inputs: { until }, until: timeOf(until, step.valueRange) };
    }
    const seconds = step.seconds?.(frame.scope) ?? null;
    return { inputs: { seconds }, until: past?.until ?? inTime(millisecondsOf(seconds, step.valueRange)) };
  };
  return runAnnounced(step, frame, prepare, async (inner, { until }) => {
    if (past?.end !== undefined) return answerFromPast(past.end, inner);
    run.stepWaiting(identity, { until });
    await run.replay?.over(inner.cancellation);
    await run.activity.during(sleepUntil(until, clock, inner.cancellation));
    return { results: {} };
  });
}

function timeOf(value: Json, range: Range): number {
  const time = typeof value === 'string' ? parseTime(value) : undefined;
  if (time !== undefined) return time;
  const given = typeof value === 'string' ? 'another text' : describeValue(value);
  throw new ExpressionError(`\`until\` needs a time of ISO 8601 with a time zone, but is given ${given}`, range);
}

function millisecondsOf(value: Json, range: Range): number {
  if (typeof value === 'number' && value >= 0) return value * 1000;
  const given = typeof value === 'number' ? 'a negative number' : describeValue(value);
  throw new ExpressionError(`\`wait\` needs a number of seconds, but is given ${given}`, range);
}
