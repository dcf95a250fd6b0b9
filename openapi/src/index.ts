/** The front door of the language and the contract. */
export { answerSchema, problemSchema } from './contract/answer-schema.ts';
export { awaitedNames } from './contract/awaited-events.ts';
export type { CheckedFlow } from './contract/checked-flow.ts';
export { declaredNames } from './contract/declared-names.ts';
export {
  type ContractChange,
  compareDocuments,
  isDocument,
  type ReadDocument,
} from './contract/diff/compare-documents.ts';
export { CONTRACT_RULES, type ContractRule } from './contract/diff/rules.ts';
export { buildDocument, type DocumentInfo } from './contract/document.ts';
export { API_ERRORS, type ApiErrorCode, problemType } from './contract/errors.ts';
export { eventSchema } from './contract/event-schema.ts';
export {
  type ExecutionError,
  FLOW_EVENT_TYPES,
  type FlowCancelled,
  type FlowCompleted,
  type FlowEvent,
  type FlowEventType,
  type FlowFailed,
  type FlowLevelEvent,
  type FlowStarted,
  isTerminal,
  STEP_EVENT_KINDS,
  STEP_EVENT_TYPES,
  type StepCancelled,
  type StepCompleted,
  type StepEvent,
  type StepEventKind,
  type StepFailed,
  type StepProgress,
  type StepRetrying,
  type StepSkipped,
  type StepStarted,
  type StepWaiting,
  type TerminalEvent,
} from './contract/events.ts';
export { executionSchema } from './contract/execution-schema.ts';
export type { FlowEntry, OpenApiDocument } from './contract/openapi-types.ts';
export { type Body, COMMON_ERRORS, type Operation } from './contract/operation.ts';
export { OPERATIONS, type OperationName } from './contract/operations.ts';
export { EVENT_PAGE, HEADER_NAMES, LAST_SEQ, PAGE } from './contract/parameters.ts';
export { renderJson, renderYaml } from './contract/render.ts';
export { failedResultSchema, resultSchema, successResultSchema } from './contract/result-schema.ts';
export { HIDDEN, holdsSensitive, SHORTEST_PART } from './contract/secrets.ts';
export { acceptedInputsSchema, inputsSchema, outputsSchema, shownOutputsSchema } from './contract/value-schema.ts';
export type {
  Cancellation,
  Delivery,
  ExecutionList,
  ExecutionSummary,
  FailedResult,
  FlowDetail,
  FlowHealth,
  FlowStatus,
  FlowSummary,
  Health,
  InvalidInput,
  Parameter,
  Problem,
  Readiness,
  ServerInfo,
  TaskList,
} from './contract/wire.ts';
export { EXECUTION_STATUSES, LONGEST_REASON } from './contract/wire.ts';

export { editorSchema } from './language/editor-schema.ts';
// Two doors and one list: all that the language shows is shown here, too.
export * from './language/index.ts';
