/** Types for callers in TypeScript: openapi-typescript's `components`, and the flat map of flows that the client takes. */
import type { FlowEntry, OpenApiDocument } from '../contract/openapi-types.ts';
import { componentTypes, typeName } from './component-types.ts';
import { generatedBy } from './generated.ts';

/**
 * Of 500 flows, half of what a compiler does with a program that calls some of them is to check these types: each build would
 * do it anew, for a text that is right whenever it is written. What is used is checked where it is used.
 */
const UNCHECKED = '// @ts-nocheck: what is generated is right, and to check it again in every build takes time.';

/** The text of `flowlang.gen.ts`. The same document gives the same bytes. */
export async function emitTypescript(document: OpenApiDocument): Promise<string> {
  const components = await componentTypes(document);
  return `${UNCHECKED}\n/* eslint-disable */\n/** ${generatedBy('client')} */\n\n${flowMap(document)}\n${components}`;
}

function flowMap(document: OpenApiDocument): string {
  const flows = Object.entries(document['x-flowlang-flows']);
  const entries = flows.map(([name, flow]) => `${comment(flow)}  ${name}: {\n${members(flow)}  };\n`);
  return `/** The flows, by name: \`new FlowLangClient<Flows>()\`. */\nexport interface Flows {\n${entries.join('')}}\n`;
}

function members(flow: FlowEntry): string {
  const parts = { inputs: flow.inputs, outputs: flow.outputs, events: flow.event };
  const types = Object.entries(parts).map(([part, schema]) => `    ${part}: ${typeName(schema)};\n`);
  return `${types.join('')}    awaits: ${awaits(flow)};\n`;
}

/** The payload of each event that can be sent. Those whose names are computed take whatever the server takes. */
function awaits({ awaits: named = {}, awaits_computed: computed }: FlowEntry): string {
  const fields = Object.entries(named).map(([event, schema]) => `${event}: ${typeName(schema)}`);
  const all = computed === undefined ? fields : [...fields, '[event: string]: unknown'];
  return all.length === 0 ? '{}' : `{ ${all.join('; ')} }`;
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
