/** The ways in which streams are broken. */
import { randomUUID } from 'node:crypto';
import { isObject } from '../conformance/exchange.ts';
import { type Block, type Breakage, inEvents, withHeader, without, withoutHeader } from './breakage.ts';

const operation = 'streamFlow';

function isStream({ headers }: { headers: Readonly<Record<string, string>> }): boolean {
  return headers['content-type']?.startsWith('text/event-stream') ?? false;
}

/** The second comes after the third. */
function swap(): (block: Block) => readonly Block[] {
  let held: Block | undefined;
  return (block) => {
    if (block.id === '2') {
      held = block;
      return [];
    }
    return held !== undefined && block.id === '3' ? [block, held] : [block];
  };
}

/** Leaves an event out, and counts on as if it had never been. */
function leaveOut(): (block: Block) => readonly Block[] {
  let missing = 0;
  return (block) => {
    if (missing === 0 && block.event === 'step_progress') {
      missing = 1;
      return [];
    }
    const seq = Number(block.id) - missing;
    return [missing === 0 ? block : { ...block, id: String(seq), data: { ...block.data, seq } }];
  };
}

export const STREAM_BREAKAGES: readonly Breakage[] = [
  { name: 'a missing event', operation, events: () => (block) => (block.id === '3' ? [] : [block]) },
  { name: 'a missing event that the numbers hide', operation, events: leaveOut },
  {
    name: 'a missing last event',
    operation,
    events: () => (block) => (block.event.startsWith('flow_c') ? [] : [block]),
  },
  { name: 'a duplicated event', operation, events: () => (block) => (block.id === '2' ? [block, block] : [block]) },
  { name: 'events out of order', operation, events: swap },
  {
    name: 'an event after the last one',
    operation,
    events: () => (block) => (block.event === 'flow_completed' ? [block, { ...block, id: '99' }] : [block]),
  },
  {
    name: 'an event of another execution',
    operation,
    events: inEvents('step_started', (data) => ({ ...data, execution_id: randomUUID() })),
  },
  {
    name: 'an event of another flow',
    operation,
    events: inEvents('step_started', (data) => ({ ...data, flow: 'Another' })),
  },
  { name: 'a wrong `id:`', operation, events: () => (block) => [{ ...block, id: `${block.id}0` }] },
  { name: 'a wrong `event:`', operation, events: () => (block) => [{ ...block, event: 'message' }] },
  {
    name: 'an event type that the document does not have',
    operation,
    events: inEvents('step_progress', (data) => ({ ...data, type: 'step_moved' })),
  },
  {
    name: 'a wrong status in an event',
    operation,
    events: inEvents('step_completed', (data) => ({ ...data, status: 'done' })),
  },
  {
    name: 'an event without the inputs of the step',
    operation,
    events: inEvents('step_started', (data) => without(data, 'inputs')),
  },
  {
    name: 'the output of a step with another type',
    operation,
    events: inEvents('step_completed', (data) => (data['step_id'] === 'size' ? { ...data, outputs: 'small' } : data)),
  },
  {
    name: 'a step that waits for nothing',
    operation: 'deliverEvent',
    events: inEvents('step_waiting', (data) => without(data, 'event')),
  },
  {
    name: 'a step that waits for another event',
    operation: 'deliverEvent',
    events: inEvents('step_waiting', (data) => ('event' in data ? { ...data, event: 'answerd' } : data)),
  },
  {
    name: 'a cancellation without its reason',
    operation: 'cancelExecution',
    events: inEvents('flow_cancelled', (data) => without(data, 'reason')),
  },
  {
    name: 'a step of a subflow that does not say so',
    operation,
    events: inEvents('step_started', (data) => without(data, 'parent_step_id')),
  },
  {
    name: 'a step of a subflow under the name of another step',
    operation,
    events: inEvents('step_started', (data) =>
      'parent_step_id' in data ? { ...data, parent_step_id: 'double' } : data,
    ),
  },
  {
    name: 'a sensitive input that is shown',
    operation,
    events: inEvents('flow_started', ({ inputs, ...data }) => {
      const shown = isObject(inputs) && 'card' in inputs ? { ...inputs, card: '4242 4242 4242' } : inputs;
      return { ...data, inputs: shown };
    }),
  },
  {
    name: 'what a flow does not show of its steps',
    operation,
    events: inEvents('step_completed', (data) => (data['flow'] === 'Terse' ? { ...data, outputs: {} } : data)),
  },
  {
    name: 'a time that is none',
    operation,
    events: inEvents('flow_started', (data) => ({ ...data, timestamp: 'just now' })),
  },
  {
    name: 'a step that never ends',
    operation,
    events: inEvents('step_completed', (data) => ({ ...data, path: `${data['path']}.x` })),
  },
  { name: 'a stream of the wrong content type', operation, head: withHeader('content-type', 'text/plain', isStream) },
  { name: 'a stream that may be cached', operation, head: withoutHeader('cache-control') },
  { name: 'a stream without its X-Execution-Id', operation, head: withoutHeader('x-execution-id') },
  {
    name: 'a refused stream that begins nevertheless',
    operation,
    head: (head) => (head.status === 503 ? { ...head, status: 200 } : head),
  },
];
