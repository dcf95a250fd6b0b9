/** Reads what the query of a request says of pages. */
import { EVENT_PAGE, EXECUTION_STATUSES, LAST_SEQ, PAGE } from '@flowlang/openapi';
import type { FastifyRequest } from 'fastify';
import type { ExecutionStatus } from '../engine/engine.ts';
import { ApiProblem } from './problem.ts';
import { shown } from './requests.ts';

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
  const after = wholeNumber(request, 'after', 0, LAST_SEQ) ?? 0;
  return { after, limit: requestedLimit(request, EVENT_PAGE) };
}

const CURSOR = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** Opaque: what it holds may change. Any text of that form is a place in the list, so that the document says all of it. */
export function cursorOf(executionId: string): string {
  return executionId.replaceAll('-', '');
}

function idIn(cursor: string): string {
  const parts = CURSOR.exec(cursor);
  if (parts === null) throw refused('cursor', 'is the `next_cursor` of the page before', cursor);
  return parts.slice(1).join('-');
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
  const range = most === LAST_SEQ ? `of at least ${least}` : `from ${least} to ${most}`;
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
