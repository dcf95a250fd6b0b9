/** Reads whole answers, and holds them to what the document says. */
import { sketch } from './api-error.ts';
import type { Check } from './check.ts';
import { type Call, notAsDescribed, type Reader, readText } from './transport.ts';

/** An answer with what it came in. */
export interface Answer<T> {
  readonly data: T;
  /** Status and headers; its body has been read. */
  readonly response: Response;
  /** What to look for in the server's log; undefined if the server does not say. */
  readonly requestId: string | undefined;
}

export function jsonReader<T>(call: Call, check: Check): Reader<Answer<T>> {
  return async (response, deadline) => {
    const body = await readText(response, deadline, call);
    const value = parseJson(body);
    if (value === undefined) {
      throw notAsDescribed(response, call, `it must be JSON, and is ${sketch(response, body)}`);
    }
    const fault = check(value, '');
    if (fault) throw notAsDescribed(response, call, fault.message, fault.place);
    deadline.release();
    const data = value as T; // the check has just held it to T, but for the flow's own types, which the document vouches for
    return { data, response, requestId: response.headers.get('X-Request-Id') ?? undefined };
  };
}

export function textReader(call: Call): Reader<string> {
  return async (response, deadline) => {
    const body = await readText(response, deadline, call);
    // A page of a gateway or of a web application is text as well.
    if (!/^text\/plain\b/i.test(response.headers.get('Content-Type') ?? '') || body.trim() === '') {
      throw notAsDescribed(response, call, `it must be text/plain, and is ${sketch(response, body)}`);
    }
    deadline.release();
    return body;
  };
}

/** The value, or undefined for what is not JSON: no JSON text means undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
