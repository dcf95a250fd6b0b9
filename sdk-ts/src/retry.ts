/** When to try again, and how long to wait before. */
import { APIError, ConnectionError, TimeoutError } from './errors.ts';

/** How a call that did not get through is repeated. */
export interface RetryOptions {
  /** Tries in all, the first one included; 3 unless set. For a stream: in a row, without a new event. */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second try at most, doubled with each further try; 500 unless set. */
  readonly baseDelay?: number | undefined;
  /** The longest wait in milliseconds, where the server does not ask for more; 8,000 unless set. */
  readonly maxDelay?: number | undefined;
}

export interface RetryPolicy {
  readonly attempts: number;
  readonly baseDelay: number;
  readonly maxDelay: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 3, baseDelay: 500, maxDelay: 8_000 };

/** Milliseconds that a call sleeps at most between two tries, however long a server asks to wait. */
export const LONGEST_WAIT = 60_000;

const RETRIED_STATUS: ReadonlySet<number> = new Set([408, 425, 429, 502, 504]);
const LASTING_CODES: ReadonlySet<string | undefined> = new Set(['flow_not_ready', 'flow_invalid']);

/** Whether the same request may succeed later. A 503 must say when: one that does not may last. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  if (error instanceof TimeoutError) return error.phase !== 'total';
  if (!(error instanceof APIError)) return false;
  if (error.status === 503) return retryAfterOf(error) !== undefined && !LASTING_CODES.has(error.code);
  return RETRIED_STATUS.has(error.status);
}

/**
 * Milliseconds to wait after so many failures. Full jitter, so that many clients that failed together do not come back
 * together; what the server asks for wins.
 */
export function delayAfter(failures: number, error: unknown, policy: RetryPolicy, random = Math.random): number {
  const asked = error instanceof APIError ? retryAfterOf(error) : undefined;
  if (asked !== undefined) return Math.min(asked * 1000, LONGEST_WAIT);
  return random() * Math.min(policy.baseDelay * 2 ** (failures - 1), policy.maxDelay);
}

function retryAfterOf(error: APIError): number | undefined {
  return parseRetryAfter(error.headers.get('Retry-After'));
}

/** Seconds from now, of a `Retry-After` in seconds or as an HTTP date; undefined for anything else. */
export function parseRetryAfter(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  // Date.parse takes nearly anything, "soon 1" too: only what looks like an HTTP date is let through.
  const time = /^[A-Z][a-z]+, .* GMT$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(time) ? undefined : Math.max(0, (time - now) / 1000);
}
