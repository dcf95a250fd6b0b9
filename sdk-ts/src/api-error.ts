/** From an answer that is not as it should be to the error that says so. */
import { fitting, invalidIn } from './check.ts';
import * as errors from './errors.ts';
import type { Problem } from './wire.ts';

type Kind = new (message: string, details: errors.APIErrorDetails) => errors.APIError;

/** By the code of the problem, else by the status. */
const KINDS: Readonly<Record<string, Kind | null>> = {
  __proto__: null, // a code may be "constructor"
  flow_not_found: errors.FlowNotFoundError,
  execution_not_found: errors.ExecutionNotFoundError,
  flow_not_ready: errors.FlowNotReadyError,
  invalid_inputs: errors.InvalidInputsError,
  invalid_payload: errors.InvalidInputsError,
  401: errors.AuthenticationError,
  403: errors.AuthenticationError,
  409: errors.ConflictError,
  429: errors.RateLimitError,
};

/** Makes the error of an answer whose body has been read, or is of no interest. */
export function apiErrorOf(response: Response, label: string, body = ''): errors.APIError {
  const { status } = response;
  const problem = fitting<Problem>(parseJson(body), 'problem');
  const kind = KINDS[`${problem?.code}`] ?? KINDS[status] ?? (status < 500 ? errors.APIError : errors.ServerError);
  const seen = status < 400 ? `it redirects to ${targetOf(response)}` : sketch(response, body);
  const what = problem ? ` ${describe(problem)}` : `, not of a FlowLang server: ${seen}. Are baseUrl and apiKey right?`;
  return make(kind, response, `${label}: ${status}${what}`, problem);
}

/** Makes the error of an answer that says success, but is not what the document says. */
export function unexpected(response: Response, label: string, place: string, what: string): errors.APIError {
  const error = make(errors.UnexpectedResponseError, response, `${label}: the answer's ${place || 'body'} ${what}`);
  return Object.assign(error, { place });
}

/** Makes the error of a success whose body is something else altogether. */
export const foreign = (response: Response, label: string, body: string, want: string): errors.APIError =>
  unexpected(response, label, '', `must be ${want}, and is ${sketch(response, body)}`);

/** The value, or undefined for what is not JSON: no JSON text means undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function make(kind: Kind, { status, headers }: Response, message: string, problem?: Problem): errors.APIError {
  const requestId = headers.get('X-Request-Id') ?? problem?.request_id;
  return new kind(message + (requestId ? ` (request ${requestId})` : ''), { status, headers, requestId, problem });
}

const describe = (problem: Problem): string =>
  `${problem.code}: ${problem.detail}${invalidIn(problem)
    .map(({ path, message }) => `\n  ${path || `(${problem.code.slice(8)})`}: ${message}`)
    .join('')}`;

/** None is followed: the key and the inputs would go where nobody has sent them. A query may hold a secret. */
const targetOf = ({ headers }: Response): string => headers.get('Location')?.replace(/[?#].*/s, '') ?? 'elsewhere';

/** What a body is: its media type and the beginning of what a reader would see of it; the title of a page comes first. */
function sketch(response: Response, body: string): string {
  const seen = body
    .slice(0, 2_000)
    .replace(/(<[^<>]*>|\s)+/g, ' ')
    .trim();
  return seen ? `${mediaOf(response)}: "${seen.slice(0, 120)}"` : 'an empty body';
}

export const mediaOf = ({ headers }: Response): string => `${headers.get('Content-Type')}`;
