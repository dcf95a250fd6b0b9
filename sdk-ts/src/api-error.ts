/** From an answer that is not as it should be to the error that says so. */
import { fitting } from './check.ts';
import * as errors from './errors.ts';
import type { InvalidInput, Problem } from './wire.ts';

type Kind = new (message: string, details: errors.APIErrorDetails) => errors.APIError;

/** By the code of the problem, else by the status. */
const KINDS: ReadonlyMap<string | number | undefined, Kind> = new Map<string | number, Kind>([
  ['flow_not_found', errors.FlowNotFoundError],
  ['execution_not_found', errors.ExecutionNotFoundError],
  ['flow_not_ready', errors.FlowNotReadyError],
  ['invalid_inputs', errors.InvalidInputsError],
  ['invalid_payload', errors.InvalidInputsError],
  [401, errors.AuthenticationError],
  [403, errors.AuthenticationError],
  [409, errors.ConflictError],
  [429, errors.RateLimitError],
]);

/** Makes the error of an answer whose body has been read. */
export function apiErrorOf(response: Response, body: string, call: string): errors.APIError {
  const problem = fitting<Problem>(parseJson(body), 'Problem');
  const { status, statusText } = response;
  const kind = KINDS.get(problem?.code) ?? KINDS.get(status) ?? (status < 500 ? errors.APIError : errors.ServerError);
  const hint = status === 404 ? '. Is baseUrl right?' : kind === errors.AuthenticationError ? '. Is apiKey right?' : '';
  const foreign = `${statusText && ` ${statusText}`}, not of a FlowLang server but ${sketch(response, body)}${hint}`;
  const what = problem ? describe(problem) : foreign;
  return make(kind, response, `${call}: ${status}${what}`, problem);
}

/** Makes the error of an answer that says success, but is not what the document says. */
export function unexpected(response: Response, call: string, what: string, place = ''): errors.UnexpectedResponseError {
  const message = `${call}: the answer is not what the API describes: ${place || 'it'} ${what}`;
  return Object.assign(make(errors.UnexpectedResponseError, response, message), { place });
}

/** Makes the error of a redirect. None is followed: the key and the inputs would go where nobody has sent them. */
export function redirectError(response: Response, call: string): errors.APIError {
  const to = response.headers.get('Location')?.replace(/[?#].*/s, '');
  return make(
    errors.APIError,
    response,
    `${call}: the server redirects ${to ? `to ${to}` : 'elsewhere'}, and none is followed: set baseUrl to where it leads`,
  );
}

/** What a body is, for messages: its media type and the beginning of what a reader would see of it. */
export function sketch({ headers }: Response, body: string): string {
  const seen = body
    .slice(0, 2_000)
    .replace(/<[^>]*>/g, ' ')
    .split(/\s+/)
    .join(' ')
    .trim(); // the title of a page comes first
  return seen ? `${headers.get('Content-Type')}: "${seen.slice(0, 120)}"` : 'an empty body';
}

/** The value, or undefined for what is not JSON: no JSON text means undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function make<T>(
  kind: new (message: string, details: errors.APIErrorDetails) => T,
  { status, headers }: Response,
  message: string,
  problem?: Problem,
): T {
  const requestId = headers.get('X-Request-Id') ?? problem?.request_id;
  return new kind(message + (requestId ? ` (request ${requestId})` : ''), { status, headers, requestId, problem });
}

function describe(problem: Problem): string {
  const { code, detail } = problem;
  const invalid = fitting<{ errors: InvalidInput[] }>(problem, 'Invalid')?.errors ?? [];
  const lines = invalid.map(({ path, message }) => `\n  ${path || `(${code.slice(8)})`}: ${message}`);
  return ` ${code}: ${detail}${lines.join('')}`;
}
