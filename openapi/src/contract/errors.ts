/**
 * The closed list of problems that the API answers. `retryable` says whether the same request may succeed later, as it
 * stands; both clients decide by it. docs/errors.md describes each; a test keeps list and docs equal.
 */
export const API_ERRORS = {
  invalid_json: { status: 400, title: 'The body is not JSON', retryable: false },
  invalid_request: { status: 400, title: 'The request is malformed', retryable: false },
  foreign_origin: { status: 403, title: 'Pages of that origin may not use this server', retryable: false },
  listing_disabled: { status: 403, title: 'Executions are not listed here', retryable: false },
  flow_not_found: { status: 404, title: 'There is no such flow', retryable: false },
  execution_not_found: { status: 404, title: 'There is no such execution', retryable: false },
  not_found: { status: 404, title: 'There is nothing at this path', retryable: false },
  method_not_allowed: { status: 405, title: 'The path does not take this method', retryable: false },
  not_acceptable: { status: 406, title: 'None of the accepted media types can be answered', retryable: false },
  request_timeout: { status: 408, title: 'The request did not arrive in time', retryable: true },
  unknown_idempotency_key: { status: 409, title: 'No execution has this key', retryable: false },
  execution_ended: { status: 409, title: 'The execution has ended', retryable: false },
  execution_not_failed: { status: 409, title: 'The execution has not failed', retryable: false },
  not_retryable: { status: 409, title: 'The execution cannot go on', retryable: false },
  not_waiting: { status: 409, title: 'Nothing waits for this event', retryable: false },
  body_too_large: { status: 413, title: 'The body is too large', retryable: false },
  unsupported_media_type: { status: 415, title: 'The body has a media type that is not read here', retryable: false },
  expectation_failed: { status: 417, title: 'What the request expects cannot be met', retryable: false },
  misdirected_host: { status: 421, title: 'This server does not answer for that host', retryable: false },
  invalid_inputs: { status: 422, title: 'The inputs do not fit the flow', retryable: false },
  invalid_payload: { status: 422, title: 'The payload does not fit what waits for it', retryable: false },
  idempotency_key_reused: { status: 422, title: 'The key was used with another body', retryable: false },
  headers_too_large: { status: 431, title: 'The headers are too large', retryable: false },
  internal_error: { status: 500, title: 'The server failed', retryable: false },
  flow_not_ready: { status: 503, title: 'The flow has tasks that are not implemented', retryable: false },
  flow_invalid: { status: 503, title: 'The flow has errors', retryable: false },
  server_draining: { status: 503, title: 'The server is shutting down', retryable: true },
  server_full: { status: 503, title: 'The server is full', retryable: true },
  journal_unavailable: { status: 503, title: 'Nothing can be kept or read now', retryable: true },
} as const satisfies Record<string, { status: number; title: string; retryable: boolean }>;

export type ApiErrorCode = keyof typeof API_ERRORS;

/** The `type` of the problem: a name and not a place, so that it says the same whichever host answers. */
export function problemType(code: ApiErrorCode): string {
  return `urn:flowlang:problem:${code}`;
}
