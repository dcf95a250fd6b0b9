/** Reads whole answers, and holds them to what the document says. */
import { apiErrorOf, parseJson, sketch, unexpected } from './api-error.ts';
import { faultOf } from './check.ts';
import type { Deadline } from './deadline.ts';
import type { Reader } from './transport.ts';

/** An answer with what it came in. */
export interface Answer<T> {
  readonly data: T;
  /** Status and headers; its body has been read. */
  readonly response: Response;
  /** What to look for in the server's log; undefined if the server does not say. */
  readonly requestId: string | undefined;
}

/** Reads all of a body. @throws APIError, as which it is read where it is not a success. */
export async function readText(response: Response, deadline: Deadline): Promise<string> {
  const text = await deadline.receive(deadline.race(response.text()), 'the connection broke within the answer');
  if (!response.ok) throw apiErrorOf(response, text, deadline.call.label);
  return text;
}

export function isMedia({ headers }: Response, type: string): boolean {
  return (headers.get('Content-Type') ?? '').toLowerCase().startsWith(type);
}

export function jsonReader<T>(kind: string): Reader<Answer<T>> {
  return async (response, deadline) => {
    const { label } = deadline.call;
    const body = await readText(response, deadline);
    const value = parseJson(body);
    if (value === undefined) throw unexpected(response, label, `must be JSON, and is ${sketch(response, body)}`);
    const fault = faultOf(value, kind);
    if (fault) throw unexpected(response, label, fault.message, fault.place);
    deadline.release();
    const data = value as T; // the check has just held it to T, but for the flow's own types, which the document vouches for
    return { data, response, requestId: response.headers.get('X-Request-Id') ?? undefined };
  };
}

export const textReader: Reader<string> = async (response, deadline) => {
  const body = await readText(response, deadline);
  // A page of a gateway or of a web application is text as well.
  if (!isMedia(response, 'text/plain') || body.trim() === '') {
    throw unexpected(response, deadline.call.label, `must be text/plain, and is ${sketch(response, body)}`);
  }
  deadline.release();
  return body;
};
