/** A server made of answers: the `fetch` of a client, and a record of what it was asked. */
import { type ClientOptions, FlowLangClient } from '../src/index.ts';

export interface Asked {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
  readonly redirect: RequestRedirect | undefined;
}

/** An answer, an error to fail with, or what makes one of them. */
export type Reply = Response | Error | ((asked: Asked) => Response | Promise<Response>);

export const BASE = 'http://flows.test';

/** A client of the replies, in their order; the last one is given again and again only if it is a function. */
export function clientOf(replies: readonly Reply[], options: ClientOptions = {}) {
  const asked: Asked[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const request: Asked = {
      url,
      method: init.method ?? '',
      headers: new Headers(init.headers),
      body: typeof init.body === 'string' ? init.body : undefined,
      signal: init.signal ?? new AbortController().signal,
      redirect: init.redirect,
    };
    const last = replies.at(-1);
    const reply = replies[asked.push(request) - 1] ?? (typeof last === 'function' ? last : undefined);
    if (reply === undefined) throw new Error(`request ${asked.length} was not expected: ${url}`);
    if (reply instanceof Error) throw reply;
    return typeof reply === 'function' ? reply(request) : reply;
  };
  const client = new FlowLangClient({ baseUrl: BASE, fetch, retry: { baseDelay: 0 }, ...options });
  return { client, asked };
}

export function success(outputs: object = { total: 3 }): Response {
  const body = { success: true, execution_id: 'x1', flow: 'Order', outputs, execution_time_ms: 5 };
  return Response.json(body, { headers: { 'X-Request-Id': 'r1', 'X-Execution-Id': 'x1' } });
}

export function failure(): Response {
  const error = { type: 'CardError', message: 'declined', step_id: 'charge', task: 'ChargeCard', attempts: 2 };
  return Response.json({ success: false, execution_id: 'x1', flow: 'Order', error, execution_time_ms: 5 });
}

export function problem(
  status: number,
  code: string,
  more: object = {},
  headers: Record<string, string> = {},
): Response {
  const body = {
    type: 'about:blank',
    title: 't',
    status,
    detail: `detail of ${code}`,
    instance: '/',
    code,
    request_id: 'r9',
  };
  return new Response(JSON.stringify({ ...body, ...more }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });
}

/** What the platform's fetch rejects with when the network fails. */
export function networkError(code = 'ECONNREFUSED'): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(`connect ${code}`), { code }) });
}

/** Never answers, and ends only by its signal, as fetch does. */
export function hang({ signal }: Pick<Asked, 'signal'>): Promise<Response> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

/** What a promise rejects with. */
export async function errorOf(work: PromiseLike<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it did not reject');
}
