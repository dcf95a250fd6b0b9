/** The row of an execution, as it is when it is first written. */
import type { TerminalEvent } from '@flowlang/openapi';
import { timeOf } from '../../engine/stamp.ts';
import type { Entry } from './entry.ts';
import type { CreatedRow } from './protocol.ts';

/** @param last its last event, if that goes with the row */
export function createdRow(entry: Entry, last: TerminalEvent | undefined): CreatedRow {
  const { head, plan, key, startedAt } = entry;
  const [first] = entry.events;
  // The event that tells the same inputs goes with the row.
  const told = first?.type === 'flow_started' && first.inputs === head.inputs;
  return [
    head.execution_id,
    head.flow,
    last?.status ?? null,
    head.created_at,
    startedAt ?? null,
    endOf(last),
    plan,
    told ? null : JSON.stringify(head.inputs),
    key?.key ?? null,
    key?.fingerprint ?? null,
    head.principal,
    head.origin,
    head.parent_id ?? null,
    head.root_id ?? null,
    head.attempt,
    head.traceparent ?? null,
    null,
    head.cancel_on_disconnect === true ? 1 : null,
  ];
}

export function endOf(last: TerminalEvent | undefined): number | null {
  return last === undefined ? null : timeOf(last.timestamp);
}
