/**
 * The events of one flow as JSON Schema (2020-12): only those that it can emit, each step's inputs and outputs typed.
 *
 * 1. Each `type` is exactly one schema, and no schema stands in two unions: code generators then narrow by `type`.
 * 2. Where the shape depends on the step, that schema is itself a union, told apart by `step_id`.
 * 3. Steps that share a `step_id` share a schema.
 */
import type { ValueType } from '../language/model.ts';
import type { CheckedFlow } from './checked-flow.ts';
import { type Definitions, type Member, standAlone } from './definitions.ts';
import { emittingSteps } from './emitting-steps.ts';
import { DURATION, eventOf, type Known, type Properties, STRING, type Typed } from './event-parts.ts';
import type { FlowLevelEvent } from './events.ts';
import { pascalCase } from './names.ts';
import { shownTypes } from './shown-types.ts';
import { stepEvents } from './step-event-schema.ts';
import { buildEffectiveInputs, buildOutputs, objectOf } from './value-schema.ts';
import { ExecutionError } from './wire.ts';

/** What is shown of a flow's inputs and outputs: their schemas, or where these are defined. */
export interface ShownValues {
  readonly inputs: ValueType;
  readonly outputs: ValueType;
}

/** Any event of the flow. Stands alone. */
export function eventSchema(checked: CheckedFlow): ValueType {
  return standAlone((definitions) => {
    const inputs = buildEffectiveInputs(checked, definitions);
    const outputs = definitions.define('Outputs', buildOutputs(checked, definitions));
    return buildEvents(checked, definitions, { inputs, outputs });
  });
}

export function buildEvents(checked: CheckedFlow, definitions: Definitions, shown: ShownValues): ValueType {
  const { name } = checked.flow;
  const known: Known = { flow: name, definitions, shown: shownTypes(checked), error: definitions.wire(ExecutionError) };
  const members = [...flowEvents(known, shown), ...stepEvents(emittingSteps(checked), known)].map(
    ([type, schema]): Member => [type, definitions.define(`${name}${pascalCase(type)}`, schema)],
  );
  return definitions.oneOf('type', members, `Any event of ${name}; \`type\` says which.`);
}

/**
 * What a stream holds. OpenAPI 3.1 has no word for the lines around an event: some tools hold the JSON in them to the
 * schema, others what a reader of the lines makes of them.
 */
export function streamedEvent(event: ValueType): ValueType {
  const properties = {
    id: { ...STRING, description: 'The `seq` of the event.' },
    event: { ...STRING, description: 'Its `type`.' },
    data: { ...STRING, contentMediaType: 'application/json', contentSchema: event },
  } as const;
  return { oneOf: [event, objectOf(properties, ['id', 'event', 'data'])] };
}

function flowEvents(known: Known, { inputs, outputs }: ShownValues): Typed[] {
  const { error } = known;
  const one = (type: FlowLevelEvent['type'], more: Properties, optional: Properties = {}): Typed => {
    return [type, eventOf(known, type, { step_id: { type: 'null' } }, more, optional)];
  };
  const ended = { duration_ms: DURATION };
  const terminated = { terminated: { type: 'boolean', const: true }, termination_reason: STRING } as const;
  return [
    one('flow_started', { inputs }),
    one('flow_completed', { success: { type: 'boolean', const: true }, outputs, ...ended }, terminated),
    one('flow_failed', { success: { type: 'boolean', const: false }, error, ...ended }),
    one('flow_cancelled', { reason: STRING, cleanup_errors: { type: 'array', items: error }, ...ended }),
  ];
}
