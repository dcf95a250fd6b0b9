/** Stands in for the service. The tests start it; `node tests/fake-api.ts` serves it on port 4010, to try the flow by hand. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const KEY = 'key_for_trying_it';

export interface FakeApi {
  readonly url: string;
  /** The requests that came, such as `GET /customers/cust_456`. */
  readonly requests: string[];
  /** Answers the next request with this status; `headers` go with it. */
  failNext(status: number, headers?: Readonly<Record<string, string>>): void;
  close(): Promise<void>;
}

export async function startFakeApi(port = 0): Promise<FakeApi> {
  const failures: [status: number, headers: Readonly<Record<string, string>>][] = [];
  const requests: string[] = [];
  const tickets = new Map<string, string>();
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const failure = failures.shift();
    if (failure !== undefined) response.writeHead(...failure).end('told to fail');
    else answer(request, response, tickets);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, // It listens on a port.
    requests,
    failNext: (status, headers = {}) => failures.push([status, headers]),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, tickets: Map<string, string>): void {
  const send = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const key = String(request.headers['idempotency-key']);
  if (request.headers.authorization !== `Bearer ${KEY}`) send(401, { message: 'unknown key' });
  else if (request.url === '/customers/cust_456') send(200, { id: 'cust_456', name: 'Ada' });
  else if (request.method === 'POST' && request.url === '/tickets') {
    const id = tickets.get(key) ?? `ticket_${tickets.size + 1}`;
    tickets.set(key, id);
    send(201, { id });
  } else send(404, { message: 'not found' });
}

if (import.meta.main) console.log(`The fake API listens on ${(await startFakeApi(4010)).url}`);
