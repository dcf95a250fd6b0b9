/**
 * Checks of what the server answers, against wire.ts and events.ts. Closed lists (statuses, kinds) are not held to their
 * members, and an event of an unknown type to no more than the fields of all: a newer server must not break this client.
 */
import {
  anObject,
  anything,
  type Check,
  flag,
  isObject,
  listOf,
  literal,
  nil,
  number,
  object,
  optional,
  ordinal,
  orNull,
  recordOf,
  text,
} from './check.ts';
import type * as events from './events.ts';
import type * as wire from './wire.ts';

const executionError = object<wire.ExecutionError>({
  type: text,
  message: text,
  step_id: optional(text),
  task: optional(text),
  attempts: optional(number),
});

const parameter = object<wire.Parameter>({
  name: text,
  type: text,
  required: optional(flag),
  description: optional(text),
});

const SUMMARY = {
  name: text,
  description: optional(text),
  version: optional(text),
  status: text,
  inputs: listOf(parameter),
  outputs: listOf(parameter),
  tags: listOf(text),
};

const diagnostic = object<wire.Diagnostic>({
  file: text,
  line: number,
  column: number,
  code: text,
  severity: text,
  message: text,
  hint: optional(text),
});

export const flowList = listOf(object<wire.FlowSummary>(SUMMARY));

export const flowDetail = object<wire.FlowDetail>({
  ...SUMMARY,
  input_schema: optional(anObject),
  output_schema: optional(anObject),
  diagnostics: listOf(diagnostic),
});

export const taskList = object<wire.TaskList>({
  flow: text,
  tasks: listOf(object<wire.Task>({ name: text, implemented: flag, description: optional(text) })),
  summary: object<wire.TaskSummary>({ total: number, implemented: number, pending: number, progress: text }),
});

export const health = object<wire.Health>({
  status: text,
  flows: recordOf(object<wire.FlowHealth>({ implementation_status: text, ready: flag, problem: optional(text) })),
});

const RESULT = { execution_id: text, flow: text, execution_time_ms: number };

const success = object<Omit<wire.FlowSuccess, 'error'>>({
  ...RESULT,
  success: literal(true),
  outputs: anObject,
  terminated: optional(flag),
  termination_reason: optional(text),
});

const failure = object<Omit<wire.FlowFailure, 'outputs'>>({
  ...RESULT,
  success: literal(false),
  error: executionError,
});

export const flowResult: Check = (value, place) =>
  isObject(value) && value.success === false ? failure(value, place) : success(value, place);

export const problem = object<wire.Problem>({
  type: text,
  title: text,
  status: number,
  detail: text,
  instance: text,
  code: text,
  request_id: text,
});

export const invalidInputs = listOf(object<wire.InvalidInput>({ path: text, message: text, keyword: text }));

export const cancellation = object<wire.Cancellation>({ execution_id: text, flow: text, reason: text });

export const delivery = object<wire.Delivery>({ execution_id: text, flow: text, event: text });

const LISTED = {
  execution_id: text,
  flow: text,
  status: text,
  created_at: text,
  started_at: orNull(text),
  ended_at: orNull(text),
  origin: text,
  parent_id: orNull(text),
  attempt: number,
};

export const executionList = object<wire.ExecutionList>({
  items: listOf(object<wire.ExecutionSummary>(LISTED)),
  next_cursor: orNull(text),
});

const ENDED = { ...LISTED, ended_at: text, execution_time_ms: number, inputs: anObject };

const completed = object<Omit<wire.CompletedExecution, 'error'>>({
  ...ENDED,
  outputs: anObject,
  terminated: optional(flag),
  termination_reason: optional(text),
});

const failed = object<Omit<wire.FailedExecution, 'outputs'>>({ ...ENDED, error: executionError });

const unfinished = object<Omit<wire.UnfinishedExecution, 'outputs' | 'error'>>({ ...LISTED, inputs: anObject });

export const execution: Check = (value, place) => {
  const status = isObject(value) ? value.status : undefined;
  if (status === 'completed') return completed(value, place);
  return status === 'failed' || status === 'cancelled' ? failed(value, place) : unfinished(value, place);
};

const BASE = { seq: ordinal, execution_id: text, flow: text, timestamp: text, type: text, status: text };
const FLOW = { ...BASE, step_id: nil };
const STEP = { ...BASE, step_id: text, kind: text, path: text, task: optional(text), parent_step_id: optional(text) };
const unknownEvent = object<typeof BASE>(BASE);

const EVENTS: { readonly [Type in events.FlowEvent['type']]: Check } = {
  flow_started: object<events.FlowStarted>({ ...FLOW, inputs: anObject }),
  flow_completed: object<events.FlowCompleted>({
    ...FLOW,
    success: literal(true),
    outputs: anObject,
    duration_ms: number,
    terminated: optional(flag),
    termination_reason: optional(text),
  }),
  flow_failed: object<events.FlowFailed>({
    ...FLOW,
    success: literal(false),
    error: executionError,
    duration_ms: number,
  }),
  flow_cancelled: object<events.FlowCancelled>({
    ...FLOW,
    reason: text,
    cleanup_errors: listOf(executionError),
    duration_ms: number,
  }),
  step_started: object<events.StepStarted>({ ...STEP, inputs: optional(anObject), attempt: number }),
  step_progress: object<events.StepProgress>({ ...STEP, progress: number, message: optional(text) }),
  step_retrying: object<events.StepRetrying>({ ...STEP, error: executionError, attempt: number, delay_ms: number }),
  step_completed: object<events.StepCompleted>({ ...STEP, outputs: anything, duration_ms: number }),
  step_skipped: object<events.StepSkipped>(STEP),
  step_failed: object<events.StepFailed>({ ...STEP, error: executionError, duration_ms: number, handled: flag }),
  step_cancelled: object<events.StepCancelled>({ ...STEP, reason: text, duration_ms: number }),
  step_waiting: object<events.StepWaiting>({ ...STEP, event: optional(text), until: optional(text) }),
};

export const flowEvent: Check = (value, place) => {
  const known = isObject(value) && typeof value.type === 'string' && Object.hasOwn(EVENTS, value.type);
  return (known ? EVENTS[value.type as events.FlowEvent['type']] : unknownEvent)(value, place);
};
