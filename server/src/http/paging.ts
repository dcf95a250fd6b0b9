/** Reads what the query of a request says of pages. */
import { EVENT_PAGE, EXECUTION_STATUSES, PAGE } from '@flowlang/openapi';
import type { FastifyRequest } from 'fastify';
import type { ExecutionStatus } from '../engine/engine.ts';
import { ApiProblem } from './problem.ts';
import { isToken, shown } from './requests.ts';

export interface RequestedPage {
  readonly limit: number;
  readonly status?: ExecutionStatus;
  /** The last id of the page before. */
  readonly before?: string;
}

export function requestedPage(request: FastifyRequest): RequestedPage {
  const status = inQuery(request, 'status');
  const cursor = inQuery(request, 'cursor');
  return {
    limit: requestedLimit(request, PAGE),
    ...(status !== undefined && { status: statusOf(status) }),
    ...(cursor !== undefined && { before: idIn(cursor) }),
  };
}

export function requestedEvents(request: FastifyRequest): { readonly after: number; readonly limit: number } {
  const after = wholeNumber(request, 'after', 0, Number.MAX_SAFE_INTEGER) ?? 0;
  return { after, limit: requestedLimit(request, EVENT_PAGE) };
}

/** Opaque: what it holds may change, and nobody shall make one up. */
export function cursorOf(executionId: string): string {
  return Buffer.from(executionId).toString('base64url');
}

function idIn(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (isToken(id) && cursorOf(id) === cursor) return id;
  throw refused('cursor', 'is the `next_cursor` of the page before', cursor);
}

function statusOf(text: string): ExecutionStatus {
  const found = EXECUTION_STATUSES.find((status) => status === text);
  if (found !== undefined) return found;
  throw refused('status', `is one of ${EXECUTION_STATUSES.join(', ')}`, text);
}

function requestedLimit(request: FastifyRequest, page: { readonly most: number; readonly default: number }): number {
  return wholeNumber(request, 'limit', 1, page.most) ?? page.default;
}

function wholeNumber(request: FastifyRequest, name: string, least: number, most: number): number | undefined {
  const text = inQuery(request, name);
  if (text === undefined) return undefined;
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw refused(name, `is a whole number ${range}`, text);
}

function inQuery(request: FastifyRequest, name: string): string | undefined {
  // The parser of queries answers texts, and lists of texts where a name is repeated.
  const { [name]: value } = request.query as { readonly [name: string]: string | readonly string[] | undefined };
  if (value === undefined || typeof value === 'string') return value;
  throw new ApiProblem('invalid_request', `The query says ${name} more than once.`);
}

function refused(name: string, is: string, given: string): ApiProblem {
  return new ApiProblem('invalid_request', `\`${name}\` in the query ${is}, not ${shown(given)}.`);
}
