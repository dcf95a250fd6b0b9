/** How long a call may take, and how often it is tried. */
import { FlowLangError } from './errors.ts';

/** Time limits in milliseconds; `Infinity` is none. */
export interface TimeoutOptions {
  /** One try, until its answer is read; for a stream until it begins. 60,000 unless set. */
  readonly attempt?: number | undefined;
  /** All tries and the waits between them; for a stream all of it. None unless set. */
  readonly total?: number | undefined;
  /** How long a stream may say nothing, not even a comment, before it is opened anew. 45,000 unless set. */
  readonly idle?: number | undefined;
}

/** How a call that did not get through is repeated. */
export interface RetryOptions {
  /**
   * Tries in all, the first one included; 3 unless set. For a stream: in a row, without a new event; 10 unless set where its
   * execution is known and nothing has timed out, which is time for a server to restart.
   */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second try at most, doubled with each further try; 500 unless set. */
  readonly baseDelay?: number | undefined;
  /** The longest wait in milliseconds, where the server does not ask for more; 8,000 unless set. */
  readonly maxDelay?: number | undefined;
}

export interface LimitOptions {
  /** A number is the limit of one try. */
  readonly timeout?: number | TimeoutOptions | undefined;
  readonly retry?: RetryOptions | false | undefined;
}

/** All of them, in one; no `attempts` are 0. */
export type Limits = { readonly [Name in keyof (TimeoutOptions & RetryOptions)]-?: number };

export const DEFAULT_LIMITS: Limits = {
  attempt: 60_000,
  total: Infinity,
  idle: 45_000,
  attempts: 0,
  baseDelay: 500,
  maxDelay: 8_000,
};

/** What is given, over what is in force. */
export function limitsOf({ timeout, retry }: LimitOptions, base: Limits): Limits {
  const given = {
    ...(typeof timeout === 'number' ? { attempt: timeout } : timeout),
    ...(retry === false ? { attempts: 1 } : retry),
  };
  const limits: Record<string, number> = { ...base };
  // Of the names that there are, base has all.
  for (const [name, limit = limits[name] as number] of Object.entries(given)) {
    const least = /Delay/.test(name) ? 0 : 1;
    if (!(limit >= least)) throw new FlowLangError(`${name} must be a number from ${least}, and is ${limit}`);
    limits[name] = limit;
  }
  return limits as Limits; // all that base has
}
