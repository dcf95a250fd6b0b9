/** When to try again. */
import { APIError, ConnectionError, TimeoutError } from './errors.ts';
import type { Limits } from './limits.ts';
import { parseRetryAfter } from './retry-after.ts';

/** Milliseconds that a call sleeps at most between two tries, however long a server asks to wait. */
export const LONGEST_WAIT = 60_000;

/**
 * Milliseconds to wait after so many failures, `Infinity` where the same request will not succeed later. Full jitter, so that
 * many clients that failed together do not come back together; what the server asks for wins.
 */
export function delayAfter(failures: number, error: unknown, limits: Limits, random = Math.random): number {
  const own = random() * Math.min(limits.baseDelay * 2 ** (failures - 1), limits.maxDelay);
  if (error instanceof TimeoutError && error.phase !== 'total') return own;
  // A certificate that was not accepted will not be the next time. Browsers do not tell.
  if (error instanceof ConnectionError && !/CERT|SIGNATURE/.test(Object(Object(error.cause).cause).code)) return own;
  if (!(error instanceof APIError)) return Infinity;
  const { status, code = '', headers } = error;
  const asked = parseRetryAfter(headers.get('Retry-After'));
  // A 503 must say when: one that does not may last.
  const passes =
    status === 503 ? asked !== undefined && !/^flow_/.test(code) : [408, 425, 429, 502, 504].includes(status);
  if (!passes) return Infinity;
  return asked === undefined ? own : Math.min(asked * 1000, LONGEST_WAIT);
}
