/** Node's own server, told to leave to the app what it would answer by itself: such an answer is no problem, and has no id. */
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerOn, answerUnreadable } from './client-error.ts';
import { ApiProblem } from './problem.ts';

/** Milliseconds: longer than proxies usually keep a connection, so that it is they who close it. */
const KEEP_ALIVE = 72_000;

/** @param requestTimeout milliseconds in which a request must have arrived, head and body */
export function createNodeServer(handle: RequestListener, requestTimeout: number): Server {
  const connectionsCheckingInterval = requestTimeout / 2;
  const keepAliveTimeout = KEEP_ALIVE;
  const options = { requireHostHeader: false, requestTimeout, connectionsCheckingInterval, keepAliveTimeout };
  return createServer(options, handle).on('checkExpectation', handle).on('connect', refuseConnect);
}

/** What is wrong with a request that Node would not let through, if anything. */
export function unmet({ headers, raw }: FastifyRequest): ApiProblem | undefined {
  const { host, expect } = headers;
  if (host === undefined && raw.httpVersion === '1.1')
    return new ApiProblem('invalid_request', 'The header Host is missing, which HTTP/1.1 asks for.');
  if (hasTwoHosts(raw)) return new ApiProblem('invalid_request', 'The header Host stands there twice.');
  if (expect === undefined || expect.toLowerCase() === '100-continue') return undefined;
  return new ApiProblem('expectation_failed', 'The header Expect is 100-continue, or is not sent.');
}

/** Node keeps the first; what stands in front of this server may have gone by the other. RFC 9112, 3.2, has it refused. */
function hasTwoHosts({ rawHeaders }: IncomingMessage): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count > 1;
}

/** Without a listener Node closes the connection, and the caller never knows why. */
function refuseConnect({ headers }: IncomingMessage, socket: Duplex): void {
  // Nobody else listens on it any more, and an error that nobody hears ends the process.
  socket.on('error', () => socket.destroy());
  const problem = new ApiProblem(
    'method_not_allowed',
    'This server is no proxy: nothing takes CONNECT.',
    {},
    { allow: '' },
  );
  answerOn(socket, problem, headers['x-request-id']);
}

/**
 * `localhost` may be an address of IPv4 and one of IPv6. Fastify would make a server for the second that has none of the
 * listeners above; what cannot be listened on is left out, as it does.
 */
export async function listenBeside(app: FastifyInstance): Promise<void> {
  const { address: first, port } = app.server.address() as AddressInfo; // It listens on TCP.
  const addresses = await lookup('localhost', { all: true });
  const others = new Set(addresses.map(({ address }) => address).filter((address) => address !== first));
  await Promise.all([...others].map((address) => listenOn(app, address, port)));
}

async function listenOn(app: FastifyInstance, host: string, port: number): Promise<void> {
  const { server } = app;
  const other = createNodeServer(app.routing, server.requestTimeout);
  other.on('clientError', (error, socket) => answerUnreadable(error, socket as Socket)); // It is one of TCP.
  server.once('close', () => {
    other.close();
    other.closeAllConnections();
  });
  other.listen({ host, port });
  await once(other, 'listening').catch(() => {});
}
