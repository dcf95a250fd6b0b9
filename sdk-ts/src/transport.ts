/**
 * One request: its tries, their time limits, headers and errors. It knows nothing of flows.
 * A try ends in an answer, or in an error that says whether another try may help (retry.ts); whatever it has opened by then,
 * it has closed.
 */
import { redirectError } from './api-error.ts';
import type { Call } from './call.ts';
import { Deadline } from './deadline.ts';
import { FlowLangError } from './errors.ts';
import { limitsOf } from './limits.ts';
import type { CallOptions, ClientRequest, Settings } from './options.ts';
import { delayAfter, isRetryable } from './retry.ts';

/** Reads an answer. If it returns, the deadline of the try is its own to release; if it throws, the try is cut off. */
export type Reader<T> = (response: Response, deadline: Deadline) => Promise<T>;

export class Transport {
  readonly settings: Settings;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  /** A request with its options settled. */
  call(method: string, url: string, own: HeadersInit, body: string | undefined, options: CallOptions): Call {
    const { settings } = this;
    return {
      label: `${method} ${url}`,
      url,
      method,
      headers: [own, settings.headers, options.headers],
      body,
      limits: limitsOf(options, settings.limits),
      signal: options.signal,
    };
  }

  /** Tries until an answer is read, or no further try may help. */
  async send<T>(call: Call, read: Reader<T>): Promise<T> {
    const span = new Deadline(call, 'total', call.signal);
    try {
      for (let failures = 0; ; ) {
        try {
          return await this.try(call, span, read);
        } catch (error) {
          await this.pause(span, ++failures, error);
        }
      }
    } finally {
      span.release();
    }
  }

  /** Waits until the next try; throws the error if there is to be none. */
  async pause(span: Deadline, failures: number, error: unknown, atLeast = 0): Promise<void> {
    span.signal.throwIfAborted();
    const { limits } = span.call;
    const delay = Math.max(atLeast, delayAfter(failures, error, limits));
    // Waiting for a try that cannot be made would only hide the error behind a timeout.
    if (failures >= limits.attempts || !isRetryable(error) || delay >= span.remaining) throw error;
    const why = error instanceof Error ? error.message : error;
    this.settings.logger.warn(`${why}; try ${failures + 1} of ${limits.attempts} in ${Math.round(delay)} ms`);
    await span.sleep(delay);
  }

  async try<T>(call: Call, span: Deadline, read: Reader<T>, lastEventId = 0): Promise<T> {
    const deadline = new Deadline(call, 'attempt', span.signal);
    try {
      span.signal.throwIfAborted();
      const started = performance.now();
      const response = await deadline.race(this.#request(deadline, lastEventId));
      const { status, type } = response;
      this.settings.logger.debug(`${call.label}: ${status} in ${Math.round(performance.now() - started)} ms`);
      if (type === 'opaqueredirect' || (status >= 300 && status < 400)) throw redirectError(response, call.label);
      return await read(response, deadline);
    } catch (error) {
      deadline.release();
      deadline.abort(error);
      throw error;
    }
  }

  async #request(deadline: Deadline, lastEventId: number): Promise<Response> {
    const {
      url,
      method,
      body,
      headers: [own, ...more],
    } = deadline.call;
    const { apiKey, middleware, fetch } = this.settings; // fetch unbound: a browser's refuses to be called as a method
    const headers = new Headers(own);
    for (const layer of more) if (layer) new Headers(layer).forEach((value, name) => void headers.set(name, value));
    if (lastEventId > 0) headers.set('Last-Event-ID', `${lastEventId}`);
    if (!headers.has('Authorization')) authorize(headers, typeof apiKey === 'function' ? await apiKey() : apiKey);
    const send = middleware.reduceRight<(request: ClientRequest) => Promise<Response>>(
      (next, each) => (request) => each(request, next),
      async ({ url, ...init }) =>
        deadline.receive(
          fetch(url, { ...init, body: init.body ?? null, redirect: 'manual' }),
          'the server cannot be reached: does it run, and is baseUrl right?',
        ),
    );
    return send({ url, method, headers, body, signal: deadline.signal });
  }
}

function authorize(headers: Headers, apiKey = ''): void {
  // A file that a shell has read often ends with a line end.
  const key = apiKey.trim();
  try {
    if (key) headers.set('Authorization', `Bearer ${key}`);
  } catch {
    // The error of the platform has the key in its message.
    throw new FlowLangError('apiKey cannot be sent in a header: it has a forbidden character');
  }
}
