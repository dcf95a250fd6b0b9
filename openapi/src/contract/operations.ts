/**
 * The table of operations: every way to call the server, once. The document is made from it, the server has a handler for
 * each row (a missing one does not compile), both clients a method, and the contract tests a scenario.
 */
import type { ApiErrorCode } from './errors.ts';
import { EXECUTION_OPERATIONS } from './execution-operations.ts';
import { BODY_ERRORS, type Operation, START_ERRORS } from './operation.ts';
import * as wire from './wire.ts';

const RUN_ERRORS = [
  ...BODY_ERRORS,
  'invalid_inputs',
  'idempotency_key_reused',
  'flow_not_ready',
  'flow_invalid',
  ...START_ERRORS,
] as const satisfies readonly ApiErrorCode[];

export const OPERATIONS = {
  describeServer: {
    method: 'GET',
    path: '/',
    operationId: 'describeServer',
    summary: 'What this server is, and the flows it serves',
    description: 'Name and version of the server, links to its other resources, and the flows with their readiness.',
    tag: 'Server',
    answer: { kind: 'json', schema: wire.ServerInfo },
    answerDescription: 'The server, with links and the readiness of each flow.',
    errors: ['not_acceptable'],
  },
  getHealth: {
    method: 'GET',
    path: '/health',
    operationId: 'getHealth',
    summary: 'The state of every flow',
    description:
      'For people and dashboards: says of each flow how much of it is implemented, and why it is not ready. For probes there are `/livez` and `/readyz`.',
    tag: 'Server',
    answer: { kind: 'json', schema: wire.Health },
    answerDescription:
      'Always 200; `degraded` when a flow is not ready, failed to load, or has an edit that is not in force.',
    errors: ['not_acceptable'],
  },
  getLiveness: {
    method: 'GET',
    path: '/livez',
    operationId: 'getLiveness',
    summary: 'Whether the process answers',
    description: 'For a liveness probe: an answer is all it asks for.',
    tag: 'Server',
    answer: { kind: 'json', schema: wire.Liveness },
    answerDescription: 'The process answers.',
    errors: ['not_acceptable'],
  },
  getReadiness: {
    method: 'GET',
    path: '/readyz',
    operationId: 'getReadiness',
    summary: 'Whether the server takes work',
    description:
      'For a readiness probe: 503 while the server starts, from the moment it is told to stop, and when it has lost its journal.',
    tag: 'Server',
    answer: { kind: 'json', schema: wire.Readiness },
    answerDescription: 'The server takes work.',
    alternatives: [
      {
        status: 503,
        body: { kind: 'json', schema: wire.Readiness },
        description: 'It is starting or shutting down, or has lost its journal.',
      },
    ],
    errors: ['not_acceptable'],
  },
  getDocument: {
    method: 'GET',
    path: '/openapi.json',
    operationId: 'getDocument',
    summary: 'This document, as JSON',
    description: 'The contract that this server keeps, and that its clients are generated from.',
    tag: 'Server',
    answer: { kind: 'document', mediaType: 'application/json' },
    answerDescription: 'The OpenAPI 3.1 document of all flows that are served.',
    errors: ['not_acceptable'],
  },
  getDocumentAsYaml: {
    method: 'GET',
    path: '/openapi.yaml',
    operationId: 'getDocumentAsYaml',
    summary: 'This document, as YAML',
    description: 'The contract that this server keeps, and that its clients are generated from.',
    tag: 'Server',
    answer: { kind: 'document', mediaType: 'application/yaml' },
    answerDescription: 'The OpenAPI 3.1 document of all flows that are served.',
    errors: ['not_acceptable'],
  },
  listFlows: {
    method: 'GET',
    path: '/flows',
    operationId: 'listFlows',
    summary: 'All flows, in the order of their names',
    description: 'Name, version, state, inputs and outputs of every flow.',
    tag: 'Server',
    answer: { kind: 'json', schema: wire.FlowSummary.array() },
    answerDescription: 'The flows; also those that are not ready or invalid.',
    errors: ['not_acceptable'],
  },
  getFlow: {
    method: 'GET',
    path: '/flows/{flow}',
    operationId: 'describe{flow}',
    summary: '{flow}, with the schemas of its inputs and outputs',
    description: 'What {flow} takes and answers, whether it is ready, and what was found wrong with its text.',
    tag: 'Flows',
    answer: { kind: 'json', schema: wire.FlowDetail },
    answerDescription: 'The flow.',
    errors: ['not_acceptable', 'flow_not_found'],
  },
  listTasks: {
    method: 'GET',
    path: '/flows/{flow}/tasks',
    operationId: 'tasksOf{flow}',
    summary: 'The tasks that {flow} names, and which of them are implemented',
    description: 'Each task that {flow} names, whether it is implemented, and how far the work is.',
    tag: 'Flows',
    answer: { kind: 'json', schema: wire.TaskList },
    answerDescription: 'The tasks, in the order in which the flow names them.',
    errors: ['not_acceptable', 'flow_not_found', 'flow_invalid'],
  },
  visualizeFlow: {
    method: 'GET',
    path: '/flows/{flow}/visualize',
    operationId: 'visualize{flow}',
    summary: 'A diagram of {flow}: Mermaid text, a page or a picture',
    description:
      'The steps of {flow} as a flowchart, drawn as it is now. A page needs nothing from elsewhere; with `execution` its steps take the colours of what that execution does, as it does it.',
    tag: 'Flows',
    parameters: ['DiagramFormat', 'DiagramExecution'],
    answer: { kind: 'text', mediaTypes: ['text/plain', 'text/html', 'image/svg+xml'] },
    answerDescription: 'A flowchart.',
    errors: ['not_acceptable', 'flow_not_found', 'flow_invalid', 'execution_not_found', 'journal_unavailable'],
  },
  getFlowDocument: {
    method: 'GET',
    path: '/flows/{flow}/openapi.json',
    operationId: 'openapiOf{flow}',
    summary: 'The document with {flow} alone',
    description: 'The contract of {flow} without the other flows.',
    tag: 'Flows',
    answer: { kind: 'document', mediaType: 'application/json' },
    answerDescription: 'An OpenAPI 3.1 document.',
    errors: ['not_acceptable', 'flow_not_found', 'flow_invalid'],
  },
  executeFlow: {
    method: 'POST',
    path: '/flows/{flow}/execute',
    operationId: 'execute{flow}',
    summary: 'Run {flow} and answer with its result',
    description:
      "Runs {flow} and waits for its end, or as long as `Prefer` says. Send an `Idempotency-Key`: the same key and body give the first execution's answer, also while it still runs, so that a retry never runs the flow twice.",
    tag: 'Flows',
    parameters: ['IdempotencyKey', 'Prefer', 'CancelOnDisconnect', 'Traceparent'],
    runsFlow: true,
    answer: { kind: 'flow-json', schema: 'Result' },
    answerDescription:
      'The flow was executed. One that ran and failed is a 200 too, with `success: false`: asking again would do its work again.',
    answerHeaders: ['ExecutionId', 'PreferenceApplied'],
    alternatives: [
      {
        status: 202,
        body: { kind: 'flow-json', schema: 'Execution' },
        description: 'As `Prefer` asked: the execution is kept, and goes on. `Location` says where to ask for it.',
        headers: ['Location', 'ExecutionId', 'PreferenceApplied'],
      },
    ],
    errors: ['flow_not_found', 'not_acceptable', ...RUN_ERRORS],
  },
  streamFlow: {
    method: 'POST',
    path: '/flows/{flow}/execute/stream',
    operationId: 'stream{flow}',
    summary: 'Run {flow} and answer with its events',
    description:
      'Runs {flow} and sends each of its events as it happens. To lose the connection does not cancel the execution: ask for its events after `Last-Event-ID` to go on where the stream broke; or, where its id never arrived, here with the same `Idempotency-Key`.',
    tag: 'Flows',
    parameters: ['IdempotencyKey', 'LastEventId', 'CancelOnDisconnect', 'Traceparent'],
    runsFlow: true,
    answer: { kind: 'flow-events' },
    answerDescription:
      'A stream of server-sent events: `id` is the `seq`, `event` the `type`, and `data` the event as JSON. The schema is of one event: of its JSON, or of the three together, as a reader of the lines has them. It ends after the last event of the execution.',
    answerHeaders: ['ExecutionId'],
    errors: ['flow_not_found', 'not_acceptable', 'unknown_idempotency_key', ...RUN_ERRORS],
  },
  ...EXECUTION_OPERATIONS,
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
