/** The options of a client and of a call, and what they come to. */
import { readEnvironment } from './environment.ts';
import { FlowLangError } from './errors.ts';
import { type Logger, loggerOr } from './logger.ts';
import { DEFAULT_RETRY, type RetryOptions, type RetryPolicy } from './retry.ts';
import type { ExecutionStatus } from './wire.ts';

/** Time limits in milliseconds; `Infinity` is none. */
export interface TimeoutOptions {
  /** One try, until its answer is read; for a stream until it begins. 60,000 unless set. */
  readonly attempt?: number | undefined;
  /** All tries and the waits between them; for a stream all of it. None unless set. */
  readonly total?: number | undefined;
  /** How long a stream may say nothing, not even a comment, before it is opened anew. 45,000 unless set. */
  readonly idle?: number | undefined;
}

/** One try at a request, as middleware sees it. */
export interface ClientRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Stands around every try: may change the request (`next({ ...request, headers })`), the answer, or give one of its own.
 * What it throws itself ends the call, with no further try.
 */
export type Middleware = (
  request: ClientRequest,
  next: (request: ClientRequest) => Promise<Response>,
) => Promise<Response>;

export interface ClientOptions {
  /** Where the server is; may have a path. `FLOWLANG_BASE_URL` unless set. */
  readonly baseUrl?: string | undefined;
  /** Sent as `Authorization: Bearer`; a function is asked before each try. `FLOWLANG_API_KEY` unless set. */
  readonly apiKey?: string | (() => string | Promise<string>) | undefined;
  /** Used in place of the global `fetch`. It must not follow redirects when told so by `redirect: 'manual'`. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** A number is the limit of one try. */
  readonly timeout?: number | TimeoutOptions | undefined;
  readonly retry?: RetryOptions | false | undefined;
  /** Sent with every request; they win over the client's own. */
  readonly headers?: HeadersInit | undefined;
  readonly logger?: Logger | undefined;
  /** The first is the outermost. */
  readonly middleware?: readonly Middleware[] | undefined;
}

/** Options of one call; they win over the client's. */
export interface CallOptions {
  /** Ends the call with the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
  readonly timeout?: number | TimeoutOptions | undefined;
  readonly retry?: RetryOptions | false | undefined;
  readonly headers?: HeadersInit | undefined;
}

/** Of a call that begins an execution. */
export interface StartOptions extends CallOptions {
  /** Calls with the same key, flow and inputs share one execution. Made anew for each call unless set. */
  readonly idempotencyKey?: string | undefined;
}

export interface ExecuteOptions extends StartOptions {
  /**
   * What a `signal` that ends the call means to the execution. `cancel`, unless set: the server cancels it when nobody has
   * read it for 10 s, also where a loop was left early. `detach`: it goes on. Without a signal it always goes on.
   */
  readonly onAbort?: 'cancel' | 'detach' | undefined;
}

export interface EventsOptions extends CallOptions {
  /** Only events with a higher `seq`. */
  readonly after?: number | undefined;
}

export interface ResultOptions extends CallOptions {
  /** A number is the limit of the whole wait, in milliseconds; there is none unless set. */
  readonly timeout?: number | TimeoutOptions | undefined;
}

export interface ListOptions extends CallOptions {
  readonly status?: ExecutionStatus | undefined;
  /** Executions in a page, 200 at most; 50 unless set. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of a page: begin with the one after it. */
  readonly cursor?: string | undefined;
}

export interface Limits {
  readonly attempt: number;
  readonly total: number;
  readonly idle: number;
}

export interface Settings {
  readonly baseUrl: string;
  readonly apiKey: ClientOptions['apiKey'];
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly limits: Limits;
  readonly retry: RetryPolicy;
  readonly headers: HeadersInit | undefined;
  readonly logger: Logger;
  readonly middleware: readonly Middleware[];
}

const DEFAULT_LIMITS: Limits = { attempt: 60_000, total: Number.POSITIVE_INFINITY, idle: 45_000 };

export function settle(options: ClientOptions): Settings {
  return {
    baseUrl: readBaseUrl(options.baseUrl ?? readEnvironment('FLOWLANG_BASE_URL')),
    apiKey: options.apiKey ?? readEnvironment('FLOWLANG_API_KEY'),
    // Looked up at each call, so that a fetch that is replaced later (by a mock, by tracing) is used.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    limits: limitsOf(options.timeout, DEFAULT_LIMITS),
    retry: retryOf(options.retry, DEFAULT_RETRY),
    headers: options.headers,
    logger: loggerOr(options.logger),
    middleware: options.middleware ?? [],
  };
}

export function limitsOf(timeout: number | TimeoutOptions | undefined, base: Limits): Limits {
  const given = typeof timeout === 'number' ? { attempt: timeout } : timeout;
  const limits = {
    attempt: given?.attempt ?? base.attempt,
    total: given?.total ?? base.total,
    idle: given?.idle ?? base.idle,
  };
  for (const [name, ms] of Object.entries(limits)) {
    if (!(ms > 0)) {
      throw new FlowLangError(`timeout.${name} is ${ms}: give milliseconds above 0, or Infinity for no limit`);
    }
  }
  return limits;
}

export function retryOf(retry: RetryOptions | false | undefined, base: RetryPolicy): RetryPolicy {
  if (retry === false) return { ...base, attempts: 1 };
  const policy = {
    attempts: retry?.attempts ?? base.attempts,
    baseDelay: retry?.baseDelay ?? base.baseDelay,
    maxDelay: retry?.maxDelay ?? base.maxDelay,
  };
  if (!(policy.attempts >= 1)) {
    throw new FlowLangError(`retry.attempts is ${policy.attempts}: it counts the first try too, so give 1 or more`);
  }
  if (!(policy.baseDelay >= 0 && policy.maxDelay >= 0)) {
    throw new FlowLangError('retry.baseDelay and retry.maxDelay are milliseconds: give 0 or more');
  }
  return policy;
}

function readBaseUrl(given: string | undefined): string {
  if (!given) {
    throw new FlowLangError(
      "The client does not know the server: give baseUrl, such as 'http://localhost:8000', or set FLOWLANG_BASE_URL",
    );
  }
  // Not with the text given: a URL may hold a password.
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new FlowLangError("baseUrl is not an absolute http(s) URL; it must look like 'http://localhost:8000'");
  }
  if (url.username || url.password) {
    throw new FlowLangError('baseUrl has a user or password in it: use apiKey, or headers with an Authorization');
  }
  if (url.search || url.hash) throw new FlowLangError('baseUrl has a query or a fragment: it may only have a path');
  return url.href.replace(/\/+$/, '');
}
