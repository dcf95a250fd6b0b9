/** How operations of a document refer to parameters and headers. */
import type { AwaitedEvents } from './awaited-events.ts';
import type { Ref } from './definitions.ts';
import type { Parameter } from './openapi-types.ts';
import type { Operation } from './operation.ts';
import { HEADER_NAMES, type HEADERS, type ParameterName } from './parameters.ts';

/** The headers of an answer, by their names on the wire. */
export function headerRefs(...headers: readonly (keyof typeof HEADERS)[]): Record<string, Ref> {
  return Object.fromEntries(
    headers.map((header) => [HEADER_NAMES[header], { $ref: `#/components/headers/${header}` }]),
  );
}

/** @param awaited what the flow waits for */
export function parametersOf(operation: Operation, awaited: AwaitedEvents | undefined): (Ref | Parameter)[] {
  const names: ParameterName[] = ['RequestId', ...(operation.parameters ?? [])];
  if (operation.path.includes('{execution_id}')) names.push('ExecutionId');
  const shared = names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
  return operation.path.includes('{event}') && awaited ? [...shared, eventParameter(awaited)] : shared;
}

function eventParameter({ name }: AwaitedEvents): Parameter {
  return { name: 'event', in: 'path', required: true, description: 'The event that a step waits for.', schema: name };
}
