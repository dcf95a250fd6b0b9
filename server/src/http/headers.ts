/** Reads the headers of a request that have to do with executions. */
import type { FastifyRequest } from 'fastify';
import { ApiProblem } from './problem.ts';
import { isToken } from './requests.ts';

export function idempotencyKey(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined || isToken(key)) return key;
  throw new ApiProblem('invalid_request', 'An Idempotency-Key is 1 to 128 of the characters A-Z a-z 0-9 _ . : -');
}

/** The number of the last event that the reader has; undefined if it does not say. */
export function lastEventId(request: FastifyRequest): number | undefined {
  const id = request.headers['last-event-id'];
  if (id === undefined || id === '') return undefined;
  if (typeof id === 'string' && /^\d{1,15}$/.test(id)) return Number(id);
  throw new ApiProblem('invalid_request', 'Last-Event-ID is the `id` of an event of this execution, a whole number.');
}

/** Whether the execution is to end when nobody reads it any more. */
export function cancelsOnDisconnect(request: FastifyRequest): boolean {
  const text = request.headers['x-cancel-on-disconnect'];
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw new ApiProblem('invalid_request', 'X-Cancel-On-Disconnect is true or false.');
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** W3C Trace Context; what is none is passed over, as its standard asks. */
export function traceparent(request: FastifyRequest): string | undefined {
  const text = request.headers['traceparent'];
  return typeof text === 'string' && TRACEPARENT.test(text) ? text : undefined;
}
