/**
 * Every error that the client throws, except for the reason of a signal that was aborted, which is thrown as it is.
 * Names are set on the prototypes, where the engine finds them when it writes the stack, and minifiers do not.
 */
import { fitting } from './check.ts';
import { parseRetryAfter } from './retry-after.ts';
import type { ExecutionError, InvalidInput, Problem } from './wire.ts';

/** The root of them all; by itself, a call that could not be made as it was asked for. */
export class FlowLangError extends Error {
  static {
    FlowLangError.prototype.name = 'FlowLangError';
  }
}

/** What an {@link APIError} is made of. */
export interface APIErrorDetails {
  readonly status: number;
  readonly headers: Headers;
  readonly requestId?: string | undefined;
  readonly problem?: Problem | undefined;
}

/** The server, or a gateway before it, answered with an error. */
export class APIError extends FlowLangError {
  static {
    APIError.prototype.name = 'APIError';
  }
  /** HTTP status; 0 for a redirect in a browser, which does not tell. */
  readonly status: number;
  /** The code of the problem, such as `flow_not_found`; undefined if the answer is not a problem of a FlowLang server. */
  readonly code: string | undefined;
  /** What to look for in the server's log. */
  readonly requestId: string | undefined;
  readonly problem: Problem | undefined;
  /** Of the answer. */
  readonly headers: Headers;

  constructor(message: string, details: APIErrorDetails) {
    super(message);
    this.status = details.status;
    this.code = details.problem?.code;
    this.requestId = details.requestId;
    this.problem = details.problem;
    this.headers = details.headers;
  }
}

/** 404 `flow_not_found`: the server has no flow of that name; the message names the nearest. */
export class FlowNotFoundError extends APIError {
  static {
    FlowNotFoundError.prototype.name = 'FlowNotFoundError';
  }
}

/** 404 `execution_not_found`: the flow has no execution of that id, or it is no longer known. */
export class ExecutionNotFoundError extends APIError {
  static {
    ExecutionNotFoundError.prototype.name = 'ExecutionNotFoundError';
  }
}

/** 503 `flow_not_ready`: the flow has tasks that are not implemented. Never retried. */
export class FlowNotReadyError extends APIError {
  static {
    FlowNotReadyError.prototype.name = 'FlowNotReadyError';
  }
  readonly pendingTasks: readonly string[];
  /** Such as `1/2 (50.0%)`; empty if the server does not tell. */
  readonly progress: string;

  constructor(message: string, details: APIErrorDetails) {
    super(message, details);
    const problem = fitting<{ pending_tasks: string[]; implementation_progress: string }>(details.problem, 'NotReady');
    this.pendingTasks = problem?.pending_tasks ?? [];
    this.progress = problem?.implementation_progress ?? '';
  }
}

/** 422 `invalid_inputs` or `invalid_payload`: what was sent does not fit; `errors` has all that is wrong with it. */
export class InvalidInputsError extends APIError {
  static {
    InvalidInputsError.prototype.name = 'InvalidInputsError';
  }
  readonly errors: readonly InvalidInput[];

  constructor(message: string, details: APIErrorDetails) {
    super(message, details);
    this.errors = fitting<{ errors: InvalidInput[] }>(details.problem, 'Invalid')?.errors ?? [];
  }
}

/** 401 or 403. */
export class AuthenticationError extends APIError {
  static {
    AuthenticationError.prototype.name = 'AuthenticationError';
  }
}

/** 409, such as `execution_ended` and `not_waiting`: it is too late, or too early. */
export class ConflictError extends APIError {
  static {
    ConflictError.prototype.name = 'ConflictError';
  }
}

/** 429, after the last try. */
export class RateLimitError extends APIError {
  static {
    RateLimitError.prototype.name = 'RateLimitError';
  }
  /** Seconds to wait, as the server says; undefined if it does not. */
  readonly retryAfter: number | undefined;

  constructor(message: string, details: APIErrorDetails) {
    super(message, details);
    this.retryAfter = parseRetryAfter(details.headers.get('Retry-After'));
  }
}

/** 5xx, except for a flow that is not ready. */
export class ServerError extends APIError {
  static {
    ServerError.prototype.name = 'ServerError';
  }
}

/** The status says success, yet the answer is not what the OpenAPI document says. */
export class UnexpectedResponseError extends APIError {
  static {
    UnexpectedResponseError.prototype.name = 'UnexpectedResponseError';
  }
  /** JSON Pointer to what is wrong in the body; empty for the body as a whole. */
  readonly place: string;

  constructor(message: string, details: APIErrorDetails, place = '') {
    super(message, details);
    this.place = place;
  }
}

/** The flow ran and failed, or was cancelled: thrown by `orThrow()` alone. */
export class FlowExecutionError extends FlowLangError {
  static {
    FlowExecutionError.prototype.name = 'FlowExecutionError';
  }
  readonly executionId: string;
  readonly error: ExecutionError;

  constructor(flow: string, executionId: string, error: ExecutionError) {
    const where = error.step_id === undefined ? '' : ` in step "${error.step_id}"`;
    super(`Flow "${flow}" did not succeed${where}: ${error.type}: ${error.message} (execution ${executionId})`);
    this.executionId = executionId;
    this.error = error;
  }
}

/** The server could not be reached, or the connection broke; `cause` is what `fetch` threw. */
export class ConnectionError extends FlowLangError {
  static {
    ConnectionError.prototype.name = 'ConnectionError';
  }
}

/** Which limit ran out: that of one try, of the whole call, or of silence on a stream. */
export type TimeoutPhase = 'attempt' | 'total' | 'idle';

/** A time limit of the client ran out. The execution may go on at the server. */
export class TimeoutError extends FlowLangError {
  static {
    TimeoutError.prototype.name = 'TimeoutError';
  }
  readonly phase: TimeoutPhase;

  constructor(message: string, phase: TimeoutPhase) {
    super(message);
    this.phase = phase;
  }
}
