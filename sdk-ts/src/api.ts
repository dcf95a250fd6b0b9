/** The fixed endpoints of the OpenAPI document, for what the client has no method for. */
import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './document.gen.ts';
import { APIError } from './errors.ts';
import type { Settings } from './options.ts';
import { readText } from './read-body.ts';
import { send } from './transport.ts';

/**
 * An openapi-fetch client: `const { data, error, response } = await client.api.GET('/readyz')`. It has the options of the client
 * that it comes from, retries and time limits too; the last answer is given as it is, also an error.
 */
export type FlowLangApi = Client<paths>;

export const createApi = (settings: Settings): FlowLangApi =>
  createClient<paths>({ baseUrl: settings.baseUrl, fetch: (request) => answerTo(settings, request) });

async function answerTo(settings: Settings, { method, url, headers: own, signal }: Request): Promise<Response> {
  let last: Response | undefined;
  const keep = (text: string, response: Response): void => {
    last = new Response(text || null, response);
  };
  const call = { settings, method, url, own, options: { signal } };
  try {
    await send(
      () => call,
      (response, label) => readText(response, label, keep),
    );
  } catch (error) {
    if (!(error instanceof APIError && error.status === last?.status)) throw error;
  }
  return last as unknown as Response; // whatever did not throw has read one
}
