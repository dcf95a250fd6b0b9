/** The parameters of requests, in their headers and paths, and the headers of answers. */

import type { AwaitedEvents } from './awaited-events.ts';
import type { Ref } from './definitions.ts';
import type { Header, Parameter } from './openapi-types.ts';
import type { Operation } from './operations.ts';

const TOKEN = { type: 'string', pattern: '^[\\w.:-]{1,128}$' } as const;

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
      "The same key and body give the first execution's answer, also while it still runs; the same key with another body is a 422.",
    schema: TOKEN,
  },
  LastEventId: {
    name: 'Last-Event-ID',
    in: 'header',
    description: 'With the `Idempotency-Key` of an execution: go on after the event with this `seq`.',
    schema: { type: 'string', pattern: '^[0-9]+$' },
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

export const HEADERS = {
  RequestId: {
    description: 'Id of the request: the one that was sent, or one that was made.',
    required: true,
    schema: TOKEN,
  },
  ExecutionId: { description: 'Id of the execution.', required: true, schema: { type: 'string' } },
  RetryAfter: {
    description: 'Seconds after which to try again. Only where that can help.',
    schema: { type: 'integer', minimum: 0 },
  },
} as const satisfies Readonly<Record<string, Header>>;

export function headerRef(name: keyof typeof HEADERS): Ref {
  return { $ref: `#/components/headers/${name}` };
}

/** @param awaited what the flow waits for */
export function parametersOf(operation: Operation, awaited: AwaitedEvents | undefined): (Ref | Parameter)[] {
  const names: (keyof typeof PARAMETERS)[] = ['RequestId'];
  if (operation.runsFlow) names.push('IdempotencyKey');
  if (operation.answer.kind === 'flow-events') names.push('LastEventId');
  if (operation.path.includes('{execution_id}')) names.push('ExecutionId');
  const shared = names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
  return operation.path.includes('{event}') && awaited ? [...shared, eventParameter(awaited)] : shared;
}

function eventParameter({ name }: AwaitedEvents): Parameter {
  return { name: 'event', in: 'path', required: true, description: 'The event that a step waits for.', schema: name };
}
