/** Sends a request that no client would send, and no `fetch` would let pass: with any header, to any path. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { readEvents } from '../conformance/events.ts';
import { type Exchange, mediaTypeOf } from '../conformance/exchange.ts';
import type { RawCall } from './scenario.ts';

export async function exchange({ request }: RawCall, baseUrl: string): Promise<Exchange> {
  const { method, body, padding = 0 } = request;
  const [path = '', query] = request.path.split('?');
  const isText = typeof body === 'string';
  const headers = { ...(body !== undefined && !isText && { 'content-type': 'application/json' }), ...request.headers };
  const text = body === undefined ? '' : ' '.repeat(padding) + (isText ? body : JSON.stringify(body));
  const answer = Promise.withResolvers<Exchange>();
  const sent = httpRequest(`${baseUrl}${request.path}`, { method, headers, agent: false }, (response) => {
    response.setEncoding('utf8');
    let read = '';
    response.on('data', (chunk: string) => {
      read += chunk;
    });
    response.on('error', answer.reject);
    response.on('end', () => {
      const status = response.statusCode ?? 0;
      answer.resolve({
        method,
        path,
        ...(query !== undefined && { query: `?${query}` }),
        request: headers,
        status,
        headers: joined(response.headers),
        body: read,
        complete: true,
      });
    });
  });
  sent.on('error', answer.reject);
  sent.end(text);
  return answer.promise;
}

/** An answer as scenarios expect it. */
export function describeAnswer(exchanged: Exchange): Record<string, unknown> {
  const { status, headers, body } = exchanged;
  const mediaType = mediaTypeOf(exchanged);
  if (mediaType === 'text/event-stream') {
    return { status, headers, events: readEvents(exchanged).events.map(({ data }) => data) };
  }
  return { status, headers, body: mediaType.endsWith('json') ? JSON.parse(body) : body };
}

function joined(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
