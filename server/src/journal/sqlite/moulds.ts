/**
 * Most executions of a flow take the same way through it. What they have in common, their mould, stands once in a bundle, and
 * of each one there is only what it alone has: half of the text, and of the work.
 */
import type { FlowEvent, Json, StepEvent } from '@flowlang/openapi';
import type { ExecutionHead } from '../../engine/journal.ts';
import type { Values } from '../../engine/ports.ts';
import { timeOf } from '../../engine/stamp.ts';
import type { Entry } from './entry.ts';
import type { Packed, PackedPiece } from './packed.ts';
import type { CreatedRow } from './protocol.ts';

/** An execution as it is found in a bundle. */
export interface Bundled {
  readonly row: CreatedRow;
  /** As `packEvents` writes them. */
  readonly events: string;
}

export interface Mould
  extends Pick<ExecutionHead, 'flow' | 'principal' | 'origin' | 'attempt' | 'cancel_on_disconnect'> {
  readonly plan: string;
  /** Of each event between the first and the last. */
  readonly steps: readonly MouldStep[];
}

interface MouldStep extends Pick<StepEvent, 'step_id' | 'kind' | 'path' | 'task' | 'parent_step_id'> {
  readonly type: 'step_started' | 'step_completed';
}

/**
 * An execution in its mould, which has the number `mould` in the bundle. `times` are pairs: an event (from 0) and the
 * milliseconds from the one before it, where there are any. `values` has what each event of a step tells (its inputs; or its
 * outputs and the microseconds that it took), then the outputs of the flow and its microseconds.
 */
export type Cast = [
  execution_id: string,
  mould: number,
  idempotency_key: string | null,
  key_fingerprint: string | null,
  traceparent: string | null,
  created_at: number,
  started_after: number,
  times: number[],
  inputs: Values,
  ...values: Json[],
];

/** It ended well, and its row has nothing that moulds do not know. */
export function isOrdinary({ head, last, events }: Entry): boolean {
  if (head.parent_id !== undefined || head.root_id !== undefined) return false;
  const [first] = events;
  return last?.type === 'flow_completed' && first?.type === 'flow_started' && first.inputs === head.inputs;
}

/** Undefined where it has more to tell than moulds hold. */
export function mouldOf({ head, plan, events }: Entry): Mould | undefined {
  const steps: MouldStep[] = [];
  for (const event of events.slice(1, -1)) {
    if (event.type !== 'step_started' && event.type !== 'step_completed') return undefined;
    const { type, step_id, kind, path, task, parent_step_id } = event;
    const more = { ...(task !== undefined && { task }), ...(parent_step_id !== undefined && { parent_step_id }) };
    steps.push({ type, step_id, kind, path, ...more });
  }
  const { flow, principal, origin, attempt, cancel_on_disconnect } = head;
  return { flow, plan, principal, origin, attempt, ...(cancel_on_disconnect && { cancel_on_disconnect }), steps };
}

/** Of an ordinary execution, with the number 0. Undefined where it does not fit. */
export function cast({ head, plan, key, startedAt = 0, events }: Entry, mould: Mould): Cast | undefined {
  if (plan !== mould.plan || events.length !== mould.steps.length + 2 || !isOf(head, mould)) return undefined;
  const { execution_id, created_at, traceparent, inputs } = head;
  const keys = [key?.key ?? null, key?.fingerprint ?? null] as const;
  const when = [created_at, startedAt - created_at, timesOf(events, startedAt)] as const;
  const made: Cast = [execution_id, 0, ...keys, traceparent ?? null, ...when, inputs];
  for (let at = 0; at < mould.steps.length; at += 1) {
    if (!addStep(made, mould.steps[at], events[at + 1])) return undefined;
  }
  return addEnd(made, events.at(-1)) ? made : undefined;
}

/** As it was before it was cast. */
export function uncast(made: Cast, mould: Mould): Bundled {
  const [id, , key, fingerprint, traceparent, created_at, startedAfter, times, inputs, ...values] = made;
  const { flow, plan, principal, origin, attempt, cancel_on_disconnect } = mould;
  const startedAt = created_at + startedAfter;
  const { events, endedAt } = timed([[0, inputs], ...toldIn(values, mould.steps)], startedAt, times);
  const begin = [id, flow, 'completed', created_at, startedAt, endedAt, plan, null, key, fingerprint] as const;
  const end = [traceparent, null, cancel_on_disconnect === true ? 1 : null] as const;
  const row: CreatedRow = [...begin, principal, origin, null, null, attempt, ...end];
  return { row, events: JSON.stringify({ flow, seq: 1, events } satisfies PackedPiece) };
}

function isOf(head: ExecutionHead, mould: Mould): boolean {
  return (
    head.flow === mould.flow &&
    head.principal === mould.principal &&
    head.origin === mould.origin &&
    head.attempt === mould.attempt &&
    head.cancel_on_disconnect === mould.cancel_on_disconnect
  );
}

/** Answers whether the event is the one that is expected, and tells no more. */
function addStep(made: Cast, step: MouldStep | undefined, event: FlowEvent | undefined): boolean {
  if (step === undefined || event?.type !== step.type || !isAt(event, step)) return false;
  if (event.type === 'step_started') {
    if (event.inputs === undefined || event.attempt !== 1) return false;
    made.push(event.inputs);
    return true;
  }
  if (event.outputs === undefined || !isExact(event.duration_ms)) return false;
  made.push(event.outputs, Math.round(event.duration_ms * 1000));
  return true;
}

function addEnd(made: Cast, event: FlowEvent | undefined): boolean {
  if (event?.type !== 'flow_completed' || !isExact(event.duration_ms)) return false;
  if (event.terminated !== undefined || event.termination_reason !== undefined) return false;
  made.push(event.outputs, Math.round(event.duration_ms * 1000));
  return true;
}

function isAt(event: StepEvent, step: MouldStep): boolean {
  return (
    event.step_id === step.step_id &&
    event.path === step.path &&
    event.kind === step.kind &&
    event.task === step.task &&
    event.parent_step_id === step.parent_step_id
  );
}

/** Whole microseconds, which are written quicker than fractions of milliseconds. */
function isExact(milliseconds: number): boolean {
  return Math.round(milliseconds * 1000) / 1000 === milliseconds;
}

function timesOf(events: readonly FlowEvent[], startedAt: number): number[] {
  const times: number[] = [];
  let time = startedAt;
  let written = events[0]?.timestamp;
  for (let at = 1; at < events.length; at += 1) {
    const timestamp = events[at]?.timestamp;
    if (timestamp === undefined || timestamp === written) continue;
    const now = timeOf(timestamp);
    times.push(at, now - time);
    time = now;
    written = timestamp;
  }
  return times;
}

function* toldIn(values: readonly Json[], steps: readonly MouldStep[]): Generator<Packed> {
  const rest = values.values();
  const next = (): Json => rest.next().value ?? null;
  for (const { type, step_id, kind, task = null, path, parent_step_id = null } of steps) {
    const place = [step_id, kind, task, path, parent_step_id] as const;
    // What was cast: a map of inputs, then a number after outputs.
    if (type === 'step_started') yield [1, ...place, next() as Values, 1];
    else yield [2, ...place, next(), Number(next()) / 1000];
  }
  yield [3, next() as Values, Number(next()) / 1000];
}

/** With the time before each event that has another one than the event before. */
function timed(told: readonly Packed[], startedAt: number, times: readonly number[]) {
  const events: (string | Packed)[] = [];
  let endedAt = startedAt;
  let at = 0;
  for (const [index, event] of told.entries()) {
    const isLater = times[at] === index;
    if (isLater) {
      endedAt += times[at + 1] ?? 0;
      at += 2;
    }
    if (isLater || index === 0) events.push(new Date(endedAt).toISOString());
    events.push(event);
  }
  return { events, endedAt };
}
