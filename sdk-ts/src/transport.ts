/**
 * One request: its tries, their time limits, headers and errors. It knows nothing of flows.
 * A try ends in an answer, or in an error that says whether another try may help (retry.ts); whatever it has opened by then,
 * it has closed.
 */
import { apiErrorOf, redirectError, unexpected } from './api-error.ts';
import { Deadline } from './deadline.ts';
import { ConnectionError, FlowLangError, TimeoutError } from './errors.ts';
import { type CallOptions, type ClientRequest, type Limits, limitsOf, retryOf, type Settings } from './options.ts';
import { delayAfter, isRetryable, type RetryPolicy } from './retry.ts';

/** What to ask for. */
export interface Inquiry {
  readonly method: 'GET' | 'POST';
  /** Segments of the path, not encoded yet. */
  readonly path: readonly string[];
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly accept: string;
  readonly body?: string;
  readonly idempotencyKey?: string;
  /** What the caller prefers: RFC 7240. */
  readonly prefer?: string;
  /** Whether the execution is to end when nobody reads it any more. */
  readonly cancelOnDisconnect?: boolean;
}

/** An inquiry with its options settled: the same for all of its tries. */
export interface Call {
  /** For messages: `POST http://localhost:8000/flows/OrderProcessor/execute`. */
  readonly label: string;
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly limits: Limits;
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal | undefined;
}

/** Reads an answer. If it returns, the deadline of the try is its own to release; if it throws, the try is cut off. */
export type Reader<T> = (response: Response, deadline: Deadline) => Promise<T>;

export class Transport {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  prepare(inquiry: Inquiry, options: CallOptions): Call {
    const url = `${this.#settings.baseUrl}/${inquiry.path.map(encodeSegment).join('/')}${encodeQuery(inquiry.query)}`;
    const headers = new Headers({ Accept: inquiry.accept });
    if (inquiry.body !== undefined) headers.set('Content-Type', 'application/json');
    if (inquiry.idempotencyKey !== undefined) headers.set('Idempotency-Key', inquiry.idempotencyKey);
    if (inquiry.prefer !== undefined) headers.set('Prefer', inquiry.prefer);
    if (inquiry.cancelOnDisconnect) headers.set('X-Cancel-On-Disconnect', 'true');
    for (const more of [this.#settings.headers, options.headers]) {
      for (const [name, value] of new Headers(more)) headers.set(name, value);
    }
    return {
      label: `${inquiry.method} ${url}`,
      url,
      method: inquiry.method,
      headers,
      body: inquiry.body,
      limits: limitsOf(options.timeout, this.#settings.limits),
      retry: retryOf(options.retry, this.#settings.retry),
      signal: options.signal,
    };
  }

  /** The span of a whole call. The caller releases it. */
  span(call: Call): Deadline {
    const deadline = new Deadline(call.signal);
    const { total } = call.limits;
    deadline.arm(total, () => timeout(call, 'total', `was not done within ${total} ms, all tries counted`));
    return deadline;
  }

  /** Tries until an answer is read, or no further try may help. */
  async send<T>(call: Call, read: Reader<T>): Promise<T> {
    const span = this.span(call);
    try {
      for (let failures = 0; ; ) {
        try {
          return await this.try(call, span, read);
        } catch (error) {
          await this.pause(call, span, ++failures, error);
        }
      }
    } finally {
      span.release();
    }
  }

  /** Waits until the next try; throws the error if there is to be none. */
  async pause(call: Call, span: Deadline, failures: number, error: unknown, atLeast = 0): Promise<void> {
    if (span.signal.aborted) throw span.signal.reason;
    if (failures >= call.retry.attempts || !isRetryable(error)) throw error;
    const delay = Math.max(atLeast, delayAfter(failures, error, call.retry));
    // Waiting for a try that cannot be made would only hide the error behind a timeout.
    if (delay >= span.remaining) throw error;
    const why = error instanceof Error ? error.message : String(error);
    this.#settings.logger.warn(`${why}; try ${failures + 1} of ${call.retry.attempts} in ${Math.round(delay)} ms`);
    await span.sleep(delay);
  }

  async try<T>(call: Call, span: Deadline, read: Reader<T>, lastEventId = ''): Promise<T> {
    const deadline = new Deadline(span.signal);
    const { attempt } = call.limits;
    deadline.arm(attempt, () => timeout(call, 'attempt', `had no answer within ${attempt} ms`));
    try {
      deadline.signal.throwIfAborted();
      const started = performance.now();
      const response = await deadline.race(this.#request(call, deadline.signal, lastEventId));
      this.#settings.logger.debug(`${call.label}: ${response.status} in ${Math.round(performance.now() - started)} ms`);
      if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
        throw redirectError(response, call.label);
      }
      if (!response.ok) throw apiErrorOf(response, await readText(response, deadline, call), call.label);
      return await read(response, deadline);
    } catch (error) {
      deadline.release();
      deadline.abort(error);
      throw error;
    }
  }

  async #request(call: Call, signal: AbortSignal, lastEventId: string): Promise<Response> {
    const headers = new Headers(call.headers);
    if (lastEventId !== '') headers.set('Last-Event-ID', lastEventId);
    await this.#authorize(headers);
    const send = this.#settings.middleware.reduceRight<(request: ClientRequest) => Promise<Response>>(
      (next, middleware) => (request) => middleware(request, next),
      (request) => this.#fetch(request),
    );
    return send({ url: call.url, method: call.method, headers, body: call.body, signal });
  }

  async #authorize(headers: Headers): Promise<void> {
    const { apiKey } = this.#settings;
    if (headers.has('Authorization')) return;
    // A file that a shell has read often ends with a line end.
    const key = (typeof apiKey === 'function' ? await apiKey() : apiKey)?.trim();
    if (!key) return;
    try {
      headers.set('Authorization', `Bearer ${key}`);
    } catch {
      // The error of the platform has the key in its message.
      throw new FlowLangError('apiKey cannot be sent in a header: it has a line end or another forbidden character');
    }
  }

  async #fetch({ url, method, headers, body, signal }: ClientRequest): Promise<Response> {
    const { fetch } = this.#settings; // called unbound: a browser's fetch refuses to be called as a method
    const init: RequestInit = { method, headers, signal, redirect: 'manual' };
    try {
      return await fetch(url, body === undefined ? init : { ...init, body });
    } catch (error) {
      signal.throwIfAborted();
      throw connectionError(
        `${method} ${url}: the server cannot be reached; does it run there, and is baseUrl right?`,
        error,
      );
    }
  }
}

/** Reads all of a body, within the time limit. */
export async function readText(response: Response, deadline: Deadline, call: Call): Promise<string> {
  try {
    return await deadline.race(response.text());
  } catch (error) {
    deadline.signal.throwIfAborted();
    throw connectionError(`${call.label}: the connection broke within the answer`, error);
  }
}

export function connectionError(what: string, cause: unknown): ConnectionError {
  const reason = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
  const code = reason instanceof Error && 'code' in reason ? String(reason.code) : '';
  const why = code || (reason instanceof Error ? reason.message : String(reason));
  return new ConnectionError(`${what} (${why})`, { cause });
}

export function timeout(call: Call, phase: 'attempt' | 'total' | 'idle', what: string): TimeoutError {
  return new TimeoutError(`${call.label} ${what}. If that is too short, raise \`timeout.${phase}\``, phase);
}

export function notAsDescribed(response: Response, call: Call, what: string, place = ''): Error {
  return unexpected(response, what, call.label, place);
}

function encodeSegment(segment: string): string {
  // A URL cannot carry these as a segment: they would change the path, encoded or not.
  if (segment === '' || segment === '.' || segment === '..') {
    throw new FlowLangError(`"${segment}" is no name of a flow, an execution or an event`);
  }
  return encodeURIComponent(segment);
}

function encodeQuery(query: Inquiry['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, `${value}`]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
