/**
 * The errors of a run, by the names that authors and callers see: an error's `name` is its `type` in events, in results
 * and in `retry_on`. A task may throw anything; these are the ones that FlowLang knows.
 */

/** Base of all that FlowLang throws on purpose. Its message may be shown to whoever called. */
export class FlowLangError extends Error {
  override name = 'FlowLangError';
}

/** Thrown by a task that knows that another try would not help, as is any error with `retryable = false`. Its `type` in events is the cause's, if there is one. */
export class NonRetryableError extends FlowLangError {
  override name = 'NonRetryableError';
  readonly retryable = false;
}

/** The flow names a task that the tasks file does not have. */
export class TaskNotFoundError extends FlowLangError {
  override name = 'TaskNotFoundError';
  readonly retryable = false;
}

/** The task is there, but only as `notImplemented('Name')`. */
export class NotImplementedTaskError extends FlowLangError {
  override name = 'NotImplementedTaskError';
  readonly retryable = false;
}

/** A task was called with inputs that its own schema refuses. */
export class TaskInputError extends FlowLangError {
  override name = 'TaskInputError';
  readonly retryable = false;
}

/** A task returned what its own schema refuses, or what JSON cannot hold. */
export class TaskOutputError extends FlowLangError {
  override name = 'TaskOutputError';
}

/** What the flow would answer does not fit what it declares. */
export class FlowOutputError extends FlowLangError {
  override name = 'FlowOutputError';
}

/** A step took longer than its `timeout`. */
export class TimeoutError extends FlowLangError {
  override name = 'TimeoutError';
}

/** A `while` reached its `max_iterations`. */
export class LoopLimitError extends FlowLangError {
  override name = 'LoopLimitError';
  readonly retryable = false;
}

/** The execution, or the branch that ran the step, was cancelled. It is the reason of a task's `signal`. */
export class CancelledError extends FlowLangError {
  override name = 'Cancelled';
}

/** One thing that is wrong with the inputs of a flow. */
export interface InputProblem {
  /** JSON Pointer into the inputs. */
  readonly path: string;
  readonly message: string;
  /** The JSON Schema keyword that failed. */
  readonly keyword: string;
}

/** The inputs do not fit the flow; nothing was executed. */
export class InvalidInputsError extends FlowLangError {
  override name = 'InvalidInputsError';
  readonly retryable = false;
  readonly problems: readonly InputProblem[];

  constructor(flow: string, problems: readonly InputProblem[]) {
    super(`The inputs do not fit ${flow}: ${problems.map((p) => `${p.path || '/'} ${p.message}`).join('; ')}`);
    this.problems = problems;
  }
}

/** The same idempotency key came with another body; nothing was executed. */
export class IdempotencyConflictError extends FlowLangError {
  override name = 'IdempotencyConflictError';
}

/** No execution was begun with this idempotency key, and the request was to go on with one. */
export class UnknownKeyError extends FlowLangError {
  override name = 'UnknownKeyError';
}

/** The server takes no more work for now; nothing was executed. */
export class OverloadedError extends FlowLangError {
  override name = 'OverloadedError';
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The project cannot be served or run as it is: a missing folder, a tasks file that does not load. */
export class ProjectError extends FlowLangError {
  override name = 'ProjectError';
}
