/** Types for callers in TypeScript: openapi-typescript's `components`, and the flat map of flows that the client takes. */
import openapiTS, { astToString } from 'openapi-typescript';
import { mapValues } from '../contract/json-schema.ts';
import type { FlowEntry, OpenApiDocument } from '../contract/openapi-types.ts';
import { generatedBy } from './generated.ts';
import { stepIdType } from './step-id-type.ts';
import { forTypeScript } from './typescript-schema.ts';

/** The text of `flowlang.gen.ts`. The same document gives the same bytes. */
export async function emitTypescript(document: OpenApiDocument): Promise<string> {
  const components = await componentTypes(document);
  return `/* eslint-disable */\n/** ${generatedBy('client')} */\n\n${flowMap(document)}\n${components}`;
}

async function componentTypes(document: OpenApiDocument): Promise<string> {
  const source = {
    openapi: document.openapi,
    info: document.info,
    paths: {},
    components: { schemas: mapValues(document.components.schemas, forTypeScript) },
  };
  const nodes = await openapiTS(JSON.stringify(source), {
    defaultNonNullable: false,
    silent: true,
    transform: stepIdType,
  });
  // Paths and operations are left out: a call that runs a flow does not go through mapped types over them.
  const unused = /^export (?:type|interface) (?:paths|webhooks|operations|\$defs)\b/;
  const texts = nodes.map((node) => astToString(node));
  return texts.filter((text) => !unused.test(text)).join('');
}

function flowMap(document: OpenApiDocument): string {
  const flows = Object.entries(document['x-flowlang-flows']);
  const entries = flows.map(([name, flow]) => `${comment(flow)}  ${name}: {\n${members(flow)}  };\n`);
  return `/** The flows, by name: \`new FlowLangClient<Flows>()\`. */\nexport interface Flows {\n${entries.join('')}}\n`;
}

function members(flow: FlowEntry): string {
  const parts = { inputs: flow.inputs, outputs: flow.outputs, events: flow.event };
  return Object.entries(parts)
    .map(([part, schema]) => `    ${part}: components['schemas']['${schema}'];\n`)
    .join('');
}

function comment({ description }: FlowEntry): string {
  if (description === undefined) return '';
  const lines = description
    .trim()
    .replaceAll('*/', '*\\/')
    .split(/\r\n|[\r\n\u2028\u2029]/);
  if (lines.length === 1) return `  /** ${lines[0]} */\n`;
  return `  /**\n${lines.map((line) => `   * ${line}`.trimEnd()).join('\n')}\n   */\n`;
}
