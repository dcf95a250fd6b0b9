/** The parameters of requests, in their headers, paths and queries, and the headers of answers. */
import type { Header, Parameter } from './openapi-types.ts';
import { EXECUTION_STATUSES } from './wire.ts';

const TOKEN = { type: 'string', pattern: '^[\\w.:-]{1,128}$' } as const;

/** Of a page of executions. */
export const PAGE = { most: 200, default: 50 } as const;

/** Of a page of events. */
export const EVENT_PAGE = { most: 1000, default: 100 } as const;

/** No event has a higher `seq`: what can be written with 15 digits is exact in every language. */
export const LAST_SEQ = 999_999_999_999_999;

// Without examples: a page that offers to try an operation would send them, and the second try would be a repeated key.
export const PARAMETERS = {
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description: 'Comes back in the answer and in every log line. One is made where none, or an unfit one, is sent.',
    schema: { type: 'string' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      "The same key and body give the first execution's answer, also while it still runs; the same key with another body is a 422. A key lives as long as the record of its execution, and with the memory journal it ends at a restart.",
    schema: TOKEN,
  },
  LastEventId: {
    name: 'Last-Event-ID',
    in: 'header',
    description:
      'Go on after the event with this `seq`; empty is from the first. Where a flow is run it needs the `Idempotency-Key` of the execution.',
    schema: { type: 'string', pattern: '^[0-9]{0,15}$' },
  },
  Prefer: {
    name: 'Prefer',
    in: 'header',
    description:
      'RFC 7240. `respond-async`: 202 as soon as the execution is kept. `wait=10`: the result if it is there within 10 seconds, else 202. Whatever else it holds is passed over.',
    schema: { type: 'string' },
  },
  CancelOnDisconnect: {
    name: 'X-Cancel-On-Disconnect',
    in: 'header',
    description:
      '`true`: the execution is cancelled 10 seconds after its last reader has left, unless one comes back before.',
    schema: { type: 'string', enum: ['true', 'false'] },
  },
  Traceparent: {
    name: 'traceparent',
    in: 'header',
    description: 'W3C Trace Context; it is kept with the execution. One that is malformed is passed over.',
    schema: { type: 'string' },
  },
  Limit: {
    name: 'limit',
    in: 'query',
    description: 'Executions in a page at most.',
    schema: { type: 'integer', minimum: 1, maximum: PAGE.most, default: PAGE.default },
  },
  Cursor: {
    name: 'cursor',
    in: 'query',
    description: 'The `next_cursor` of the page before. What it holds is of no concern.',
    schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
  },
  Status: {
    name: 'status',
    in: 'query',
    description: 'Only executions with this status.',
    schema: { type: 'string', enum: EXECUTION_STATUSES },
  },
  After: {
    name: 'after',
    in: 'query',
    description: 'Only events with a higher `seq`. `Last-Event-ID` wins over it.',
    schema: { type: 'integer', minimum: 0, maximum: LAST_SEQ, default: 0 },
  },
  EventLimit: {
    name: 'limit',
    in: 'query',
    description: 'Events in a page at most; one of large events may hold fewer. A stream does not heed it.',
    schema: { type: 'integer', minimum: 1, maximum: EVENT_PAGE.most, default: EVENT_PAGE.default },
  },
  DiagramFormat: {
    name: 'format',
    in: 'query',
    description:
      '`mermaid`: text for Mermaid. `html`: a page that needs nothing from elsewhere. `svg`: a picture. Without it, what `Accept` says, and Mermaid where that says nothing.',
    schema: { type: 'string', enum: ['mermaid', 'html', 'svg'] },
  },
  DiagramExecution: {
    name: 'execution',
    in: 'query',
    description: 'Id of an execution of the flow, whose steps the page shows as they run.',
    schema: TOKEN,
  },
  ExecutionId: {
    name: 'execution_id',
    in: 'path',
    required: true,
    description:
      'Id of the execution: the `X-Execution-Id` of the answer that began it, and the `execution_id` of its events.',
    schema: { type: 'string' },
  },
} as const satisfies Readonly<Record<string, Parameter>>;

export type ParameterName = keyof typeof PARAMETERS;

export const HEADERS = {
  RequestId: {
    description: 'Id of the request: the one that was sent, or one that was made.',
    required: true,
    schema: TOKEN,
  },
  ExecutionId: { description: 'Id of the execution.', required: true, schema: { type: 'string' } },
  Location: {
    description: 'The path of the execution.',
    required: true,
    schema: { type: 'string', format: 'uri-reference' },
  },
  PreferenceApplied: {
    description: 'What of `Prefer` was heeded. Only where something was.',
    schema: { type: 'string' },
  },
  Stale: {
    description:
      'Where the last edit of the flow is broken (`file:line:column code`); the answer is of the version before it. Only on servers that reload flows.',
    schema: { type: 'string' },
  },
  RetryAfter: {
    description: 'Seconds after which to try again. Only where that can help.',
    schema: { type: 'integer', minimum: 0 },
  },
  BegunExecutionId: {
    description: 'Id of the execution. Only where one was begun.',
    schema: { type: 'string' },
  },
  BegunLocation: {
    description: 'The path of the execution. Only where one was begun.',
    schema: { type: 'string', format: 'uri-reference' },
  },
} as const satisfies Readonly<Record<string, Header>>;

/** What an answer may have besides the id of the request. */
export type AnswerHeader = 'ExecutionId' | 'Location' | 'PreferenceApplied';

/** What they are called on the wire. */
export const HEADER_NAMES = {
  RequestId: 'X-Request-Id',
  ExecutionId: 'X-Execution-Id',
  Location: 'Location',
  PreferenceApplied: 'Preference-Applied',
  Stale: 'FlowLang-Stale',
  RetryAfter: 'Retry-After',
  BegunExecutionId: 'X-Execution-Id',
  BegunLocation: 'Location',
} as const satisfies Readonly<Record<keyof typeof HEADERS, string>>;
