/** Asks the real server. */
import { request as ask, type IncomingMessage } from 'node:http';
import { isObject } from '../conformance/exchange.ts';
import type { Head, Received } from './http.ts';

export interface Answer extends Head {
  /** A stream of events comes bit by bit, all else at once. */
  readonly body: Buffer | AsyncIterable<string>;
}

/** Rejects where the server is not there; `signal` takes the caller's going on to the server. */
export async function askServer(port: number, request: Received, signal: AbortSignal): Promise<Answer> {
  const { method, target: path, body } = request;
  // Uncompressed: what a caller takes is between him and the proxy.
  const headers = { ...request.headers, host: `127.0.0.1:${port}`, connection: 'close', 'accept-encoding': 'identity' };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = ask({ port, host: '127.0.0.1', method, path, headers, agent: false, signal }, resolve);
    sent.on('error', reject).end(body);
  });
  const own = ['connection', 'content-length', 'transfer-encoding', 'keep-alive'];
  const given = Object.entries(answer.headers).filter(([name]) => !own.includes(name));
  const head = {
    status: answer.statusCode ?? 0,
    headers: Object.fromEntries(given.map(([name, v]) => [name, `${v}`])),
  };
  if (head.headers['content-type']?.startsWith('text/event-stream')) {
    answer.setEncoding('utf8');
    return { ...head, body: answer };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer); // no encoding is set
  return { ...head, body: Buffer.concat(chunks) };
}

/** All events of an execution so far, as the server keeps them; none of one that it does not know. */
export async function eventsOf(port: number, flow: string, id: string): Promise<readonly unknown[]> {
  const events: unknown[] = [];
  for (let after: unknown = 0; after !== null; ) {
    const url = `http://127.0.0.1:${port}/flows/${flow}/executions/${id}/events?after=${after}&limit=200`;
    const answer = await fetch(url, { headers: { accept: 'application/json' } });
    const page: unknown = answer.ok ? await answer.json() : undefined;
    if (!isObject(page) || !Array.isArray(page['events'])) return events;
    events.push(...page['events']);
    after = page['next_after'];
  }
  return events;
}
