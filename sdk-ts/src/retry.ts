/** When to try again, and how long to wait before. */
import { APIError, ConnectionError, TimeoutError } from './errors.ts';
import type { Limits } from './limits.ts';
import { parseRetryAfter } from './retry-after.ts';

/** Milliseconds that a call sleeps at most between two tries, however long a server asks to wait. */
export const LONGEST_WAIT = 60_000;

/** Whether the same request may succeed later. A 503 must say when: one that does not may last. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof TimeoutError) return error.phase !== 'total';
  if (!(error instanceof APIError)) return error instanceof ConnectionError && !isUntrusted(error);
  const { status, code = '' } = error;
  if (status === 503) return retryAfterOf(error) !== undefined && !/^flow_(not_ready|invalid)$/.test(code);
  return [408, 425, 429, 502, 504].includes(status);
}

/** Its certificate was not accepted, and will not be the next time. Browsers do not tell. */
function isUntrusted({ cause }: ConnectionError): boolean {
  return /CERT|SIGNATURE/.test(Object(Object(cause).cause).code);
}

/**
 * Milliseconds to wait after so many failures. Full jitter, so that many clients that failed together do not come back
 * together; what the server asks for wins.
 */
export function delayAfter(failures: number, error: unknown, limits: Limits, random = Math.random): number {
  const asked = error instanceof APIError ? retryAfterOf(error) : undefined;
  if (asked !== undefined) return Math.min(asked * 1000, LONGEST_WAIT);
  return random() * Math.min(limits.baseDelay * 2 ** (failures - 1), limits.maxDelay);
}

function retryAfterOf({ headers }: APIError): number | undefined {
  return parseRetryAfter(headers.get('Retry-After'));
}
