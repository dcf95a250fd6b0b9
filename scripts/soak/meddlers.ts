/** Those who do something with an execution that others have begun: deliver, cancel, take up again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Soak } from './callers.ts';
import { stubbornly } from './callers.ts';
import { type Answer, Unreachable } from './http.ts';
import type { Told } from './ledger.ts';
import type { Random } from './random.ts';
import { Violation } from './violation.ts';

const PAUSE = 50;
const ENDED = ['completed', 'failed', 'cancelled'];

export function pathOf(told: Told): string {
  return `/flows/${told.flow}/executions/${told.id}`;
}

/** Its record; an execution that somebody was told of is there. */
export async function recordOf(soak: Soak, told: Told): Promise<{ readonly status: string }> {
  const { answer } = await stubbornly(soak, { method: 'GET', path: pathOf(told) });
  if (answer.status === 200) return answer.body as { status: string }; // The contract's tests look at the rest of it.
  throw new Violation(`${told.id} was told of, and is lost: ${answer.status}`, { told, answer });
}

/** Delivers until it is certain that something was taken. */
export async function approve(soak: Soak, told: Told, random: Random): Promise<void> {
  await sleep(random.whole(0, 400));
  for (;;) {
    const token = `${told.id}#${random.whole(0, 1e9)}`;
    const answer = await deliver(soak, told, token);
    if (answer?.status === 202) {
      if (told.delivered !== undefined) throw new Violation(`${told.id} took two deliveries`, { told, token });
      told.delivered = token;
      soak.ledger.count('deliveries');
      return;
    }
    if (answer !== undefined && ![409, 503].includes(answer.status)) {
      throw new Violation(`${told.id}: ${answer.status} to a delivery`, { told, answer });
    }
    if (answer?.status === 409 && ENDED.includes((await recordOf(soak, told)).status)) return;
    await sleep(PAUSE);
  }
}

async function deliver(soak: Soak, told: Told, token: string): Promise<Answer | undefined> {
  try {
    return await soak.client.ask({ method: 'POST', path: `${pathOf(told)}/events/approved`, body: { token } });
  } catch (thrown) {
    if (!(thrown instanceof Unreachable)) throw thrown;
    told.perhapsDelivered.add(token);
    return undefined;
  }
}

export async function cancel(soak: Soak, told: Told, random: Random): Promise<void> {
  await sleep(random.whole(0, 600));
  const { answer } = await stubbornly(soak, { method: 'POST', path: `${pathOf(told)}/cancel`, body: {} });
  if (answer.status === 202) {
    told.cancelled = true;
    soak.ledger.count('cancellations');
  } else if (answer.status !== 409) {
    throw new Violation(`${told.id}: ${answer.status} to a cancel`, { told, answer });
  }
}

/** Takes up what has failed, until it succeeds. */
export async function mend(soak: Soak, first: Told): Promise<void> {
  for (let told = first; ; ) {
    const { status } = await ended(soak, told);
    if (status !== 'failed') return;
    const key = `retry-${told.id}`;
    const asked = { method: 'POST', path: `${pathOf(told)}/retry`, headers: { 'idempotency-key': key } } as const;
    const { answer } = await stubbornly(soak, asked);
    const id = answer.headers['x-execution-id'];
    if (answer.status !== 202 || id === undefined) {
      throw new Violation(`${told.id}: ${answer.status} to a retry`, { told, answer });
    }
    soak.ledger.count('retries from the failed step');
    told = soak.ledger.execution(told.flow, id, key);
  }
}

/** An execution that has not ended by then never will. */
const PATIENCE = 120_000;

export async function ended(soak: Soak, told: Told): Promise<{ readonly status: string }> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const record = await recordOf(soak, told);
    if (ENDED.includes(record.status)) return record;
    if (Date.now() > until) throw new Violation(`${told.id} has not ended in ${PATIENCE} ms`, { told, record });
    await sleep(PAUSE * 4);
  }
}
