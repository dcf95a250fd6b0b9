/** Looking at executions: a list of them, one of them, its events. */
import type { ExecutionList } from '@flowlang/openapi';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HandlerContext } from '../context.ts';
import { eventPage } from '../event-page.ts';
import { sendExecution, summarize } from '../execution-resources.ts';
import type { Handler } from '../handler.ts';
import { cancelsOnDisconnect, lastEventId } from '../headers.ts';
import { isAtEnd, openStream } from '../open-stream.ts';
import { cursorOf, requestedEvents, requestedPage } from '../paging.ts';
import { ApiProblem } from '../problem.ts';
import { inPath, requestedFlow } from '../requests.ts';
import { asIs } from '../serializers.ts';
import { named, noSuchExecution } from './parts.ts';

export const listExecutions: Handler = async (request, reply, { catalog, engine, lists, resumed }) => {
  if (!lists) {
    const detail =
      'This server does not list executions, since others than its own machine may ask it. Start it with --list-executions.';
    throw new ApiProblem('listing_disabled', detail);
  }
  const flow = inPath(request, 'flow');
  const { limit, ...page } = requestedPage(request);
  await resumed;
  // One more tells whether there is another page.
  const found = await engine.list({ flow, ...page, limit: limit + 1 });
  if (found.length === 0) requestedFlow(request, catalog);
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  const list: ExecutionList = {
    items: items.map(summarize),
    next_cursor: last === undefined ? null : cursorOf(last.execution_id),
  };
  return reply.send(list);
};

export const getExecution: Handler = async (request, reply, { catalog, engine, resumed }) => {
  const { flow, id } = named(request);
  await resumed;
  const execution = await engine.find(flow, id);
  if (execution === undefined) throw noSuchExecution(request, catalog);
  return sendExecution(reply, execution);
};

export const listEvents: Handler = async (request, reply, context) => {
  const { flow, id } = named(request);
  const { after: asked, limit } = requestedEvents(request);
  const after = lastEventId(request) ?? asked;
  const { catalog, engine, journal, resumed } = context;
  await resumed;
  // It may end, and be forgotten, before its events are read.
  const release = journal.watch(id, () => {});
  try {
    if ((await engine.find(flow, id)) === undefined) throw noSuchExecution(request, catalog);
    const place = { executionId: id, after, atEnd: await isAtEnd(journal, id, after) };
    if (!isPage(reply)) return stream(request, reply, context, flow, place);
    const page = await eventPage(journal, id, after, limit, place.atEnd);
    return reply.header('x-execution-id', id).serializer(asIs).send(page);
  } finally {
    release();
  }
};

function stream(
  request: FastifyRequest,
  reply: FastifyReply,
  context: HandlerContext,
  flow: string,
  place: Parameters<typeof openStream>[3],
): FastifyReply {
  const isArmed = cancelsOnDisconnect(request);
  // A browser comes back for ever, unless it is told that there is nothing more.
  if (place.atEnd) {
    return reply.code(204).removeHeader('content-type').header('x-execution-id', place.executionId).send();
  }
  context.streams.take();
  openStream(request, reply, context, place);
  if (isArmed) context.readers.arm(flow, place.executionId);
  return reply;
}

/** What was negotiated. */
function isPage(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type')).startsWith('application/json');
}
