/** The record of an execution, as JSON Schema (2020-12): what it has hangs on how far the execution is. */
import type { ValueType } from '../language/model.ts';
import { type Definitions, standAlone } from './definitions.ts';
import { DURATION, STRING, TIME } from './event-parts.ts';
import type { ShownValues } from './event-schema.ts';
import { objectOf } from './value-schema.ts';
import { ExecutionError, ORIGINS } from './wire.ts';

type Properties = Readonly<Record<string, ValueType>>;

/** Of any flow: a record outlives the text of its flow. For a serialiser, with all that any record has. Stands alone. */
export function executionSchema(): ValueType {
  return standAlone((definitions) => {
    const error = definitions.wire(ExecutionError);
    const properties = { ...commonParts(STRING, {}), status: STRING, ended_at: orNever(TIME), outputs: {}, error };
    return objectOf({ ...properties, ...terminated, execution_time_ms: DURATION }, []);
  });
}

export function buildExecution(flow: string, definitions: Definitions, { inputs, outputs }: ShownValues): ValueType {
  const error = definitions.wire(ExecutionError);
  const common = commonParts({ type: 'string', const: flow }, inputs);
  const one = (status: readonly string[], more: Properties, optional: Properties = {}): ValueType => {
    const only = status.length === 1 && status[0] !== undefined ? { const: status[0] } : { enum: status };
    const required = { ...common, status: { type: 'string' as const, ...only }, ...more };
    return objectOf({ ...required, ...optional }, Object.keys(required));
  };
  const ended = { ended_at: TIME, execution_time_ms: DURATION };
  return {
    description: `An execution of ${flow}; \`status\` says how far it is, and how it ended.`,
    oneOf: [
      one(['queued', 'running', 'waiting'], { ended_at: { type: 'null' } }),
      one(['completed'], { ...ended, outputs }, terminated),
      one(['failed', 'cancelled'], { ...ended, error }),
    ],
  };
}

const terminated = {
  terminated: { type: 'boolean', const: true, description: 'An `exit` ended the flow.' },
  termination_reason: { type: 'string', description: 'What the `exit` gave as its reason.' },
} as const;

function commonParts(flow: ValueType, inputs: ValueType): Properties {
  return {
    execution_id: STRING,
    flow,
    created_at: TIME,
    started_at: { ...orNever(TIME), description: 'Null while it waits for its turn.' },
    origin: { type: 'string', enum: ORIGINS },
    parent_id: { type: ['string', 'null'], description: 'Of a retry: the execution that failed.' },
    attempt: { type: 'integer', minimum: 1, description: 'From 1; a retry is one more than what it takes up.' },
    inputs,
  };
}

function orNever(time: typeof TIME): ValueType {
  return { ...time, type: ['string', 'null'] };
}
