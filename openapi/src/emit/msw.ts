/**
 * Handlers of MSW for the flows of a project, so that a front end can be built before the tasks exist. What is written is
 * data: samples, the schemas that inputs are judged by, the problems of the contract. What answers with it is
 * `@flowlang/client/msw`.
 */
import type { CheckedFlow } from '../contract/checked-flow.ts';
import { API_ERRORS, type ApiErrorCode, problemType } from '../contract/errors.ts';
import type { FlowEntry, OpenApiDocument } from '../contract/openapi-types.ts';
import { inputsSchema } from '../contract/value-schema.ts';
import type { FlowDetail, TaskList } from '../contract/wire.ts';
import { generatedBy } from './generated.ts';
import { sampleSteps } from './msw-steps.ts';
import { Samples } from './sample.ts';

/** A flow with what the API tells of it. */
export interface DescribedFlow {
  readonly checked: CheckedFlow;
  readonly detail: FlowDetail;
  readonly tasks: TaskList;
  /** A Mermaid flowchart. */
  readonly diagram: string;
}

/** Those that the handlers answer. */
const CODES = [
  'execution_ended',
  'execution_not_failed',
  'execution_not_found',
  'flow_not_found',
  'idempotency_key_reused',
  'invalid_inputs',
  'invalid_json',
  'invalid_payload',
  'invalid_request',
  'not_waiting',
] as const satisfies readonly ApiErrorCode[];

/** The text of a TypeScript module. The same flows give the same bytes. */
export function emitMsw(document: OpenApiDocument, flows: readonly DescribedFlow[]): string {
  const problems = Object.fromEntries(CODES.map((code) => [code, kindOf(code)]));
  const described = new Map(flows.map((flow) => [flow.detail.name, flow]));
  const mocked = Object.entries(document['x-flowlang-flows']).flatMap(([name, entry]) => {
    const flow = described.get(name);
    return flow === undefined ? [] : [[name, mockOf(flow, entry, document)]];
  });
  const project = { problems, flows: Object.fromEntries(mocked) };
  return `/* eslint-disable */
/** ${generatedBy('msw')} */
import type { FlowMap, UntypedFlows } from '@flowlang/client';
import { createFlowHandlers, type MockOptions, type MockProject } from '@flowlang/client/msw';
import type { HttpHandler } from 'msw';

/** Handlers that answer as a server with these flows does: \`setupWorker(...flowHandlers<Flows>())\`. */
export function flowHandlers<Flows extends FlowMap<Flows> = UntypedFlows>(
  options: MockOptions<Flows> = {},
): HttpHandler[] {
  return createFlowHandlers<Flows>(project, options);
}

const project: MockProject = ${literal(project)};
`;
}

function kindOf(code: ApiErrorCode): object {
  const { title, status } = API_ERRORS[code];
  return { type: problemType(code), title, status };
}

function mockOf(
  { checked, detail, tasks, diagram }: DescribedFlow,
  entry: FlowEntry,
  document: OpenApiDocument,
): object {
  const samples = new Samples(document.components.schemas);
  return {
    detail: { ...detail, status: 'ready' },
    tasks: allImplemented(tasks),
    diagram,
    // Not that of the detail, which allows the nulls that are gone when inputs are judged.
    inputs: inputsSchema(checked),
    outputs: samples.of({ $ref: `#/components/schemas/${entry.outputs}` }),
    ...sampleSteps(checked, entry, document, samples),
  };
}

/** A mock answers for tasks that nobody has written yet. */
function allImplemented({ flow, tasks, summary }: TaskList): TaskList {
  const { total } = summary;
  return {
    flow,
    tasks: tasks.map((task) => ({ ...task, implemented: true })),
    summary: { total, implemented: total, pending: 0, progress: `${total}/${total} (100.0%)` },
  };
}

/** JSON as TypeScript: a key `__proto__` would set the prototype. */
function literal(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(/(?<!\\)"__proto__":/g, '["__proto__"]:');
}
