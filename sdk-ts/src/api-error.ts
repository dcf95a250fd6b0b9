/** From an answer that is not a success to the error that says so. */
import { type Check, isObject } from './check.ts';
import * as errors from './errors.ts';
import { parseRetryAfter } from './retry.ts';
import type { InvalidInput, Problem } from './wire.ts';
import * as check from './wire-check.ts';

/** Makes the error of an answer whose body has been read. */
export function apiErrorOf(response: Response, body: string, call: string): errors.APIError {
  const problem = problemOf(body);
  const details = { ...detailsOf(response), problem };
  details.requestId ??= problem?.request_id;
  const message = `${call}: ${problem ? describe(problem) : describeForeign(response, body)}${suffix(details.requestId)}`;
  const { status } = response;
  if (problem?.code === 'flow_not_found') return new errors.FlowNotFoundError(message, details);
  if (problem?.code === 'execution_not_found') return new errors.ExecutionNotFoundError(message, details);
  if (problem?.code === 'flow_not_ready') {
    return new errors.FlowNotReadyError(message, details, pendingTasksOf(problem), progressOf(problem));
  }
  if (problem?.code === 'invalid_inputs' || problem?.code === 'invalid_payload') {
    return new errors.InvalidInputsError(message, details, invalidOf(problem));
  }
  if (status === 401 || status === 403) return new errors.AuthenticationError(message, details);
  if (status === 409) return new errors.ConflictError(message, details);
  if (status === 429) {
    const retryAfter = parseRetryAfter(response.headers.get('Retry-After'));
    return new errors.RateLimitError(message, details, retryAfter);
  }
  if (status >= 500) return new errors.ServerError(message, details);
  return new errors.APIError(message, details);
}

/** Makes the error of an answer that says success, but is not what the document says. */
export function unexpected(response: Response, what: string, call: string, place = ''): errors.UnexpectedResponseError {
  const details = detailsOf(response);
  const where = place === '' ? '' : `${place} `;
  const hint = 'Is baseUrl a FlowLang server, of a version that fits this client?';
  const message = `${call}: the answer is not what the API describes: ${where}${what}. ${hint}${suffix(details.requestId)}`;
  return new errors.UnexpectedResponseError(message, details, place);
}

/** Makes the error of a redirect. None is followed: the key and the inputs would go where nobody has sent them. */
export function redirectError(response: Response, call: string): errors.APIError {
  const location = response.headers.get('Location');
  const to = location === null ? 'elsewhere' : `to ${location.replace(/[?#].*$/s, '')}`;
  const message = `${call}: the server redirects ${to}; the client follows no redirect. Set baseUrl to where it leads`;
  return new errors.APIError(message, detailsOf(response));
}

/** What a body is, for messages: its media type and the beginning of what a reader would see of it. */
export function sketch(response: Response, body: string): string {
  if (body.trim() === '') return 'an empty body';
  const mediaType = response.headers.get('Content-Type')?.split(';')[0] ?? 'no media type';
  const title = /<title[^>]*>([^<]*)/i.exec(body)?.[1];
  const seen = (title ?? body.slice(0, 2_000).replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim();
  return `${mediaType}: "${seen.length > 120 ? `${seen.slice(0, 120)}…` : seen}"`;
}

function detailsOf(response: Response): errors.APIErrorDetails & { requestId: string | undefined } {
  const { status, headers } = response;
  return { status, headers, requestId: headers.get('X-Request-Id') ?? undefined };
}

function suffix(requestId: string | undefined): string {
  return requestId === undefined ? '' : ` (request ${requestId})`;
}

function problemOf(body: string): Problem | undefined {
  try {
    return fitting<Problem>(JSON.parse(body), check.problem);
  } catch {
    return undefined;
  }
}

function fitting<T>(value: unknown, fits: Check): T | undefined {
  return fits(value, '') ? undefined : (value as T); // the check has just seen every field of it
}

/** A problem's own fields beyond the common ones. */
function extra(problem: Problem, field: string): unknown {
  return isObject(problem) ? problem[field] : undefined;
}

function invalidOf(problem: Problem): readonly InvalidInput[] {
  return fitting<readonly InvalidInput[]>(extra(problem, 'errors'), check.invalidInputs) ?? [];
}

function pendingTasksOf(problem: Problem): readonly string[] {
  const tasks = extra(problem, 'pending_tasks');
  return Array.isArray(tasks) ? tasks.filter((task) => typeof task === 'string') : [];
}

function progressOf(problem: Problem): string {
  const progress = extra(problem, 'implementation_progress');
  return typeof progress === 'string' ? progress : '';
}

function describe(problem: Problem): string {
  const whole = problem.code === 'invalid_payload' ? '(payload)' : '(inputs)';
  const invalid = invalidOf(problem).map(({ path, message }) => `\n  ${path || whole}: ${message}`);
  return `${problem.status} ${problem.code}: ${problem.detail}${invalid.join('')}`;
}

function describeForeign(response: Response, body: string): string {
  const { status } = response;
  const hint =
    status === 404
      ? 'Is baseUrl right, its path too?'
      : status === 401 || status === 403
        ? 'Is apiKey right?'
        : 'A gateway between this client and the server may have answered.';
  return `${`${status} ${response.statusText}`.trim()}, and not a problem of a FlowLang server but ${sketch(response, body)}. ${hint}`;
}
