/** Answers what never became a request: a head that is too long, that is not HTTP, or that does not come to its end. */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { API_ERRORS } from '@flowlang/openapi';
import { ApiProblem, problemBody } from './problem.ts';

/** Milliseconds in which the other end may read the answer before the socket goes. */
const LINGER = 1000;

const DETAILS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'The headers are too long.',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not arrive in time.',
};

export function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const detail = DETAILS[error.code ?? ''] ?? 'The request is not HTTP as this server reads it.';
  const problem = new ApiProblem('invalid_request', detail);
  const requestId = randomUUID();
  const body = problemBody(problem, '', requestId);
  const { status } = API_ERRORS[problem.code];
  const head = [
    `HTTP/1.1 ${status} Bad Request`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'x-content-type-options: nosniff',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Destroyed at once, with bytes unread, the system would reset the connection and the answer with it.
  const timer = setTimeout(() => socket.destroy(), LINGER);
  socket.once('close', () => clearTimeout(timer));
}
