/** The fixed endpoints of the OpenAPI document, for what the client has no method for. */
import createClient, { type Client } from 'openapi-fetch';
import { apiErrorOf } from './api-error.ts';
import type { paths } from './document.gen.ts';
import { APIError } from './errors.ts';
import type { Reader, Transport } from './transport.ts';

/**
 * An openapi-fetch client: `const { data, error, response } = await client.api.GET('/readyz')`. It has the options of the client
 * that it comes from, retries and time limits too; the last answer is given as it is, also an error.
 */
export type FlowLangApi = Client<paths>;

export function createApi(transport: Transport): FlowLangApi {
  const { baseUrl } = transport.settings;
  return createClient<paths>({ baseUrl, fetch: (request) => answerTo(transport, request) });
}

async function answerTo(transport: Transport, request: Request): Promise<Response> {
  let last: Response | undefined;
  const read: Reader<Response> = async (response, deadline) => {
    const text = await deadline.receive(deadline.race(response.text()), 'the connection broke within the answer');
    last = new Response(text || null, response);
    if (!response.ok) throw apiErrorOf(response, text, deadline.call.label);
    deadline.release();
    return last;
  };
  const { method, url, headers, signal } = request;
  const call = transport.call(method, url, headers, undefined, { signal });
  try {
    return await transport.send(call, read);
  } catch (error) {
    if (last && error instanceof APIError && error.status === last.status) return last;
    throw error;
  }
}
