/** Holds what callers were told against what is kept. */
import { isDeepStrictEqual } from 'node:util';
import type { Told } from '../ledger.ts';
import type { History } from './history.ts';

export function auditTold(history: History, told: Told): void {
  for (const [seq, { event }] of told.events) {
    if (!isDeepStrictEqual(history.kept.events[seq - 1], event)) {
      history.break(`told event ${seq} otherwise than it is kept`, { told: event, kept: history.kept.events[seq - 1] });
    }
  }
  if (told.result !== undefined) auditResult(history, told.result);
  if (told.cancelled && history.last.type !== 'flow_cancelled') history.break('was to be cancelled, and was not');
  auditDelivery(history, told);
  for (const line of [...history.lines.values()].flat()) {
    if (line.secret !== undefined && line.secret !== told.secret) history.break('gave a task another secret', { line });
  }
}

function auditResult(history: History, result: unknown): void {
  const { last } = history;
  const kept = {
    success: last.type === 'flow_completed',
    execution_id: history.kept.id,
    ...(last.type === 'flow_completed' && { outputs: last.outputs }),
    ...(last.type === 'flow_failed' && { error: last.error }),
  };
  for (const [name, value] of Object.entries(kept)) {
    const told = (result as Record<string, unknown>)[name]; // An answer of 200 is an object, by the contract's own tests.
    if (!isDeepStrictEqual(told, value)) history.break(`told a result whose ${name} is not what is kept`, { result });
  }
}

/** What was acknowledged is what the step was given; otherwise it is one of those that had no answer. */
function auditDelivery(history: History, told: Told): void {
  const end = history.kept.events.find(
    (event) => event.type === 'step_completed' && event.kind === 'wait_for' && history.kept.flow === 'Approval',
  );
  if (end?.type !== 'step_completed') {
    if (told.delivered !== undefined && !told.cancelled) history.break('acknowledged a delivery, and lost it');
    return;
  }
  const { outputs } = end;
  const token = typeof outputs === 'object' && outputs !== null && 'token' in outputs ? outputs.token : undefined;
  const possible = told.delivered === undefined ? told.perhapsDelivered : new Set([told.delivered]);
  if (!possible.has(String(token))) history.break('was given another delivery than it acknowledged', { token });
}
