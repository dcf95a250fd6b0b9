/** The front door of the language and the contract. */
export { answerSchema, problemSchema } from './contract/answer-schema.ts';
export type { CheckedFlow } from './contract/checked-flow.ts';
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
export { EVENT_PAGE, LAST_SEQ, PAGE } from './contract/parameters.ts';
export { renderJson, renderYaml } from './contract/render.ts';
export { failedResultSchema, resultSchema, successResultSchema } from './contract/result-schema.ts';
export { inputsSchema, outputsSchema, shownOutputsSchema } from './contract/value-schema.ts';
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
export { applyEdits, applyFixes, type Fixed, MAX_FIX_ROUNDS } from './language/apply-fixes.ts';
export { type CheckOptions, type CheckResult, checkFlow } from './language/check-flow.ts';
export { checkProject, subflowsOf } from './language/check-project.ts';
export {
  DIAGNOSTICS,
  type Diagnostic,
  type DiagnosticCode,
  type Edit,
  type LocatedDiagnostic,
  type Report,
  type Severity,
} from './language/diagnostics.ts';
export { renderMermaid } from './language/diagram.ts';
export { editorSchema } from './language/editor-schema.ts';
export { FUNCTION_NAMES } from './language/expression/ast.ts';
export { closest } from './language/expression/closest.ts';
export { compileCondition } from './language/expression/compile-condition.ts';
export { compileValue } from './language/expression/compile-value.ts';
export type { Scope } from './language/expression/evaluate.ts';
export { ExpressionError } from './language/expression/expression-error.ts';
export { formatExpression } from './language/expression/format-expression.ts';
export { describeValue, equal, textOf } from './language/expression/json-value.ts';
export type { FlowTypes, StepTypes, Subflow, TaskSignature } from './language/flow-types.ts';
export { formatDiagnostic, locate } from './language/format-diagnostic.ts';
export { UNIQUE_ITEMS } from './language/json-schema.ts';
export type {
  BranchStep,
  Condition,
  Connection,
  ConnectionStep,
  Entry,
  ExitStep,
  ExpressionValue,
  FailStep,
  Flow,
  ForEachStep,
  GroupCondition,
  Input,
  Json,
  JsonType,
  ListValue,
  LiteralValue,
  MapValue,
  Name,
  Node,
  NotCondition,
  Output,
  ParallelStep,
  Range,
  Retry,
  Step,
  StepBase,
  StepKind,
  SubflowStep,
  SwitchCase,
  SwitchStep,
  TaskStep,
  TestCondition,
  TextValue,
  Trigger,
  Value,
  ValueType,
  WaitForStep,
  WaitStep,
  WhileStep,
} from './language/model.ts';
export { LONGEST_RETRY_DELAY } from './language/parse-retry.ts';
export { type FlowSource, type ParsedSource, parseSource } from './language/parse-source.ts';
export { type Region, regionOf } from './language/place.ts';
export type { ProjectSource } from './language/project-source.ts';
export { allSteps, innerSteps, nameOfStep, walkSteps } from './language/steps.ts';
export { parseTime } from './language/time.ts';
export { describeType, typesOf } from './language/value-type.ts';
