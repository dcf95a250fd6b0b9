/** What the schemas of all events are made of. */
import type { ValueType } from '../language/model.ts';
import type { Definitions } from './definitions.ts';
import type { FlowEvent, FlowEventType } from './events.ts';
import type { ShownTypes } from './shown-types.ts';
import { objectOf } from './value-schema.ts';

/** What is the same throughout one flow. */
export interface Known {
  readonly flow: string;
  readonly definitions: Definitions;
  readonly shown: ShownTypes;
  /** Where the schema of an error is. */
  readonly error: ValueType;
}

export type Typed = readonly [type: FlowEventType, schema: ValueType];
export type Properties = Readonly<Record<string, ValueType>>;

export const DURATION = { type: 'number', minimum: 0 } as const;
export const STRING = { type: 'string' } as const;
export const COUNT = { type: 'integer', minimum: 1 } as const;
export const TIME = { type: 'string', format: 'date-time' } as const;

const STATUS = {
  flow_started: 'running',
  flow_completed: 'completed',
  flow_failed: 'failed',
  flow_cancelled: 'cancelled',
  step_started: 'running',
  step_progress: 'running',
  step_retrying: 'retrying',
  step_completed: 'completed',
  step_skipped: 'skipped',
  step_failed: 'failed',
  step_cancelled: 'cancelled',
  step_waiting: 'waiting',
} as const satisfies { [Type in FlowEventType]: Extract<FlowEvent, { type: Type }>['status'] };

/** `place` says what the event is about, `more` what it tells; both are always there. */
export function eventOf(
  known: Known,
  type: FlowEventType,
  place: Properties,
  more: Properties,
  optional: Properties = {},
): ValueType {
  const required: Properties = {
    type: { type: 'string', const: type },
    seq: COUNT,
    execution_id: STRING,
    flow: { type: 'string', const: known.flow },
    timestamp: TIME,
    ...place,
    status: { type: 'string', const: STATUS[type] },
    ...more,
  };
  return objectOf({ ...required, ...optional }, Object.keys(required));
}
