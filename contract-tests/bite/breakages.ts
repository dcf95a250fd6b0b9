/** The ways in which the server is broken, one at a time. */
import { isObject } from '../conformance/exchange.ts';
import { type Breakage, inBody, withHeader, without, withoutHeader } from './breakage.ts';
import { EXECUTION_BREAKAGES } from './execution-breakages.ts';
import { STREAM_BREAKAGES } from './stream-breakages.ts';

const ANSWERS: readonly Breakage[] = [
  {
    name: 'a renamed field',
    operation: 'listTasks',
    body: inBody(({ tasks, ...rest }) => ({ ...rest, jobs: tasks })),
  },
  {
    name: 'a changed type: the time as text',
    operation: 'executeFlow',
    body: inBody((body) => ({ ...body, execution_time_ms: String(body['execution_time_ms']) })),
  },
  {
    name: '`success` as text',
    operation: 'executeFlow',
    body: inBody((body) => ('success' in body ? { ...body, success: String(body['success']) } : body)),
  },
  {
    name: 'a dropped required output',
    operation: 'executeFlow',
    body: inBody(({ outputs, ...body }) => (isObject(outputs) ? { ...body, outputs: without(outputs, 'text') } : body)),
  },
  {
    name: 'an output with another value',
    operation: 'executeFlow',
    body: inBody(({ outputs, ...body }) => (isObject(outputs) ? { ...body, outputs: { ...outputs, count: 5 } } : body)),
  },
  {
    name: 'a field that the document does not have',
    operation: 'executeFlow',
    body: inBody((body) => ({ ...body, debug: 'true' })),
  },
  {
    name: 'a failure that tells the stack',
    operation: 'executeFlow',
    body: inBody(({ error, ...body }) => (isObject(error) ? { ...body, error: { ...error, stack: 'at …' } } : body)),
  },
  {
    name: 'a list that leaves out the flows that do not run',
    operation: 'listFlows',
    body: (body) => (Array.isArray(body) ? body.filter((flow) => flow.status === 'ready') : body),
  },
  {
    name: 'a health that is always good',
    operation: 'getHealth',
    body: inBody((body) => ({ ...body, status: 'healthy' })),
  },
  {
    name: 'a diagram as PDF',
    operation: 'visualizeFlow',
    head: withHeader('content-type', 'application/pdf', ({ status }) => status === 200),
  },
  {
    name: 'a wrong status: 201 for a flow that ran',
    operation: 'executeFlow',
    head: (head) => (head.status === 200 ? { ...head, status: 201 } : head),
  },
  {
    name: 'an idempotent answer under another id',
    operation: 'executeFlow',
    body: inBody((body) => ({ ...body, execution_id: crypto.randomUUID() })),
  },
  { name: 'a missing X-Request-Id', operation: 'listFlows', head: withoutHeader('x-request-id') },
  {
    name: 'an X-Request-Id of its own',
    operation: 'getLiveness',
    head: withHeader('x-request-id', 'mine', () => true),
  },
  { name: 'a missing X-Execution-Id', operation: 'executeFlow', head: withoutHeader('x-execution-id') },
];

const CONTROL: readonly Breakage[] = [
  {
    name: 'a cancellation that claims to be done: 200',
    operation: 'cancelExecution',
    head: (head) => (head.status === 202 ? { ...head, status: 200 } : head),
  },
  {
    name: 'a cancellation of another execution',
    operation: 'cancelExecution',
    body: inBody((body, status) => (status === 202 ? { ...body, execution_id: crypto.randomUUID() } : body)),
  },
  {
    name: 'a cancellation for another reason',
    operation: 'cancelExecution',
    body: inBody((body) => ('reason' in body ? { ...body, reason: 'none' } : body)),
  },
  {
    name: 'the cancellation of what has ended, accepted',
    operation: 'cancelExecution',
    head: (head) => (head.status === 409 ? { ...head, status: 202 } : head),
  },
  {
    name: 'a delivery under another name',
    operation: 'deliverEvent',
    body: inBody((body, status) => (status === 202 ? { ...body, event: 'another' } : body)),
  },
  {
    name: 'a payload that does not fit, without what is wrong',
    operation: 'deliverEvent',
    body: inBody((body) => without(body, 'errors')),
  },
  {
    name: 'an event that comes too early, as a missing execution',
    operation: 'deliverEvent',
    body: inBody((body) => (body['code'] === 'not_waiting' ? { ...body, code: 'execution_not_found' } : body)),
  },
];

const PROBLEMS: readonly Breakage[] = [
  {
    name: 'a wrong status: 400 for an unknown flow',
    operation: 'getFlow',
    head: (head) => (head.status === 404 ? { ...head, status: 400 } : head),
  },
  {
    name: 'a problem of the wrong content type',
    operation: 'executeFlow',
    head: withHeader('content-type', 'application/json', ({ status }) => status >= 400),
  },
  {
    name: 'a problem without its code',
    operation: 'executeFlow',
    body: inBody((body, status) => (status >= 400 ? without(body, 'code') : body)),
  },
  {
    name: 'a problem with another code',
    operation: 'executeFlow',
    body: inBody((body) => (body['code'] === 'flow_not_ready' ? { ...body, code: 'flow_invalid' } : body)),
  },
  {
    name: 'a problem without the pending tasks',
    operation: 'executeFlow',
    body: inBody((body) => without(body, 'pending_tasks')),
  },
  {
    name: 'only the first of several wrong inputs',
    operation: 'executeFlow',
    body: inBody(({ errors, ...body }) => (Array.isArray(errors) ? { ...body, errors: errors.slice(0, 1) } : body)),
  },
  {
    name: 'a problem of another request',
    operation: 'getFlow',
    body: inBody((body) => ('request_id' in body ? { ...body, request_id: 'another' } : body)),
  },
  {
    name: 'a Retry-After where it cannot help',
    operation: 'executeFlow',
    head: withHeader('retry-after', '1', ({ status }) => status === 503),
  },
];

export const BREAKAGES: readonly Breakage[] = [
  ...ANSWERS,
  ...CONTROL,
  ...PROBLEMS,
  ...STREAM_BREAKAGES,
  ...EXECUTION_BREAKAGES,
];
