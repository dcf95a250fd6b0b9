/** Flows as the API shows them. */
import {
  type FlowDetail,
  type FlowHealth,
  type FlowSummary,
  inputsSchema,
  type JsonType,
  type Parameter,
  shownOutputsSchema,
  type TaskList,
  typesOf,
  type ValueType,
} from '@flowlang/openapi';
import { type BrokenEdit, implementationProgress, type LoadedFlow, pendingText, type ServableFlow } from './catalog.ts';

/** Of a flow whose tasks are not known: none of none would be all of them. */
const NOTHING_DONE = '0/0 (0.0%)';

/** @param broken an edit of it that is not in force */
export function flowHealth(flow: LoadedFlow, broken?: BrokenEdit): FlowHealth {
  if (flow.state === 'invalid') {
    return { implementation_status: NOTHING_DONE, ready: false, problem: firstError(flow.diagnostics) };
  }
  const { tasks, pendingTasks } = flow;
  const implementation_status = implementationProgress(tasks.length, tasks.length - pendingTasks.length);
  const problems = [
    ...(flow.state === 'ready' ? [] : [`not implemented: ${pendingText(tasks)}`]),
    ...(broken === undefined ? [] : [`the last edit is not in force: ${broken.place}: ${broken.problem}`]),
  ];
  const ready = flow.state === 'ready';
  return { implementation_status, ready, ...(problems.length > 0 && { problem: problems.join('; ') }) };
}

export function summarizeFlow(flow: LoadedFlow): FlowSummary {
  if (flow.state === 'invalid') return { name: flow.name, status: 'invalid', inputs: [], outputs: [], tags: [] };
  const { name, description, version, tags } = flow.flow;
  return {
    name,
    description,
    version,
    status: flow.state,
    inputs: inputParameters(flow),
    outputs: outputParameters(flow),
    tags: [...tags],
  };
}

/** @param broken an edit of it that is not in force */
export function describeFlow(flow: LoadedFlow, broken?: BrokenEdit): FlowDetail {
  const diagnostics = [...(broken?.diagnostics ?? []), ...flow.diagnostics];
  if (flow.state === 'invalid') return { ...summarizeFlow(flow), diagnostics };
  return {
    ...summarizeFlow(flow),
    input_schema: inputsSchema(flow),
    output_schema: shownOutputsSchema(flow),
    diagnostics,
  };
}

export function taskListOf({ name, tasks, pendingTasks }: ServableFlow): TaskList {
  const total = tasks.length;
  const pending = pendingTasks.length;
  const implemented = total - pending;
  const summary = { total, implemented, pending, progress: implementationProgress(total, implemented) };
  return { flow: name, tasks: [...tasks], summary };
}

function inputParameters({ flow }: ServableFlow): Parameter[] {
  return flow.inputs.map(({ name, schema, required }) => {
    const description = schema['description'];
    return {
      name,
      type: typeWords(schema),
      required,
      ...(typeof description === 'string' ? { description } : {}),
    };
  });
}

function outputParameters({ flow, types }: ServableFlow): Parameter[] {
  return flow.outputs.map(({ name, description }) => ({
    name,
    type: typeWords(outputType(types.outputs, name)),
    ...(description === undefined ? {} : { description }),
  }));
}

const TYPE_WORDS: readonly JsonType[] = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'];

/** A type in the words of the language: `string`, `integer or null`, `any`. */
function typeWords(type: ValueType): string {
  const types = typesOf(type);
  if (types === undefined) return 'any';
  const words = TYPE_WORDS.filter((word) => types.has(word) && !(word === 'integer' && types.has('number')));
  return words.length === TYPE_WORDS.length - 1 ? 'any' : words.join(' or ');
}

/** An `exit` has outputs of its own: what is called so in any of the shapes. */
function outputType(outputs: ValueType, name: string): ValueType {
  const types = (outputs.anyOf ?? [outputs]).flatMap<ValueType>((shape) => shape.properties?.[name] ?? []);
  const [only = {}, second] = types;
  return second === undefined ? only : { anyOf: types };
}

/** With its place, for a line of a log. */
export function firstError(diagnostics: LoadedFlow['diagnostics']): string {
  const errors = diagnostics.filter((one) => one.severity === 'error');
  const [first] = errors;
  if (first === undefined) return 'the flow is invalid';
  const more = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`;
  return `${first.file}:${first.line}:${first.column} ${first.code}: ${first.message}${more}`;
}
