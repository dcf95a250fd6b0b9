/**
 * A small client for JSON APIs. It tries again where that may help, waits as long as the service asks for, and throws
 * an error for each kind of failure: flow.yaml reads its name as `error.type`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { NonRetryableError } from 'flowlang';

/** The service refuses the key: asking again would not help. */
export class AuthenticationError extends NonRetryableError {
  override name = 'AuthenticationError';
}

/** There is no such thing at the service. */
export class NotFoundError extends NonRetryableError {
  override name = 'NotFoundError';
}

/** The service refuses what it was sent. */
export class RequestRefusedError extends NonRetryableError {
  override name = 'RequestRefusedError';
}

/** We ask too often. */
export class RateLimitError extends Error {
  override name = 'RateLimitError';
}

/** The service fails, or cannot be reached. */
export class ServiceUnavailableError extends Error {
  override name = 'ServiceUnavailableError';
}

export interface ClientOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly attempts?: number;
  /** Milliseconds before the second try; each further wait is twice as long. */
  readonly delay?: number;
}

export interface RequestOptions {
  /** Fires when nobody waits for the answer any more. A task has it in its context. */
  readonly signal: AbortSignal;
  readonly body?: unknown;
  /** What the service knows a repeated request by. Without it only a GET is tried again. */
  readonly idempotencyKey?: string;
}

/** No service is waited for longer than this, in milliseconds, whatever it asks for. */
const LONGEST_WAIT = 10_000;

export class HttpClient {
  readonly #options: Required<ClientOptions>;

  constructor(options: ClientOptions) {
    this.#options = { attempts: 4, delay: 200, ...options };
  }

  get(path: string, options: RequestOptions): Promise<unknown> {
    return this.#request('GET', path, options);
  }

  post(path: string, options: RequestOptions): Promise<unknown> {
    return this.#request('POST', path, options);
  }

  async #request(method: string, path: string, options: RequestOptions): Promise<unknown> {
    const attempts = method === 'GET' || options.idempotencyKey !== undefined ? this.#options.attempts : 1;
    for (let attempt = 1; ; attempt++) {
      const response = await this.#send(method, path, options);
      if (response instanceof Response && response.ok) return response.json();
      const error = response instanceof Response ? await errorOf(response) : response;
      if (attempt >= attempts || error instanceof NonRetryableError) throw error;
      const asked = response instanceof Response ? Number(response.headers.get('retry-after')) * 1000 : 0;
      const wait = Math.max(asked || 0, this.#options.delay * 2 ** (attempt - 1));
      await sleep(Math.min(wait, LONGEST_WAIT), undefined, { signal: options.signal });
    }
  }

  /** The answer, or the error if there was none. */
  async #send(method: string, path: string, options: RequestOptions): Promise<Response | Error> {
    const { signal, body, idempotencyKey } = options;
    const headers = {
      authorization: `Bearer ${this.#options.apiKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    };
    try {
      return await fetch(new URL(path, this.#options.baseUrl), {
        method,
        signal,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch {
      signal.throwIfAborted();
      return new ServiceUnavailableError(`${this.#options.baseUrl} cannot be reached.`);
    }
  }
}

async function errorOf(response: Response): Promise<Error> {
  const { status } = response;
  // The beginning is enough to see what is wrong, and an answer may be a whole page.
  const said = `${new URL(response.url).pathname} answered ${status}: ${(await response.text()).slice(0, 200)}`;
  if (status === 401 || status === 403) return new AuthenticationError(said);
  if (status === 404) return new NotFoundError(said);
  if (status === 429) return new RateLimitError(said);
  return status >= 500 ? new ServiceUnavailableError(said) : new RequestRefusedError(said);
}
