/**
 * The events of one flow as JSON Schema (2020-12): only those that it can emit, each step's inputs and outputs typed.
 *
 * 1. Each `type` is exactly one schema, and no schema stands in two unions: code generators then narrow by `type`.
 * 2. Where the shape depends on the step, that schema is itself a union, told apart by `step_id`.
 * 3. Steps that share a `step_id` share a schema.
 */
import type { ValueType } from '../language/model.ts';
import type { CheckedFlow } from './checked-flow.ts';
import { type Definitions, type Member, type Ref, standAlone } from './definitions.ts';
import { embedSchema } from './embed-schema.ts';
import { type EmittingStep, emittingSteps } from './emitting-steps.ts';
import type { FlowEvent, FlowEventType, StepEvent } from './events.ts';
import { pascalCase } from './names.ts';
import { buildEffectiveInputs, buildOutputs, objectOf } from './value-schema.ts';
import { ExecutionError } from './wire.ts';

/** Any event of the flow. Stands alone. */
export function eventSchema(checked: CheckedFlow): ValueType {
  return standAlone((definitions) => {
    return buildEvents(checked, definitions, definitions.define('Outputs', buildOutputs(checked, definitions)));
  });
}

/** `outputs`: where the flow's outputs are defined. */
export function buildEvents(checked: CheckedFlow, definitions: Definitions, outputs: Ref): ValueType {
  const { name } = checked.flow;
  const error = definitions.wire(ExecutionError);
  const known: Known = { flow: name, definitions, error };
  const members = [...flowEvents(checked, known, outputs), ...stepEvents(emittingSteps(checked), known)].map(
    ([type, schema]): Member => [type, definitions.define(`${name}${pascalCase(type)}`, schema)],
  );
  return definitions.oneOf('type', members, `Any event of ${name}; \`type\` says which.`);
}

interface Known {
  readonly flow: string;
  readonly definitions: Definitions;
  readonly error: ValueType;
}

type Typed = readonly [type: FlowEventType, schema: ValueType];
type Properties = Readonly<Record<string, ValueType>>;

const DURATION = { type: 'number', minimum: 0 } as const;
const STRING = { type: 'string' } as const;
const COUNT = { type: 'integer', minimum: 1 } as const;

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
} as const satisfies { [Type in FlowEventType]: Extract<FlowEvent, { type: Type }>['status'] };

function flowEvents({ flow }: CheckedFlow, known: Known, outputs: Ref): Typed[] {
  const { definitions, error } = known;
  const one = (type: FlowEventType, more: Properties, optional: Properties = {}): Typed => {
    return [type, eventOf(known, type, { step_id: { type: 'null' } }, more, optional)];
  };
  const ended = { duration_ms: DURATION };
  const terminated = { terminated: { type: 'boolean', const: true }, termination_reason: STRING } as const;
  return [
    one('flow_started', { inputs: buildEffectiveInputs(flow, definitions) }),
    one('flow_completed', { success: { type: 'boolean', const: true }, outputs, ...ended }, terminated),
    one('flow_failed', { success: { type: 'boolean', const: false }, error, ...ended }),
    one('flow_cancelled', { reason: STRING, cleanup_errors: { type: 'array', items: error }, ...ended }),
  ];
}

function stepEvents(steps: readonly EmittingStep[], known: Known): Typed[] {
  const { definitions, error } = known;
  const inputsOf = (step: EmittingStep): Properties => ({ inputs: stepInputs(step, known), attempt: COUNT });
  const outputsOf = (step: EmittingStep): Properties => ({
    outputs: embedSchema(step.outputs, known.flow, definitions),
    duration_ms: DURATION,
  });
  const alike = (type: StepEvent['type'], of: readonly EmittingStep[], more: Properties, optional?: Properties) => {
    const [first, ...others] = of;
    return first === undefined ? [] : [[type, stepEvent(known, type, [first, ...others], more, optional)] as const];
  };
  const own = (type: StepEvent['type'], more: (step: EmittingStep) => Properties) => perStep(known, type, steps, more);
  const progress = { progress: { type: 'number', minimum: 0, maximum: 1 } } as const;
  const ended = { duration_ms: DURATION };
  return [
    ...own('step_started', inputsOf),
    ...alike(
      'step_progress',
      steps.filter((step) => step.tasks.length > 0),
      progress,
      { message: STRING },
    ),
    ...alike(
      'step_retrying',
      steps.filter((step) => step.retries),
      { error, attempt: COUNT, delay_ms: DURATION },
    ),
    ...own('step_completed', outputsOf),
    ...alike(
      'step_skipped',
      steps.filter((step) => step.skippable),
      {},
    ),
    ...alike('step_failed', steps, { error, handled: { type: 'boolean' }, ...ended }),
    ...alike('step_cancelled', steps, { reason: STRING, ...ended }),
  ];
}

function stepInputs(step: EmittingStep, { flow, definitions }: Known): ValueType {
  const inputs = embedSchema(step.inputs, flow, definitions);
  return Object.keys(inputs).length === 0 ? { type: 'object' } : inputs;
}

/** One shape for each step; with more than one, a union of them. */
function perStep(
  known: Known,
  type: StepEvent['type'],
  steps: readonly EmittingStep[],
  more: (step: EmittingStep) => Properties,
): Typed[] {
  const shapes = steps.map((step) => [step.stepId, stepEvent(known, type, [step], more(step))] as const);
  const [first, second] = shapes;
  if (first === undefined) return [];
  if (second === undefined) return [[type, first[1]]];
  const { flow, definitions } = known;
  const members = shapes.map(([id, shape]): Member => {
    return [id, definitions.define(`${flow}${pascalCase(type)}_${id}`, shape)];
  });
  return [[type, definitions.oneOf('step_id', members, `\`step_id\` says which step.`)]];
}

function stepEvent(
  known: Known,
  type: StepEvent['type'],
  steps: readonly EmittingStep[],
  more: Properties,
  optional: Properties = {},
): ValueType {
  const tasks = [...new Set(steps.flatMap((step) => step.tasks))];
  const task: Properties = tasks.length === 0 ? {} : { task: anyName(tasks) };
  const sure = steps.every((step) => step.alwaysTask);
  const place: Properties = {
    step_id: anyName(steps.map((step) => step.stepId)),
    kind: anyName([...new Set(steps.flatMap((step) => step.kinds))]),
    ...(sure ? task : {}),
    path: { type: 'string', description: 'Where in the flow, with loop indices.' },
  };
  return eventOf(known, type, place, more, { ...(sure ? {} : task), ...optional });
}

function anyName(names: readonly string[]): ValueType {
  return names.length === 1 ? { type: 'string', const: names[0] ?? '' } : { type: 'string', enum: names };
}

function eventOf(known: Known, type: FlowEventType, place: Properties, more: Properties, optional: Properties) {
  const required: Properties = {
    type: { type: 'string', const: type },
    seq: COUNT,
    execution_id: STRING,
    flow: { type: 'string', const: known.flow },
    timestamp: { type: 'string', format: 'date-time' },
    ...place,
    status: { type: 'string', const: STATUS[type] },
    ...more,
  };
  return objectOf({ ...required, ...optional }, Object.keys(required));
}
