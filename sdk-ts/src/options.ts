/** The options of a client and of a call, and what they come to. */
import { readEnvironment } from './environment.ts';
import { FlowLangError } from './errors.ts';
import { DEFAULT_LIMITS, type LimitOptions, type Limits, limitsOf, type TimeoutOptions } from './limits.ts';
import { type Logger, loggerOr } from './logger.ts';
import type { ExecutionStatus } from './wire.ts';

/** One try at a request, as middleware sees it. */
export interface ClientRequest {
  readonly url: string;
  readonly method: string;
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

export interface ClientOptions extends LimitOptions {
  /** Where the server is; may have a path. `FLOWLANG_BASE_URL` unless set. */
  readonly baseUrl?: string | undefined;
  /**
   * Sent as `Authorization: Bearer`; a function is asked before each try, and may have none. `FLOWLANG_API_KEY` unless set.
   */
  readonly apiKey?: string | (() => string | null | undefined | Promise<string | null | undefined>) | undefined;
  /** Used in place of the global `fetch`. It must not follow redirects when told so by `redirect: 'manual'`. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Sent with every request; they win over the client's own. */
  readonly headers?: HeadersInit | undefined;
  readonly logger?: Logger | undefined;
  /** The first is the outermost. */
  readonly middleware?: readonly Middleware[] | undefined;
}

/** Options of one call; they win over the client's. */
export interface CallOptions extends LimitOptions {
  /** Ends the call with the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
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

export interface Settings {
  readonly baseUrl: string;
  readonly apiKey: ClientOptions['apiKey'];
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly limits: Limits;
  readonly headers?: HeadersInit | undefined;
  /** What it has not is told nobody, and not even put into words. */
  readonly logger: Partial<Logger>;
  readonly middleware: readonly Middleware[];
}

export const settle = (options: ClientOptions): Settings => ({
  ...options,
  baseUrl: readBaseUrl(options.baseUrl ?? readEnvironment('FLOWLANG_BASE_URL')),
  apiKey: options.apiKey ?? readEnvironment('FLOWLANG_API_KEY'),
  // Looked up at each call, so that a fetch that is replaced later (by a mock, by tracing) is used.
  fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
  limits: limitsOf(options, DEFAULT_LIMITS),
  logger: loggerOr(options.logger),
  middleware: options.middleware ?? [],
});

function readBaseUrl(given = ''): string {
  const [, base] = /^(https?:\/\/[^@/]+(?:\/[^?#]*?)??)\/*$/.exec(URL.parse(given)?.href ?? '') ?? [];
  if (base) return base;
  // Not with the text given: a URL may hold a password.
  throw new FlowLangError('baseUrl (or FLOWLANG_BASE_URL) must be an http(s) URL without user, query and fragment');
}
