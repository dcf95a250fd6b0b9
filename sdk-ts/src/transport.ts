/**
 * One request: its tries, headers and errors. It knows nothing of flows.
 * A try ends in an answer, or in an error that says whether another try may help (retry.ts); whatever it has opened by then,
 * it has closed.
 */
import { apiErrorOf } from './api-error.ts';
import { type Call, labelOf } from './call.ts';
import { ConnectionError, FlowLangError } from './errors.ts';
import type { ClientRequest } from './options.ts';
import { openSpan, type Span } from './span.ts';

/** Reads an answer. If it throws, the try is cut off. */
export type Reader<T> = (response: Response, label: string) => Promise<T>;

/** Tries until an answer is read, or no further try may help. */
export async function send<T>(prepare: () => Call, read: Reader<T>): Promise<T> {
  const call = prepare(); // in here, so that what it throws rejects
  const span = openSpan(call);
  try {
    for (let failures = 1; ; failures++) {
      try {
        return await attempt(call, span, read);
      } catch (error) {
        await span.pause(failures, error);
      }
    }
  } finally {
    span.release();
  }
}

export function attempt<T>(call: Call, span: Span, read: Reader<T>): Promise<T> {
  const { method, url, body, settings } = call;
  const { fetch, middleware, logger, apiKey } = settings; // fetch unbound: a browser's refuses to be called as a method
  const label = labelOf(call);
  return span.within('attempt', async (signal) => {
    const started = Date.now();
    const ask = middleware.reduceRight<(request: ClientRequest) => Promise<Response>>(
      (next, each) => (request) => each(request, next),
      (request) =>
        fetch(request.url, { ...request, redirect: 'manual' }).catch(
          lost(label, 'the server cannot be reached: does it run? Are baseUrl and --cors right?', signal),
        ),
    );
    const response = await ask({
      url,
      method,
      headers: headersOf(call, typeof apiKey === 'function' ? await apiKey() : apiKey),
      body: body || undefined,
      signal,
    });
    logger.debug?.(`${label}: ${response.status} in ${Date.now() - started} ms`);
    if (!response.ok && response.status < 400) throw apiErrorOf(response, label);
    return read(response, label);
  });
}

/** For what comes from the network: what fails there, and not by the signal, is a broken connection. */
export const lost =
  (label: string, what: string, signal?: AbortSignal) =>
  (cause: unknown): never => {
    signal?.throwIfAborted();
    const { code, message = cause }: { code?: unknown; message?: unknown } = Object(Object(cause).cause ?? cause);
    throw new ConnectionError(`${label}: ${what} (${code ?? message})`, { cause });
  };

function headersOf({ own, options, settings }: Call, apiKey: string | null | undefined): Headers {
  const key = apiKey?.trim(); // a file that a shell has read often ends with a line end
  // Where nothing comes to them, and no middleware looks at them, fetch takes them as they are: `Headers` are slow to make.
  if (!(settings.headers || options.headers || key || settings.middleware[0])) return own as Headers;
  const headers = new Headers(own);
  for (const given of [key && { Authorization: `Bearer ${key}` }, settings.headers, options.headers]) {
    const init: HeadersInit = Object(given);
    const layer = new Headers();
    for (const [name, value] of Symbol.iterator in init ? init : Object.entries(init)) {
      try {
        layer.append(name, value);
      } catch {
        // The error of the platform has the value in its message.
        throw new FlowLangError(`headers, apiKey: ${name} must be one line of Latin-1, its name a token`);
      }
    }
    for (const pair of layer) headers.set(...pair);
  }
  return headers;
}
