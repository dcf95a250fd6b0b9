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

/** @param nearest the task that was probably meant */
export function noSuchTask(name: string, nearest: string | undefined): TaskNotFoundError {
  const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  return new TaskNotFoundError(`The tasks file has no task ${name}.${meant} Names are case-sensitive.`);
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

/** The thread that a task ran in ended before the task did. */
export class ThreadLostError extends FlowLangError {
  override name = 'ThreadLostError';
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

/** Only a failed execution can be retried. */
export class NotFailedError extends FlowLangError {
  override name = 'NotFailedError';
}

/** The journal cannot keep anything now: the disk is full, or fails. What ran may have done its work all the same. */
export class JournalUnavailableError extends FlowLangError {
  override name = 'JournalUnavailableError';
}

/** The journal cannot be used as it is: of a newer format, damaged, in use by another process. */
export class JournalError extends FlowLangError {
  override name = 'JournalError';
}

/** An execution cannot go on after a restart: what it ran with is not there any more. */
export class ResumeError extends FlowLangError {
  override name = 'ResumeError';
  readonly retryable = false;
}

/** The process has ended again and again while a step, or the execution, was in flight: to run it on would end it for ever. */
export class CrashLoopError extends FlowLangError {
  override name = 'CrashLoopError';
  readonly retryable = false;
}

/** The server shuts down before the execution has ended: it goes on when it starts again. */
export class SuspendedError extends FlowLangError {
  override name = 'SuspendedError';
  readonly executionId: string;

  constructor(executionId: string) {
    super('The server shuts down. The execution goes on when it starts again.');
    this.executionId = executionId;
  }
}

/** The process that ran the execution is gone, and another one has not taken it up yet. */
export class MovingError extends FlowLangError {
  override name = 'MovingError';

  constructor() {
    super('Another worker is about to take up the execution. Ask again in a moment.');
  }
}

/** It had begun, but is not kept: whoever asks with its key again begins anew. */
export class LostExecutionError extends FlowLangError {
  override name = 'LostExecutionError';
}

/** An execution has taken more steps, time or room than the server grants one. */
export class LimitError extends FlowLangError {
  override name = 'LimitError';
  readonly retryable = false;
}

/** The project cannot be served or run as it is: a missing folder, a tasks file that does not load. */
export class ProjectError extends FlowLangError {
  override name = 'ProjectError';
}
