/** Operations on executions. They stand under the flow's path, and outlive it: an execution that is kept can be asked for. */
import { BODY_ERRORS, type Operation, START_ERRORS } from './operation.ts';
import * as wire from './wire.ts';

const NO_SUCH = ['flow_not_found', 'execution_not_found', 'not_acceptable', 'journal_unavailable'] as const;

export const EXECUTION_OPERATIONS = {
  listExecutions: {
    method: 'GET',
    path: '/flows/{flow}/executions',
    operationId: 'executionsOf{flow}',
    summary: 'The executions of {flow}, newest first',
    description:
      'A page of the executions of {flow} that are kept, without their inputs and outputs. To know the id of an execution is what allows to watch and to cancel it: so this is off, unless the server listens on the loopback interface only, or is started with `--list-executions`.',
    tag: 'Flows',
    parameters: ['Limit', 'Cursor', 'Status'],
    answer: { kind: 'json', schema: wire.ExecutionList },
    answerDescription: 'A page. `next_cursor` leads to the next one, and is null on the last.',
    errors: ['flow_not_found', 'not_acceptable', 'listing_disabled', 'journal_unavailable'],
  },
  getExecution: {
    method: 'GET',
    path: '/flows/{flow}/executions/{execution_id}',
    operationId: 'executionOf{flow}',
    summary: 'An execution of {flow}: its state, its inputs, and what it came to',
    description:
      'What is known of an execution of {flow} now. Once it has ended it does not change any more. What is sensitive is shown as `***`.',
    tag: 'Flows',
    answer: { kind: 'flow-json', schema: 'Execution' },
    answerDescription: 'The execution.',
    errors: NO_SUCH,
  },
  listEvents: {
    method: 'GET',
    path: '/flows/{flow}/executions/{execution_id}/events',
    operationId: 'eventsOf{flow}',
    summary: 'The events of an execution of {flow}, as a stream or in pages',
    description:
      'Sends each event of an execution of {flow}, from the first or after the one that `Last-Event-ID` names, and goes on until the last. A stream that broke is gone on with here, also after a restart of the server. With `Accept: application/json` it answers a page of those that there are now.',
    tag: 'Flows',
    parameters: ['LastEventId', 'After', 'EventLimit', 'CancelOnDisconnect'],
    answer: { kind: 'flow-events', page: 'EventPage' },
    answerDescription:
      'A stream of server-sent events: `id` is the `seq`, `event` the `type`, and `data` the event as JSON. The schema is of one event: of its JSON, or of the three together, as a reader of the lines has them. It ends after the last event of the execution. Or a page, as JSON.',
    answerHeaders: ['ExecutionId'],
    alternatives: [
      {
        status: 204,
        body: { kind: 'none' },
        description: 'The reader of the stream has the last event: there is nothing to come back for.',
        headers: ['ExecutionId'],
      },
    ],
    errors: [...NO_SUCH, 'server_full', 'server_draining'],
  },
  cancelExecution: {
    method: 'POST',
    path: '/flows/{flow}/executions/{execution_id}/cancel',
    operationId: 'cancel{flow}',
    summary: 'Cancel an execution of {flow}',
    description:
      'Asks an execution of {flow} to end: the signals of its running tasks fire, then its `on_cancel` runs. Its last event is `flow_cancelled`, with the reason. A server that shuts down takes this, too.',
    tag: 'Flows',
    takes: { kind: 'json', schema: wire.CancelRequest },
    status: 202,
    answer: { kind: 'json', schema: wire.Cancellation },
    answerDescription: 'The execution was asked to end.',
    errors: [...NO_SUCH, 'execution_ended', ...BODY_ERRORS],
  },
  deliverEvent: {
    method: 'POST',
    path: '/flows/{flow}/executions/{execution_id}/events/{event}',
    operationId: 'deliverTo{flow}',
    summary: 'Deliver an event to an execution of {flow}',
    description:
      'Gives a `wait_for` step of {flow} what it waits for: the body is the payload, and becomes the output of the step. Of several steps that wait for the event, the one that waits longest takes it. A payload that does not fit leaves the step waiting.',
    tag: 'Flows',
    takes: { kind: 'payload' },
    status: 202,
    answer: { kind: 'json', schema: wire.Delivery },
    answerDescription: 'A step has taken the payload.',
    errors: [...NO_SUCH, 'not_waiting', 'invalid_payload', ...BODY_ERRORS],
  },
  retryExecution: {
    method: 'POST',
    path: '/flows/{flow}/executions/{execution_id}/retry',
    operationId: 'retry{flow}',
    summary: 'Retry a failed execution of {flow} from the step that failed',
    description:
      'Begins a new execution of {flow} with the inputs of a failed one. Steps that were completed are not run again: their results are taken over. It runs the flow as it was when the first execution began. Send an `Idempotency-Key`: the same key gives the same new execution.',
    tag: 'Flows',
    parameters: ['IdempotencyKey', 'Traceparent'],
    status: 202,
    answer: { kind: 'flow-json', schema: 'Execution' },
    answerDescription: 'The new execution. Its `parent_id` is the one that failed.',
    answerHeaders: ['Location', 'ExecutionId'],
    errors: [
      ...NO_SUCH,
      'execution_not_failed',
      'not_retryable',
      'idempotency_key_reused',
      ...BODY_ERRORS,
      ...START_ERRORS,
    ],
  },
} as const satisfies Record<string, Operation>;
