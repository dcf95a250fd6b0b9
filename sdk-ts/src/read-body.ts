/** Reads whole answers, and holds them to what the document says. */
import { apiErrorOf, foreign, mediaOf, parseJson, unexpected } from './api-error.ts';
import { faultOf } from './check.ts';
import { lost, type Reader } from './transport.ts';

/** What was read, and what it came in. */
export interface Read<T> {
  readonly data: T;
  /** Status and headers; its body has been read. */
  readonly response: Response;
}

export interface Answer<T> extends Read<T> {
  /** What to look for in the server's log; undefined if the server does not say. */
  readonly requestId: string | undefined;
}

/** Reads all of a body. @throws APIError, as which it is read where it is not a success. */
export const readText = (
  response: Response,
  label: string,
  keep?: (text: string, response: Response) => void,
): Promise<string> =>
  response.text().then(
    (text) => {
      keep?.(text, response);
      if (response.ok) return text;
      throw apiErrorOf(response, label, text);
    },
    lost(label, 'the connection broke within the answer'),
  );

/** @throws UnexpectedResponseError where the text is not JSON of that kind. */
export function readJson<T>(response: Response, label: string, text: string, kind: string): T {
  const value = parseJson(text);
  if (value === undefined) throw foreign(response, label, text, 'JSON');
  const [want, item] = kind.split(':');
  const fault = faultOf(value, want, item);
  if (fault) throw unexpected(response, label, ...fault);
  return value as T; // the check has just held it to T, but for the flow's own types, which the document vouches for
}

export const jsonReader =
  <T>(kind: string): Reader<Read<T>> =>
  async (response, label) => ({
    data: readJson<T>(response, label, await readText(response, label), kind),
    response,
  });

export const textReader: Reader<string> = async (response, label) => {
  const body = await readText(response, label);
  // A page of a gateway or of a web application is text as well.
  if (/^text\/plain/i.test(mediaOf(response)) && body.trim()) return body;
  throw foreign(response, label, body, 'text/plain');
};
