/** All that is checked of a flow after it was read: names, references, control flow, types. */
import type { Report } from '../diagnostics.ts';
import type { Flow, FlowTypes, Output, Step, TaskSignature, ValueType } from '../model.ts';
import type { ParsedFlow } from '../parse-flow.ts';
import { ANY, selfContained } from '../value-type.ts';
import { type Analysis, EXECUTION } from './analysis.ts';
import { checkValue, typeOfValue } from './expressions.ts';
import { checkFit, type Say } from './fit.ts';
import { Scope, walkModel } from './scope.ts';
import { walkSteps } from './walk-steps.ts';

/** What the rules know of the tasks. */
export interface KnownTasks {
  readonly tasks: ReadonlyMap<string, TaskSignature> | undefined;
  readonly requireTasks: boolean;
}

/** Reports what is wrong with a flow, and gives the types that follow from it. */
export function checkRules({ flow, unreadable }: ParsedFlow, known: KnownTasks, report: Report): FlowTypes {
  const analysis: Analysis = {
    ...{ flow, report, unreadable, ...known, ids: idsOf(flow), stepTypes: new Map(), exits: [] },
    walk: (steps, scope) => walkSteps(steps, scope, analysis),
  };
  const inputs = unreadable.has('inputs') ? ANY : valuesOf(flow);
  const scope = new Scope({ locals: { inputs, execution: EXECUTION } });
  const ends = analysis.walk(flow.steps, scope);
  const declared = checkOutputs(flow.outputs, scope, analysis);
  const outputs = [...(ends ? [] : [declared]), ...analysis.exits];
  return { inputs: inputSchema(flow), outputs: oneOf(outputs), steps: analysis.stepTypes };
}

function idsOf(flow: Flow): ReadonlyMap<string, readonly Step[]> {
  const ids = new Map<string, Step[]>();
  walkModel(flow.steps, (step) => {
    if (step.id === undefined) return;
    const steps = ids.get(step.id);
    if (steps === undefined) ids.set(step.id, [step]);
    else steps.push(step);
  });
  return ids;
}

/** What a caller must send: closed, as unknown inputs are rejected. */
function inputSchema({ inputs }: Flow): ValueType {
  return {
    type: 'object',
    properties: Object.fromEntries(inputs.map((input) => [input.name, input.schema])),
    required: inputs.filter((input) => input.required).map((input) => input.name),
    additionalProperties: false,
  };
}

/** What the flow reads as `inputs`: a default is there by then, another optional input is null. */
function valuesOf({ inputs }: Flow): ValueType {
  return {
    type: 'object',
    properties: Object.fromEntries(inputs.map((input) => [input.name, withoutNotes(selfContained(input.schema))])),
    required: inputs
      .filter((input) => input.required || Object.hasOwn(input.schema, 'default'))
      .map((input) => input.name),
    additionalProperties: false,
  };
}

/** What is said of an input is not said of an output that repeats it. */
function withoutNotes(schema: ValueType): ValueType {
  const { default: _default, description: _description, examples: _examples, title: _title, ...type } = schema;
  const properties = Object.entries(type.properties ?? {}).map(([name, inner]) => [name, withoutNotes(inner)]);
  return {
    ...type,
    ...(type.properties && { properties: Object.fromEntries(properties) }),
    ...(type.items && { items: withoutNotes(type.items) }),
  };
}

/** A closed object in which every declared output is there: what ran into no value is null. */
function checkOutputs(outputs: readonly Output[], scope: Scope, analysis: Analysis): ValueType {
  const properties = outputs.map(({ name, value, schema, description }): [string, ValueType] => {
    const inferred = checkValue(value, scope, analysis);
    if (schema !== undefined) {
      checkFit(value, schema, '', sayOutput(name), {
        typeOf: (each) => typeOfValue(each, scope),
        report: analysis.report,
      });
    }
    return [name, { ...(schema ?? selfContained(inferred)), ...(description !== undefined && { description }) }];
  });
  const required = outputs.map((output) => output.name);
  return { type: 'object', properties: Object.fromEntries(properties), required, additionalProperties: false };
}

function sayOutput(name: string): Say {
  return (path) =>
    path === '' ? `The output \`${name}\`` : `\`${path.replace(/^\./, '')}\` of the output \`${name}\``;
}

function oneOf(types: readonly ValueType[]): ValueType {
  const distinct = [...new Map(types.map((type) => [JSON.stringify(type), type])).values()];
  const [only, second] = distinct;
  return only !== undefined && second === undefined ? only : { anyOf: distinct };
}
