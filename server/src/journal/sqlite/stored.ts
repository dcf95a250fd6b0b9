/** Makes of what the reader answers what the engine asked for. */
import { type FlowEvent, isTerminal } from '@flowlang/openapi';
import type { ExecutionHead, ExecutionRecord, Fact, KeptExecution, Origin } from '../../engine/journal.ts';
import type { Values } from '../../engine/ports.ts';
import { unpackEvents } from './packed.ts';
import type { StoredExecution, StoredHead, StoredRecord } from './protocol.ts';

// What is parsed here was written by the journal itself, from values of these types.

function parseFacts(piece: string): Fact[] {
  return JSON.parse(piece) as Fact[];
}

function parseValues(text: string): Values {
  return JSON.parse(text) as Values;
}

/** Pieces are cut where they were written. */
export function eventsOf(
  pieces: readonly string[],
  { executionId, after, limit }: { readonly executionId: string; readonly after: number; readonly limit: number },
): FlowEvent[] {
  const events = pieces.flatMap((piece) => unpackEvents(piece, executionId));
  const from = events.findIndex((event) => event.seq > after);
  return from < 0 ? [] : events.slice(from, from + limit);
}

export function recordOf({ head, first, last }: StoredRecord): ExecutionRecord {
  const { execution_id } = head;
  const ending = last === undefined ? undefined : unpackEvents(last, execution_id).at(-1);
  return {
    head: headOf(head, first === undefined ? undefined : unpackEvents(first, execution_id)[0]),
    started_at: head.started_at ?? undefined,
    last: ending !== undefined && isTerminal(ending) ? ending : undefined,
  };
}

export function keptOf(stored: StoredExecution): KeptExecution {
  const events = stored.events.flatMap((piece) => unpackEvents(piece, stored.head.execution_id));
  const head = headOf(stored.head, events[0]);
  const secret = stored.secretInputs === undefined ? head.inputs : parseValues(stored.secretInputs);
  return {
    head,
    inputs: stored.sealedInputs ? undefined : secret,
    plan: stored.head.plan,
    events,
    facts: stored.sealedFacts ? undefined : stored.facts.flatMap(parseFacts),
  };
}

function headOf(stored: StoredHead, first: FlowEvent | undefined): ExecutionHead {
  const { execution_id, flow, created_at, principal, attempt } = stored;
  return {
    execution_id,
    flow,
    created_at,
    inputs: inputsOf(stored, first),
    principal,
    origin: stored.origin as Origin, // The writer writes no other.
    ...(stored.parent_id !== null && { parent_id: stored.parent_id }),
    ...(stored.root_id !== null && { root_id: stored.root_id }),
    attempt,
    ...(stored.traceparent !== null && { traceparent: stored.traceparent }),
    ...(stored.cancel_on_disconnect !== null && { cancel_on_disconnect: true as const }),
  };
}

/** They are kept once: in the row, or in the first event. */
function inputsOf({ inputs }: StoredHead, first: FlowEvent | undefined): Values {
  if (inputs !== null) return parseValues(inputs);
  return first?.type === 'flow_started' ? first.inputs : {};
}
