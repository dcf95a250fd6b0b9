/** Every error that the client throws, except for the reason of a signal that was aborted, which is thrown as it is. */
import { fitting, invalidIn } from './check.ts';
import { parseRetryAfter } from './retry-after.ts';
import type { ExecutionError, InvalidInput, Problem } from './wire.ts';

/** The root of them all; by itself, a call that could not be made as it was asked for. */
export class FlowLangError extends Error {}

/** What an {@link APIError} is made of. */
export interface APIErrorDetails {
  readonly status: number;
  readonly headers: Headers;
  readonly requestId?: string | undefined;
  readonly problem?: Problem | undefined;
}

/** The server, or a gateway before it, answered with an error. */
export class APIError extends FlowLangError {
  /** HTTP status; 0 for a redirect in a browser, which does not tell. */
  declare readonly status: number;
  /** The code of the problem, such as `flow_not_found`; undefined if the answer is not a problem of a FlowLang server. */
  declare readonly code: string | undefined;
  /** What to look for in the server's log. */
  declare readonly requestId: string | undefined;
  declare readonly problem: Problem | undefined;
  /** Of the answer. */
  declare readonly headers: Headers;

  constructor(message: string, details: APIErrorDetails) {
    super(message);
    Object.assign(this, details, { code: details.problem?.code });
  }
}

/** 404 `flow_not_found`: the server has no flow of that name; the message names the nearest. */
export class FlowNotFoundError extends APIError {}

/** 404 `execution_not_found`: the flow has no execution of that id, or it is no longer known. */
export class ExecutionNotFoundError extends APIError {}

const pendingIn = (
  problem: Problem | undefined,
): { pending_tasks: string[]; implementation_progress: string } | undefined => fitting(problem, 'pending');

/** 503 `flow_not_ready`: the flow has tasks that are not implemented. Never retried. */
export class FlowNotReadyError extends APIError {
  readonly pendingTasks: readonly string[] = pendingIn(this.problem)?.pending_tasks ?? [];
  /** Such as `1/2 (50.0%)`; empty if the server does not tell. */
  readonly progress: string = pendingIn(this.problem)?.implementation_progress ?? '';
}

/** 422 `invalid_inputs` or `invalid_payload`: what was sent does not fit; `errors` has all that is wrong with it. */
export class InvalidInputsError extends APIError {
  readonly errors: readonly InvalidInput[] = invalidIn(this.problem);
}

/** 401 or 403. */
export class AuthenticationError extends APIError {}

/** 409, such as `execution_ended` and `not_waiting`: it is too late, or too early. */
export class ConflictError extends APIError {}

/** 429, after the last try. */
export class RateLimitError extends APIError {
  /** Seconds to wait, as the server says; undefined if it does not. */
  readonly retryAfter: number | undefined = parseRetryAfter(this.headers.get('Retry-After'));
}

/** 5xx, except for a flow that is not ready. */
export class ServerError extends APIError {}

/** The status says success, yet the answer is not what the OpenAPI document says. */
export class UnexpectedResponseError extends APIError {
  /** JSON Pointer to what is wrong in the body; empty for the body as a whole. */
  readonly place: string = '';
}

/** The flow ran and failed, or was cancelled: thrown by `orThrow()` alone. */
export class FlowExecutionError extends FlowLangError {
  declare readonly executionId: string;
  declare readonly error: ExecutionError;

  constructor(flow: string, executionId: string, error: ExecutionError) {
    const where = error.step_id ? ` in step "${error.step_id}"` : '';
    super(`"${flow}" did not succeed${where}: ${error.type}: ${error.message} (execution ${executionId})`);
    Object.assign(this, { executionId, error });
  }
}

/** The server could not be reached, or the connection broke; `cause` is what `fetch` threw. */
export class ConnectionError extends FlowLangError {}

/** Which limit ran out: that of one try, of the whole call, or of silence on a stream. */
export type TimeoutPhase = 'attempt' | 'total' | 'idle';

/** A time limit of the client ran out. The execution may go on at the server. */
export class TimeoutError extends FlowLangError {
  readonly phase: TimeoutPhase;

  constructor(message: string, phase: TimeoutPhase) {
    super(message);
    this.phase = phase;
  }
}

// On the prototypes, where the engine finds them when it writes the stack, and minifiers do not.
for (const [name, { prototype }] of Object.entries({
  FlowLangError,
  APIError,
  FlowNotFoundError,
  ExecutionNotFoundError,
  FlowNotReadyError,
  InvalidInputsError,
  AuthenticationError,
  ConflictError,
  RateLimitError,
  ServerError,
  UnexpectedResponseError,
  FlowExecutionError,
  ConnectionError,
  TimeoutError,
})) {
  prototype.name = name;
}
