/**
 * How events are written: without what the execution tells of itself and what follows from the one before. The four kinds that
 * nearly all are become lists of what they alone have; the others stay as they are. A quarter of the text is left, and that is
 * what the event loop, the writer and the disk work on.
 *
 * A piece of events is `{"flow": …, "seq": …, "events": […]}`, of which the elements are: a text, the time of those that follow;
 * a list, a packed event; an object, an event as it is. The first has the number `seq`, and each one more.
 */
import type {
  FlowCompleted,
  FlowEvent,
  FlowStarted,
  Json,
  StepCompleted,
  StepEvent,
  StepStarted,
} from '@flowlang/openapi';
import type { Values } from '../../engine/ports.ts';

type Place = readonly [id: string, kind: StepEvent['kind'], task: string | null, path: string, parent: string | null];

export type Packed =
  | readonly [kind: 0, inputs: Values]
  | readonly [kind: 1, ...Place, inputs: Values, attempt: number]
  | readonly [kind: 2, ...Place, outputs: Json, duration_ms: number]
  | readonly [kind: 3, outputs: Values, duration_ms: number];

/** Events in one piece at most: a reader that wants a hundred of a hundred thousand must not read all. */
export const EVENTS_IN_PIECE = 100;

/** Characters of one piece, about: with more, one event is enough. A text cannot be longer than V8 has room for. */
const PIECE_SIZE = 2 ** 20;

export interface PackedPiece {
  readonly flow: string;
  readonly seq: number;
  readonly events: readonly (string | Packed | FlowEvent)[];
}

/**
 * As many of the events from `from` on as make one piece (`PackedPiece`), and how many those are.
 *
 * @param events of one execution, with numbers that follow each other
 * @throws RangeError if the first of them alone is longer than any text may be
 */
export function packEvents(events: readonly FlowEvent[], from = 0): { readonly text: string; readonly count: number } {
  const first = events[from];
  if (first === undefined) return { text: '[]', count: 0 };
  let packed = '';
  let time = '';
  let count = 0;
  // One after the other: of what they are together nothing is known before.
  for (const event of from === 0 ? events : events.slice(from, from + EVENTS_IN_PIECE)) {
    if (count === EVENTS_IN_PIECE || packed.length > PIECE_SIZE) break;
    const stamp = event.timestamp === time ? '' : `"${event.timestamp}",`;
    try {
      packed += `${count === 0 ? '' : ','}${stamp}${JSON.stringify(pack(event))}`;
    } catch (thrown) {
      if (count === 0) throw thrown;
      break;
    }
    time = event.timestamp;
    count += 1;
  }
  return { text: `{"flow":${JSON.stringify(first.flow)},"seq":${first.seq},"events":[${packed}]}`, count };
}

/** What an older FlowLang wrote is a list of events as they are. */
export function unpackEvents(text: string, execution_id: string): FlowEvent[] {
  const piece = JSON.parse(text) as PackedPiece | FlowEvent[]; // The journal itself has written it.
  if (Array.isArray(piece)) return piece;
  const { flow } = piece as PackedPiece;
  const events: FlowEvent[] = [];
  let { seq } = piece as PackedPiece;
  let timestamp = '';
  for (const one of (piece as PackedPiece).events) {
    if (typeof one === 'string') timestamp = one;
    else {
      events.push('type' in one ? one : unpack(one, { seq, execution_id, flow, timestamp }));
      seq += 1;
    }
  }
  return events;
}

function pack(event: FlowEvent): Packed | FlowEvent {
  switch (event.type) {
    case 'flow_started':
      return [0, event.inputs];
    case 'step_started':
      if (event.inputs === undefined) return event;
      return [
        1,
        event.step_id,
        event.kind,
        event.task ?? null,
        event.path,
        event.parent_step_id ?? null,
        event.inputs,
        event.attempt,
      ];
    case 'step_completed':
      if (event.outputs === undefined) return event;
      return [
        2,
        event.step_id,
        event.kind,
        event.task ?? null,
        event.path,
        event.parent_step_id ?? null,
        event.outputs,
        event.duration_ms,
      ];
    case 'flow_completed':
      if (event.terminated !== undefined || event.termination_reason !== undefined) return event;
      return [3, event.outputs, event.duration_ms];
    default:
      return event;
  }
}

function unpack(packed: Packed, stamp: Pick<FlowEvent, 'seq' | 'execution_id' | 'flow' | 'timestamp'>): FlowEvent {
  switch (packed[0]) {
    case 0: {
      const [, inputs] = packed;
      return { ...stamp, type: 'flow_started', step_id: null, status: 'running', inputs } satisfies FlowStarted;
    }
    case 1: {
      const [, step_id, kind, task, path, parent, inputs, attempt] = packed;
      const place = placeOf(step_id, kind, task, path, parent);
      return { ...stamp, type: 'step_started', ...place, status: 'running', inputs, attempt } satisfies StepStarted;
    }
    case 2: {
      const [, step_id, kind, task, path, parent, outputs, duration_ms] = packed;
      const place = placeOf(step_id, kind, task, path, parent);
      return {
        ...stamp,
        type: 'step_completed',
        ...place,
        status: 'completed',
        outputs,
        duration_ms,
      } satisfies StepCompleted;
    }
    case 3: {
      const [, outputs, duration_ms] = packed;
      return {
        ...stamp,
        type: 'flow_completed',
        step_id: null,
        status: 'completed',
        success: true,
        outputs,
        duration_ms,
      } satisfies FlowCompleted;
    }
  }
}

function placeOf(...[step_id, kind, task, path, parent]: Place) {
  return { step_id, kind, ...(task !== null && { task }), path, ...(parent !== null && { parent_step_id: parent }) };
}
