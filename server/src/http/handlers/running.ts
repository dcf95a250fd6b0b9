/** Running a flow. */
import { randomUUID } from 'node:crypto';
import type { TerminalEvent } from '@flowlang/openapi';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Started } from '../../engine/engine.ts';
import type { IdempotencyKey } from '../../engine/journal.ts';
import { resultOf } from '../../engine/result.ts';
import { IdempotencyConflictError } from '../../errors.ts';
import type { ServableFlow } from '../../project/catalog.ts';
import type { HandlerContext } from '../context.ts';
import { sendExecution } from '../execution-resources.ts';
import { fingerprintAsSent, fingerprintOf } from '../fingerprint.ts';
import type { Handler } from '../handler.ts';
import { cancelsOnDisconnect, idempotencyKey, lastEventId, traceparent } from '../headers.ts';
import { isAtEnd, openStream } from '../open-stream.ts';
import { type Preference, requestedPreference } from '../preferences.ts';
import { ApiProblem, draining } from '../problem.ts';
import { requestedInputs, requestedReadyFlow } from '../requests.ts';
import { resultSerializers } from '../serializers.ts';
import { admitted, began, keptExecution } from './parts.ts';

export const executeFlow: Handler = async (request, reply, context) => {
  const flow = requestedReadyFlow(request, context.catalog);
  // Compiled before anything runs: a schema that cannot be is no reason to lose a result.
  const { success, failure } = resultSerializers(flow);
  const preference = requestedPreference(request);
  const started = await start(request, flow, context, { asksLater: preference !== undefined });
  const { executionId } = started;
  // Also one without a key: who lists executions may read its events, and leave.
  context.readers.follow(reply.raw, executionId);
  reply.header('x-execution-id', executionId);
  let last: TerminalEvent | undefined;
  try {
    last = await endOf(started, context.callers, preference);
    if (last === undefined && preference === undefined) throw goesOn(executionId);
  } catch (thrown) {
    began(reply, flow.name, executionId);
    throw thrown;
  }
  if (last === undefined) return accepted(reply, context, flow.name, executionId, preference);
  context.readers.disarm(executionId);
  heeded(reply, preference);
  const result = resultOf(last);
  reply.serializer(result.success ? success : failure);
  // Fastify sends it: a promise of the reply itself would be waited for by two more.
  return result;
};

/** The last event; undefined where the caller would rather be told before, or the server shuts down. */
function endOf(
  started: Started,
  callers: HandlerContext['callers'],
  preference: Preference | undefined,
): Promise<TerminalEvent | undefined> {
  // Whoever asks for the record is told what became of it.
  if (preference?.wait === 0) return Promise.resolve(undefined);
  // A server that stops lets go of those whose execution it runs by itself.
  if (preference === undefined && !started.joined) return started.finished;
  return callers.wait(started.finished, preference?.wait);
}

function goesOn(id: string): Error {
  return draining(
    `The server is shutting down. The execution ${id} goes on when it is back: ask again, with its key or id.`,
  );
}

async function accepted(
  reply: FastifyReply,
  context: HandlerContext,
  flow: string,
  id: string,
  preference: Preference | undefined,
): Promise<FastifyReply> {
  began(reply, flow, id);
  const execution = await keptExecution(context, flow, id);
  heeded(reply, preference);
  return sendExecution(reply.code(202), execution);
}

/** Said of what was done alone: to a request that is refused no preference applies. */
function heeded(reply: FastifyReply, preference: Preference | undefined): void {
  if (preference !== undefined) reply.header('preference-applied', preference.applied);
}

export const streamFlow: Handler = async (request, reply, context) => {
  const flow = requestedReadyFlow(request, context.catalog);
  const after = lastEventId(request) ?? 0;
  if (after > 0 && idempotencyKey(request) === undefined) {
    const detail =
      'Last-Event-ID goes on with an execution: send the Idempotency-Key that began it, or ask for its events.';
    throw new ApiProblem('invalid_request', detail);
  }
  const { journal, streams } = context;
  let release = (): void => {};
  const hold = (id: string): void => {
    // A quick flow may end, and be forgotten, before its stream begins.
    release = journal.watch(id, () => {});
  };
  streams.take();
  try {
    const { executionId } = await start(request, flow, context, { onAdmitted: hold, mustExist: after > 0 });
    openStream(request, reply, context, { executionId, after, atEnd: await isAtEnd(journal, executionId, after) });
  } catch (thrown) {
    streams.giveBack();
    throw thrown;
  } finally {
    release();
  }
  return reply;
};

interface Beginning {
  readonly onAdmitted?: (executionId: string) => void;
  readonly mustExist?: boolean;
  /** The caller is going to ask for it by its id. */
  readonly asksLater?: boolean;
}

function start(
  request: FastifyRequest,
  flow: ServableFlow,
  context: HandlerContext,
  { onAdmitted, mustExist = false, asksLater = false }: Beginning,
): Promise<Started> {
  const { engine, readers } = context;
  const inputs = requestedInputs(flow.flow, request.body);
  // One of our own, too, keeps the record of what has ended for a while.
  const key = idempotencyKey(request) ?? (asksLater ? randomUUID() : undefined);
  const trace = traceparent(request);
  const cancelOnDisconnect = cancelsOnDisconnect(request);
  const options = {
    key: key === undefined ? undefined : { key, fingerprint: fingerprintOf(inputs), mustExist },
    onAdmitted,
    traceparent: trace,
    requestId: request.id,
    cancelOnDisconnect,
  };
  const begin = (): Promise<Started> => engine.start(flow.plan, inputs, options);
  let started = admitted(context)?.then(begin) ?? begin();
  if (options.key !== undefined)
    started = started.catch(
      orKeptAsSent(options.key, inputs, (key) => engine.start(flow.plan, inputs, { ...options, key })),
    );
  if (!cancelOnDisconnect) return started;
  return started.then((one) => {
    readers.arm(flow.name, one.executionId);
    return one;
  });
}

/** A key that an older version has kept is known by its body as it was sent. */
function orKeptAsSent(
  known: IdempotencyKey,
  inputs: unknown,
  join: (key: IdempotencyKey) => Promise<Started>,
): (thrown: unknown) => Promise<Started> {
  return (thrown) => {
    const fingerprint = thrown instanceof IdempotencyConflictError ? fingerprintAsSent(inputs) : known.fingerprint;
    if (fingerprint === known.fingerprint) throw thrown;
    return join({ ...known, fingerprint, mustExist: true });
  };
}
