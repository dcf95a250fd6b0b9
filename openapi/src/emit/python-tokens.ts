/** What a generated module offers to call by: a token for each flow, and for each event that a flow waits for. */
import { pascalCase } from '../contract/names.ts';
import type { OpenApiDocument } from '../contract/openapi-types.ts';
import { docstring, quote } from './python-text.ts';
import type { PythonTypes } from './python-types.ts';

/** A constant that ties what something is called on the wire to its types. */
export interface Token {
  readonly name: string;
  /** A class of the client. */
  readonly kind: 'AwaitedEvent' | 'Flow' | 'FlowWithOptionalInputs';
  readonly wireName: string;
  /** Components of which the types are: what callers write, and what they get. */
  readonly takes: string;
  readonly answers?: string;
  readonly description: string | undefined;
}

/** To be called before any type is named: a flow's own name is the one that callers write. */
export function tokensOf(document: OpenApiDocument, types: PythonTypes): Token[] {
  const flows = Object.entries(document['x-flowlang-flows']);
  const schemas = document.components.schemas;
  const ofFlows = flows.map(([wireName, { inputs, outputs, description }]): Token => {
    const kind = (schemas[inputs]?.required ?? []).length === 0 ? 'FlowWithOptionalInputs' : 'Flow';
    return { name: types.reserve(wireName), kind, wireName, takes: inputs, answers: outputs, description };
  });
  const ofEvents = flows.flatMap(([flow, { awaits = {} }]) =>
    Object.entries(awaits).map(([wireName, payload]): Token => {
      const name = types.reserve(`${flow}${pascalCase(wireName)}`);
      const description = schemas[payload]?.['description'];
      const says = typeof description === 'string' ? description : undefined;
      return { name, kind: 'AwaitedEvent', wireName, takes: payload, description: says };
    }),
  );
  return [...ofFlows, ...ofEvents];
}

export function renderToken({ name, kind, wireName, takes, answers, description }: Token, types: PythonTypes): string {
  const taken = types.written(takes);
  const parameters = answers === undefined ? taken : `${taken}, ${types.component(answers)}`;
  const says = description === undefined ? '' : docstring(description, '');
  return `${name}: ${kind}[${parameters}] = ${kind}(${quote(wireName)})\n${says}`;
}
