/** What a run of a flow answers, as JSON Schema (2020-12). */
import type { ValueType } from '../language/model.ts';
import type { CheckedFlow } from './checked-flow.ts';
import { standAlone } from './definitions.ts';
import { buildOutputs, objectOf } from './value-schema.ts';
import { FailedResult } from './wire.ts';

/** A flow that ended well. Stands alone. */
export function successResultSchema(checked: CheckedFlow): ValueType {
  return standAlone((definitions) => buildSuccess(checked, buildOutputs(checked, definitions)));
}

/** A flow that ran and failed. Stands alone, and is the same for every flow. */
export function failedResultSchema(): ValueType {
  return standAlone((definitions) => definitions.wire(FailedResult));
}

/** Either of them. Stands alone. */
export function resultSchema(checked: CheckedFlow): ValueType {
  return standAlone((definitions) => {
    const success = buildSuccess(checked, buildOutputs(checked, definitions));
    return { oneOf: [success, definitions.wire(FailedResult)] };
  });
}

/** `outputs`: their schema, or where it is defined. */
export function buildSuccess({ flow }: CheckedFlow, outputs: ValueType): ValueType {
  const properties = {
    success: { type: 'boolean', const: true },
    execution_id: { type: 'string' },
    flow: { type: 'string', const: flow.name },
    outputs,
    execution_time_ms: { type: 'number', minimum: 0 },
    terminated: { type: 'boolean', const: true, description: 'An `exit` ended the flow.' },
    termination_reason: { type: 'string', description: 'What the `exit` gave as its reason.' },
  } as const;
  const required = ['success', 'execution_id', 'flow', 'outputs', 'execution_time_ms'];
  return { ...objectOf(properties, required), description: `${flow.name} ran and ended well.` };
}
