/** Begins a stream of events as the answer to a request. */
import { isTerminal } from '@flowlang/openapi';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Journal } from '../engine/journal.ts';
import type { HandlerContext } from './context.ts';
import { EventStream, type StreamHome } from './event-stream.ts';
import { ApiProblem } from './problem.ts';

const homes = new WeakMap<HandlerContext, StreamHome>();

/** A place among the streams was taken for it; it is given back. `atEnd`: the reader has the last event. */
export function openStream(
  request: FastifyRequest,
  reply: FastifyReply,
  context: HandlerContext,
  { executionId, after, atEnd }: { readonly executionId: string; readonly after: number; readonly atEnd: boolean },
): void {
  const { raw } = reply;
  reply.header('x-execution-id', executionId);
  reply.hijack();
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>), // Of other plugins: CORS, the request id.
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  });
  // Of a reader that has left already no event tells any more.
  if (atEnd || request.method === 'HEAD' || raw.destroyed) {
    context.streams.giveBack();
    raw.end();
    return;
  }
  context.readers.follow(raw, executionId);
  new EventStream(homeOf(context), raw, { executionId, after, requestId: request.id });
}

/** Whether the reader has the last event already. */
export async function isAtEnd(journal: Journal, executionId: string, after: number): Promise<boolean> {
  if (after === 0) return false;
  const [event] = await journal.read(executionId, after - 1, 1);
  if (event !== undefined) return isTerminal(event);
  throw new ApiProblem(
    'invalid_request',
    `This execution has no event ${after} yet: what was asked for is beyond its events.`,
  );
}

function homeOf(context: HandlerContext): StreamHome {
  let home = homes.get(context);
  if (home === undefined) {
    const { journal, streams, logger, readers } = context;
    home = {
      journal,
      streams,
      onEnd: (id) => readers.disarm(id),
      onFailure: (err, { executionId, requestId }) => {
        logger.error({ request_id: requestId, execution_id: executionId, err }, 'a stream broke off');
      },
    };
    homes.set(context, home);
  }
  return home;
}
