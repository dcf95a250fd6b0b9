/** Answers what never became a request, or did not come to its end: too long, too slow, or not HTTP. */
import { randomUUID } from 'node:crypto';
import { type IncomingMessage, maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { API_ERRORS, type ApiErrorCode } from '@flowlang/openapi';
import type { FastifyReply } from 'fastify';
import { ApiProblem, problemBody, sendProblem } from './problem.ts';
import { isToken } from './requests.ts';

/** Milliseconds in which the other end may read the answer before the socket goes. */
const LINGER = 1000;

const REASONS: Readonly<Record<string, readonly [code: ApiErrorCode, detail: string]>> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', `Path and headers have more than ${maxHeaderSize} bytes.`],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request did not arrive in time.'],
};

const OTHER_REASON = ['invalid_request', 'The request is not HTTP as this server reads it.'] as const;

/** What was too slow may be sent again as soon as one likes; seconds. */
const AT_ONCE: Readonly<Record<string, string>> = { 'retry-after': '1' };

/** On a socket: the answer to the request whose body has not arrived. */
const AWAITED = Symbol('awaited');

interface Noted {
  [AWAITED]?: FastifyReply | undefined;
}

/** So that what is wrong with a body is answered to the request that it is of. */
export function awaitBody(reply: FastifyReply): void {
  const { raw } = reply.request;
  if (raw.headers['content-length'] !== undefined || raw.headers['transfer-encoding'] !== undefined)
    (raw.socket as Noted)[AWAITED] = reply;
}

/** A stream is not to hold the request that opened it. */
export function bodyArrived({ socket }: IncomingMessage): void {
  (socket as Noted)[AWAITED] = undefined;
}

export function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  const reply = (socket as Noted)[AWAITED];
  const isBody = reply !== undefined && !reply.request.raw.complete;
  // Where it has been answered before it was all there, a second answer would be taken for that to the next request.
  if (error.code === 'ECONNRESET' || !socket.writable || (isBody && reply.raw.headersSent)) {
    socket.destroy();
    return;
  }
  const [code, detail] = REASONS[error.code ?? ''] ?? OTHER_REASON;
  const problem = new ApiProblem(code, detail, {}, API_ERRORS[code].retryable ? AT_ONCE : {});
  if (isBody) {
    sendProblem(reply.request, reply.header('connection', 'close'), problem);
    destroyLater(socket);
  } else answerOn(socket, problem);
}

/** Where no request is known to the app, and so none of its hooks runs. */
export function answerOn(socket: Duplex, problem: ApiProblem, ownId?: unknown): void {
  const requestId = isToken(ownId) ? ownId : randomUUID();
  const body = problemBody(problem, '', requestId);
  const { status } = API_ERRORS[problem.code];
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'x-content-type-options: nosniff',
    ...Object.entries(problem.headers).map(([name, value]) => `${name}: ${value}`),
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  destroyLater(socket);
}

/** Destroyed at once, with bytes unread, the system would reset the connection and the answer with it. */
function destroyLater(socket: Duplex): void {
  const timer = setTimeout(() => socket.destroy(), LINGER);
  socket.once('close', () => clearTimeout(timer));
}
