/** Running a flow. */
import { createHash } from 'node:crypto';
import { isTerminal } from '@flowlang/openapi';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Started } from '../../engine/engine.ts';
import type { Journal } from '../../engine/ports.ts';
import { resultOf } from '../../engine/result.ts';
import type { ServableFlow } from '../../project/catalog.ts';
import type { HttpContext } from '../context.ts';
import { EventStream } from '../event-stream.ts';
import type { Handler } from '../handler.ts';
import { ApiProblem } from '../problem.ts';
import { idempotencyKey, lastEventId, requestedInputs, requestedReadyFlow } from '../requests.ts';
import { resultSerializers } from '../serializers.ts';

export const executeFlow: Handler = async (request, reply, context) => {
  const flow = requestedReadyFlow(request, context.catalog);
  // Compiled before anything runs: a schema that cannot be is no reason to lose a result.
  const { success, failure } = resultSerializers(flow);
  const { executionId, finished } = await start(request, flow, context);
  reply.header('x-execution-id', executionId);
  const result = resultOf(await finished);
  return reply.serializer(result.success ? success : failure).send(result);
};

export const streamFlow: Handler = async (request, reply, context) => {
  const flow = requestedReadyFlow(request, context.catalog);
  const after = lastEventId(request);
  let release = (): void => {};
  const hold = (id: string): void => {
    // A quick flow may end, and be forgotten, before its stream begins.
    release = context.journal.watch(id, () => {});
  };
  const { executionId } = await start(request, flow, context, { onAdmitted: hold, mustExist: after > 0 });
  try {
    const atEnd = await isEnd(context.journal, executionId, after);
    openStream(request, reply, context, { executionId, after, atEnd });
  } finally {
    release();
  }
  return reply;
};

interface StreamPlace {
  readonly executionId: string;
  readonly after: number;
  readonly atEnd: boolean;
}

function openStream(request: FastifyRequest, reply: FastifyReply, context: HttpContext, place: StreamPlace): void {
  const { executionId, after, atEnd } = place;
  const { journal, heartbeat, logger } = context;
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>), // Of other plugins: CORS, the request id.
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
    'x-execution-id': executionId,
  });
  if (atEnd) {
    reply.raw.end();
    return;
  }
  // The first event comes at once, and takes the headers with it. The next one may not.
  if (after > 0) reply.raw.flushHeaders();
  const onFailure = (err: unknown): void => {
    logger.error({ request_id: request.id, execution_id: executionId, err }, 'a stream broke off');
  };
  new EventStream(reply.raw, { journal, executionId, after, heartbeat, onFailure });
}

function start(
  request: FastifyRequest,
  flow: ServableFlow,
  { state, engine }: HttpContext,
  { onAdmitted, mustExist = false }: { onAdmitted?: (executionId: string) => void; mustExist?: boolean } = {},
): Promise<Started> {
  if (state.phase !== 'ready') {
    const detail = 'The server is shutting down and takes no new work. Ask again: another one will answer.';
    throw new ApiProblem('server_draining', detail, {}, { 'retry-after': '1' });
  }
  const inputs = requestedInputs(flow.flow, request.body);
  const key = idempotencyKey(request);
  const options = onAdmitted === undefined ? {} : { onAdmitted };
  if (key === undefined) return engine.start(flow.plan, inputs, options);
  const fingerprint = createHash('sha256').update(JSON.stringify(inputs)).digest('base64');
  return engine.start(flow.plan, inputs, { ...options, key: { key, fingerprint, mustExist } });
}

/** Whether the reader has the last event already. */
async function isEnd(journal: Journal, executionId: string, after: number): Promise<boolean> {
  if (after === 0) return false;
  const [event] = await journal.read(executionId, after - 1, 1);
  if (event !== undefined) return isTerminal(event);
  throw new ApiProblem(
    'invalid_request',
    `This execution has no event ${after} yet: Last-Event-ID is beyond its events.`,
  );
}
