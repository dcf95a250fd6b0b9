/** The ways in which operations on executions are broken. */
import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../conformance/exchange.ts';
import { type Breakage, type Head, inBody, withHeader, without, withoutHeader } from './breakage.ts';

/** In records: nothing else has an origin. */
function inRecord(change: (record: JsonObject) => JsonObject): Breakage['body'] {
  return inBody((body) => ('origin' in body ? change(body) : body));
}

function inItems(change: (item: JsonObject) => JsonObject): Breakage['body'] {
  return inBody(({ items, ...body }) => (Array.isArray(items) ? { ...body, items: items.map(change) } : body));
}

/** In pages of events. */
function inPage(change: (events: readonly JsonObject[], next: unknown) => JsonObject): Breakage['body'] {
  return inBody((body) => {
    const { events, next_after } = body;
    return Array.isArray(events) ? change(events.filter(isObject), next_after) : body;
  });
}

function isStatus(status: number): (head: Head) => boolean {
  return (head) => head.status === status;
}

const RECORDS: readonly Breakage[] = [
  {
    name: 'a record that shows a sensitive input',
    operation: 'getExecution',
    body: inRecord(({ inputs, ...record }) => {
      const shown = isObject(inputs) && 'card' in inputs ? { ...inputs, card: '4242 4242 4242' } : inputs;
      return { ...record, inputs: shown };
    }),
  },
  {
    name: 'a record that has ended and does not say when',
    operation: 'getExecution',
    body: inRecord((record) => ({ ...record, ended_at: null })),
  },
  {
    name: 'a record without outputs',
    operation: 'getExecution',
    body: inRecord((record) => without(record, 'outputs')),
  },
  {
    name: 'a record of another execution',
    operation: 'getExecution',
    body: inRecord((record) => ({ ...record, execution_id: randomUUID() })),
  },
  {
    name: 'an execution that waits and is said to run',
    operation: 'getExecution',
    body: inRecord((record) => (record['status'] === 'waiting' ? { ...record, status: 'running' } : record)),
  },
  {
    name: 'an execution of another flow that is there',
    operation: 'getExecution',
    head: (head) => (head.status === 404 ? { ...head, status: 200 } : head),
  },
];

const BEGUN: readonly Breakage[] = [
  {
    name: 'a 200 for what has only begun',
    operation: 'executeFlow',
    head: (head) => (head.status === 202 ? { ...head, status: 200 } : head),
  },
  { name: 'a 202 without its Location', operation: 'executeFlow', head: withoutHeader('location') },
  {
    name: 'a Location elsewhere',
    operation: 'executeFlow',
    head: withHeader('location', '/flows/Approval/executions/another', isStatus(202)),
  },
  { name: 'a preference that is heeded silently', operation: 'executeFlow', head: withoutHeader('preference-applied') },
  {
    name: 'a preference that is heeded in another way',
    operation: 'executeFlow',
    head: withHeader('preference-applied', 'wait=1', isStatus(200)),
  },
  {
    name: 'a preference that applies to what is refused',
    operation: 'executeFlow',
    head: withHeader('preference-applied', 'respond-async', isStatus(422)),
  },
  {
    name: 'a key that begins another execution',
    operation: 'executeFlow',
    head: withHeader('x-execution-id', 'another', isStatus(202)),
  },
];

const RETRIES: readonly Breakage[] = [
  {
    name: 'a retry that takes the place of what failed',
    operation: 'retryExecution',
    body: inRecord((record) => ('parent_id' in record ? { ...record, execution_id: record['parent_id'] } : record)),
  },
  {
    name: 'a retry that counts from 1 again',
    operation: 'retryExecution',
    body: inRecord((record) => ({ ...record, attempt: 1 })),
  },
  {
    name: 'a retry that does not say what it is',
    operation: 'retryExecution',
    body: inRecord((record) => ({ ...record, origin: 'api' })),
  },
  {
    name: 'a retry that runs again what was completed',
    operation: 'retryExecution',
    events: () => (block) => {
      const { outputs } = block.data;
      return [
        isObject(outputs) && 'counted' in outputs
          ? { ...block, data: { ...block.data, outputs: { counted: 2, tries: 2 } } }
          : block,
      ];
    },
  },
  {
    name: 'the retry of what has not failed, accepted',
    operation: 'retryExecution',
    head: (head) => (head.status === 409 ? { ...head, status: 202 } : head),
  },
];

const LISTS: readonly Breakage[] = [
  {
    name: 'a list that shows inputs',
    operation: 'listExecutions',
    body: inItems((item) => ({ ...item, inputs: {} })),
  },
  {
    name: 'a list that does not heed the status',
    operation: 'listExecutions',
    body: inItems((item) => ({ ...item, status: 'running', ended_at: null })),
  },
  {
    name: 'a list that does not heed the limit',
    operation: 'listExecutions',
    body: inBody(({ items, ...body }) => (Array.isArray(items) ? { ...body, items: [...items, ...items] } : body)),
  },
  {
    name: 'a list that ends after its first page',
    operation: 'listExecutions',
    body: inBody((body) => ('next_cursor' in body ? { ...body, next_cursor: null } : body)),
  },
];

const EVENTS: readonly Breakage[] = [
  {
    name: 'a page that leaves an event out',
    operation: 'listEvents',
    body: inPage(([first, , ...rest], next_after) => ({ events: [first, ...rest], next_after })),
  },
  {
    name: 'a page that says that it is complete, and is not',
    operation: 'listEvents',
    body: inPage((events) => ({ events, next_after: null })),
  },
  {
    name: 'a page that never says that it is complete',
    operation: 'listEvents',
    body: inPage((events, next) => ({ events, next_after: next ?? events.at(-1)?.['seq'] ?? 1 })),
  },
  {
    name: 'a stream for whoever has the last event',
    operation: 'listEvents',
    head: (head) =>
      head.status === 204 ? { status: 200, headers: { ...head.headers, 'content-type': 'text/event-stream' } } : head,
  },
  {
    name: 'events of another execution',
    operation: 'listEvents',
    head: withHeader('x-execution-id', 'another', isStatus(200)),
  },
  {
    name: 'events that begin anew',
    operation: 'listEvents',
    events: () => (block) => [{ ...block, id: String(Number(block.id) - 1) }],
  },
];

export const EXECUTION_BREAKAGES: readonly Breakage[] = [...RECORDS, ...BEGUN, ...RETRIES, ...LISTS, ...EVENTS];
