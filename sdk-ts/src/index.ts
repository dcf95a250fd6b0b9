/** The public door of `@flowlang/client`. */
export type { FlowLangApi } from './api.ts';
export { FlowLangClient } from './client.ts';
export {
  APIError,
  type APIErrorDetails,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  ExecutionNotFoundError,
  FlowExecutionError,
  FlowLangError,
  FlowNotFoundError,
  FlowNotReadyError,
  InvalidInputsError,
  RateLimitError,
  ServerError,
  TimeoutError,
  type TimeoutPhase,
  UnexpectedResponseError,
} from './errors.ts';
export type { FlowStream } from './event-stream.ts';
export type {
  FlowCancelled,
  FlowCompleted,
  FlowEvent,
  FlowFailed,
  FlowStarted,
  StepCancelled,
  StepCompleted,
  StepFailed,
  StepProgress,
  StepRetrying,
  StepSkipped,
  StepStarted,
  StepWaiting,
  TerminalEvent,
} from './events.ts';
export type { ExecutionHandle } from './execution-handle.ts';
export type { ExecutionPages } from './execution-pages.ts';
export type { FlowCall } from './flow-call.ts';
export type {
  AwaitedEvents,
  FlowArguments,
  FlowMap,
  FlowName,
  FlowTypes,
  PayloadArguments,
  ShownInputs,
  UntypedFlows,
} from './flows.ts';
export type { RetryOptions, TimeoutOptions } from './limits.ts';
export type { Logger } from './logger.ts';
export type {
  CallOptions,
  ClientOptions,
  ClientRequest,
  EventsOptions,
  ExecuteOptions,
  ListOptions,
  Middleware,
  ResultOptions,
  StartOptions,
} from './options.ts';
export type { Answer } from './read-body.ts';
export type {
  Cancellation,
  CompletedExecution,
  Delivery,
  Diagnostic,
  Execution,
  ExecutionError,
  ExecutionList,
  ExecutionStatus,
  ExecutionSummary,
  FailedExecution,
  FlowDetail,
  FlowFailure,
  FlowHealth,
  FlowResult,
  FlowStatus,
  FlowSuccess,
  FlowSummary,
  Health,
  InvalidInput,
  Json,
  Parameter,
  Problem,
  Task,
  TaskList,
  TaskSummary,
  UnfinishedExecution,
} from './wire.ts';
