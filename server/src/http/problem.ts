/** The one place that turns what went wrong into an answer. No other file names the status of an error. */
import { API_ERRORS, type ApiErrorCode, type Problem, problemSchema, problemType } from '@flowlang/openapi';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  IdempotencyConflictError,
  InvalidInputsError,
  JournalUnavailableError,
  LostExecutionError,
  MovingError,
  NotFailedError,
  OverloadedError,
  ResumeError,
  SuspendedError,
  UnknownKeyError,
} from '../errors.ts';
import { asIs, type Serialize, serializerOf } from './serializers.ts';

/** Thrown anywhere while a request is handled; becomes a problem. */
export class ApiProblem extends Error {
  readonly code: ApiErrorCode;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ApiErrorCode,
    detail: string,
    extra: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.code = code;
    this.extra = extra;
    this.headers = headers;
  }
}

/** What Fastify itself refuses, before any handler of ours. */
const FASTIFY_ERRORS: Readonly<Record<string, ApiErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
};

const DETAILS: Readonly<Partial<Record<ApiErrorCode, string>>> = {
  body_too_large: 'The body is larger than this server takes (`--max-body`).',
  unsupported_media_type: 'The Content-Type is no media type. Send JSON, with Content-Type: application/json.',
};

/** Seconds: a disk is not made room on at once. */
const JOURNAL_BACK = '5';

/** The server goes, and another one, or the same again, comes. */
export function draining(
  detail = 'The server is shutting down and takes no new work. Ask again: another one will answer.',
) {
  return new ApiProblem('server_draining', detail, {}, { 'retry-after': '1' });
}

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof InvalidInputsError) return invalidInputs(error);
  if (error instanceof IdempotencyConflictError) return new ApiProblem('idempotency_key_reused', error.message);
  if (error instanceof UnknownKeyError) return new ApiProblem('unknown_idempotency_key', error.message);
  if (error instanceof SuspendedError || error instanceof MovingError || error instanceof LostExecutionError)
    return draining(error.message);
  if (error instanceof NotFailedError) return new ApiProblem('execution_not_failed', error.message);
  // Of a retry: one that goes on after a restart tells it in its events.
  if (error instanceof ResumeError) return new ApiProblem('not_retryable', `${error.message}.`);
  if (error instanceof OverloadedError) {
    const headers = { 'retry-after': String(error.retryAfterSeconds) };
    return new ApiProblem('server_full', `${error.message}. Try again later.`, {}, headers);
  }
  if (error instanceof JournalUnavailableError) {
    // Its own message names files of this machine.
    const detail = 'The server can keep and read no executions at present; its log says why. Ask again later.';
    return new ApiProblem('journal_unavailable', detail, {}, { 'retry-after': JOURNAL_BACK });
  }
  return (
    fromFastify(error) ?? new ApiProblem('internal_error', 'The log of the server has more under this request_id.')
  );
}

function invalidInputs({ problems }: InvalidInputsError): ApiProblem {
  const detail =
    problems.length === 1
      ? 'There is a problem with the inputs.'
      : `There are ${problems.length} problems with the inputs.`;
  return new ApiProblem('invalid_inputs', detail, { errors: problems });
}

/** Its own errors, and those of its plugins, know whether the request was at fault. */
function fromFastify(error: unknown): ApiProblem | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? FASTIFY_ERRORS[error.code] : undefined;
  if (code !== undefined) return new ApiProblem(code, DETAILS[code] ?? error.message);
  const { statusCode } = error;
  const isRequestsFault = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  return isRequestsFault ? new ApiProblem('invalid_request', error.message) : undefined;
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: ApiProblem): FastifyReply {
  const { status } = API_ERRORS[problem.code];
  const path = request.url.split('?', 1)[0] ?? request.url;
  const type = 'application/problem+json';
  return reply
    .code(status)
    .headers(problem.headers)
    .type(type)
    .serializer(asIs)
    .send(problemBody(problem, path, request.id));
}

/** `path`: of the request, as far as it is known. */
export function problemBody(problem: ApiProblem, path: string, requestId: string): string {
  const { code, message, extra } = problem;
  const { status, title } = API_ERRORS[code];
  const body: Problem & Record<string, unknown> = {
    type: problemType(code),
    title,
    status,
    detail: message,
    instance: path,
    code,
    request_id: requestId,
    ...extra,
  };
  return problemSerializer(status)(body);
}

const serializers = new Map<number, Serialize>();

function problemSerializer(status: number): Serialize {
  let serialize = serializers.get(status);
  if (serialize === undefined) {
    serialize = serializerOf(problemSchema(status));
    serializers.set(status, serialize);
  }
  return serialize;
}
