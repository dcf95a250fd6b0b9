/** What a flow adds to a document: its component schemas, the body that runs it, its entry and its tag. */
import type { Flow, Json, ValueType } from '../language/model.ts';
import type { AwaitedEvents } from './awaited-events.ts';
import type { CheckedFlow } from './checked-flow.ts';
import type { Definitions, Ref } from './definitions.ts';
import { buildEvents } from './event-schema.ts';
import { buildExecution } from './execution-schema.ts';
import type { Example, FlowEntry, RequestBody } from './openapi-types.ts';
import type { FlowSchema } from './operation.ts';
import { buildSuccess } from './result-schema.ts';
import { buildEffectiveInputs, buildInputs, buildOutputs, isRequired, objectOf } from './value-schema.ts';
import { FailedResult } from './wire.ts';

/** Component names of a flow's schemas. */
export type FlowNames = Readonly<Record<FlowSchema | 'Success' | 'ShownInputs', string>>;

/** To be called for all flows before any schema is built: then these names are as plain as they can be. */
export function reserveNames(flow: Flow, definitions: Definitions): FlowNames {
  const reserve = (schema: string): string => definitions.reserve(`${flow.name}${schema}`);
  return {
    Inputs: reserve('Inputs'),
    Outputs: reserve('Outputs'),
    Result: reserve('Result'),
    Event: reserve('Event'),
    Success: reserve('Success'),
    ShownInputs: reserve('ShownInputs'),
    Execution: reserve('Execution'),
    EventPage: reserve('EventPage'),
  };
}

export function defineFlowSchemas(checked: CheckedFlow, names: FlowNames, definitions: Definitions): void {
  const { flow } = checked;
  definitions.set(names.Inputs, { ...buildInputs(flow, definitions), description: `What ${flow.name} takes.` });
  const outputs = definitions.set(names.Outputs, withText(buildOutputs(checked, definitions), flow.name));
  const success = definitions.set(names.Success, buildSuccess(checked, outputs));
  // No discriminator: OpenAPI has them for texts only, and generators would make one of `success`.
  definitions.set(names.Result, {
    description: `${flow.name} was executed; \`success\` says how it ended.`,
    oneOf: [success, definitions.wire(FailedResult)],
  });
  const inputs = definitions.set(names.ShownInputs, {
    ...buildEffectiveInputs(checked, definitions),
    description: `What an execution of ${flow.name} shows of its inputs: with their defaults, and without what is sensitive.`,
  });
  const event = definitions.set(names.Event, buildEvents(checked, definitions, { inputs, outputs }));
  definitions.set(names.Execution, buildExecution(flow.name, definitions, { inputs, outputs }));
  definitions.set(names.EventPage, buildEventPage(flow.name, event));
}

function buildEventPage(flow: string, event: Ref): ValueType {
  const next_after = {
    type: ['integer', 'null'],
    minimum: 0,
    description: 'Ask again with `after` this. Null: the last event of the execution is in this page, or before it.',
  } as const;
  const properties = { events: { type: 'array', items: event }, next_after } as const;
  return { ...objectOf(properties, ['events', 'next_after']), description: `Events of ${flow}, in their order.` };
}

function withText(outputs: ValueType, name: string): ValueType {
  return outputs['description'] === undefined ? { ...outputs, description: `What ${name} answers.` } : outputs;
}

/** `{inputs: …}`, or the inputs themselves unless one of them is called `inputs`. */
export function requestBodyOf(flow: Flow, inputs: Ref): RequestBody {
  const required = flow.inputs.some(isRequired);
  const envelope: ValueType = {
    type: 'object',
    properties: { inputs },
    ...(required ? { required: ['inputs'] } : {}),
    additionalProperties: false,
  };
  const takesBare = !flow.inputs.some((input) => input.name === 'inputs');
  const examples = examplesOf(flow, takesBare);
  return {
    description: `The inputs of ${flow.name}${takesBare ? ', in an envelope or bare' : ''}.`,
    required,
    content: {
      'application/json': {
        schema: takesBare ? { anyOf: [envelope, inputs] } : envelope,
        ...(examples === undefined ? {} : { examples }),
      },
    },
  };
}

/** Only where the author gives an example of every required input. */
function examplesOf(flow: Flow, takesBare: boolean): Record<string, Example> | undefined {
  const known = flow.inputs.map((input) => [input, exampleOf(input.schema)] as const);
  if (known.some(([input, example]) => isRequired(input) && example === undefined)) return undefined;
  const shown = known.flatMap(([{ name }, example]) => (example === undefined ? [] : [[name, example] as const]));
  if (shown.length === 0) return undefined;
  const inputs: Json = Object.fromEntries(shown);
  return {
    envelope: { summary: 'In an envelope', value: { inputs } },
    ...(takesBare ? { bare: { summary: 'Bare', value: inputs } } : {}),
  };
}

function exampleOf(schema: ValueType): Json | undefined {
  const { examples, example } = schema as { examples?: unknown; example?: Json };
  return Array.isArray(examples) ? (examples[0] as Json | undefined) : (example ?? schema.const ?? schema.enum?.[0]);
}

export function entryOf(flow: Flow, names: FlowNames, awaited: AwaitedEvents | undefined): FlowEntry {
  return {
    ...(flow.version === undefined ? {} : { version: flow.version }),
    ...(flow.description === undefined ? {} : { description: flow.description }),
    tags: flow.tags,
    inputs: names.Inputs,
    outputs: names.Outputs,
    result: names.Result,
    event: names.Event,
    ...(awaited === undefined ? {} : { awaits: awaited.named }),
    ...(awaited?.unnamed === undefined ? {} : { awaits_computed: awaited.unnamed }),
  };
}

/** What a reader of the document sees above the flow's operations. */
export function tagText(flow: Flow): string {
  const facts = [
    ...(flow.version === undefined ? [] : [`Version ${flow.version}.`]),
    ...(flow.tags.length === 0 ? [] : [`Tags: ${flow.tags.join(', ')}.`]),
  ].join(' ');
  return [flow.description ?? `The flow ${flow.name}.`, facts].filter((part) => part !== '').join('\n\n');
}
