/** A flow's inputs and outputs as JSON Schema (2020-12). */
import type { Flow, Input, ValueType } from '../language/model.ts';
import type { CheckedFlow } from './checked-flow.ts';
import { type Definitions, standAlone } from './definitions.ts';
import { embedSchema } from './embed-schema.ts';
import { mapSubschemas, orNull } from './json-schema.ts';
import { shownTypes } from './shown-types.ts';

/**
 * What the inputs are judged by, once nulls that stand for absence are gone. Stands alone: ajv compiles it as it is.
 * Defaults are in it, and what has one is not required.
 */
export function inputsSchema({ flow }: CheckedFlow): ValueType {
  return standAlone((definitions) => inputsObject(flow, definitions, (_input, schema) => schema));
}

/** What a caller may send, as the document has it. Stands alone. */
export function acceptedInputsSchema({ flow }: CheckedFlow): ValueType {
  return standAlone((definitions) => buildInputs(flow, definitions));
}

/** What the outputs of a flow are judged by. Stands alone. */
export function outputsSchema(checked: CheckedFlow): ValueType {
  return standAlone((definitions) => outputsOf(checked, checked.types.outputs, definitions));
}

/** What a flow that ends well answers: its outputs, with what is sensitive hidden. Stands alone. */
export function shownOutputsSchema(checked: CheckedFlow): ValueType {
  return standAlone((definitions) => buildOutputs(checked, definitions));
}

/** What a caller may send: for an optional input null means absent. */
export function buildInputs(flow: Flow, definitions: Definitions): ValueType {
  return inputsObject(flow, definitions, (input, schema) => (isRequired(input) ? schema : orNull(schema)));
}

/** The inputs as a run shows them: defaults are applied, what was null or absent is not there, what is sensitive is hidden. */
export function buildEffectiveInputs(checked: CheckedFlow, definitions: Definitions): ValueType {
  const { flow } = checked;
  const shown = shownTypes(checked);
  const sure = flow.inputs.filter((input) => isRequired(input) || input.schema['default'] !== undefined);
  const properties = flow.inputs.map((input): [string, ValueType] => {
    return [input.name, embedSchema(shown.ofInput(input.schema), flow.name, definitions)];
  });
  return objectOf(
    Object.fromEntries(properties),
    sure.map((input) => input.name),
  );
}

export function buildOutputs(checked: CheckedFlow, definitions: Definitions): ValueType {
  return outputsOf(checked, shownTypes(checked).of(checked.types.outputs), definitions);
}

function outputsOf({ flow }: CheckedFlow, type: ValueType, definitions: Definitions): ValueType {
  const described = new Map(flow.outputs.map((output) => [output.name, output.description]));
  return describe(embedSchema(type, flow.name, definitions), described);
}

export function isRequired(input: Input): boolean {
  return input.required && input.schema['default'] === undefined;
}

export function objectOf(properties: Readonly<Record<string, ValueType>>, required: readonly string[]): ValueType {
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

function inputsObject(
  flow: Flow,
  definitions: Definitions,
  adapt: (input: Input, schema: ValueType) => ValueType,
): ValueType {
  const required = flow.inputs.filter(isRequired).map((input) => input.name);
  const properties = flow.inputs.map((input): [string, ValueType] => {
    return [input.name, adapt(input, embedSchema(input.schema, flow.name, definitions))];
  });
  return { ...objectOf(Object.fromEntries(properties), required), additionalProperties: false };
}

/** Adds what the author says of an output to its type, also where an `exit` makes the outputs a union. */
function describe(schema: ValueType, described: ReadonlyMap<string, string | undefined>): ValueType {
  if (schema.anyOf !== undefined || schema.oneOf !== undefined) {
    return mapSubschemas(schema, (member) => describe(member, described));
  }
  if (schema.properties === undefined) return schema;
  const named = Object.entries(schema.properties).map(([name, type]): [string, ValueType] => {
    const description = described.get(name);
    if (description === undefined || type['description'] !== undefined) return [name, type];
    return [name, type['$ref'] === undefined ? { ...type, description } : { description, allOf: [type] }];
  });
  return { ...schema, properties: Object.fromEntries(named) };
}
