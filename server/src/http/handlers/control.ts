/** What can be asked of an execution. A server that drains takes what helps executions to their end. */
import type { Cancellation, Delivery } from '@flowlang/openapi';
import { sendExecution } from '../execution-resources.ts';
import type { Handler } from '../handler.ts';
import { idempotencyKey, traceparent } from '../headers.ts';
import { ApiProblem } from '../problem.ts';
import { inPath, requestedPayload, requestedReason, shown } from '../requests.ts';
import { admitted, began, keptExecution, named, noSuchExecution } from './parts.ts';

const NO_REASON = 'a caller asked for it';

export const cancelExecution: Handler = async (request, reply, { catalog, engine, resumed }) => {
  const { flow, id } = named(request);
  const reason = requestedReason(request.body) ?? NO_REASON;
  await resumed;
  const cancellation: Cancellation = { execution_id: id, flow, reason };
  switch (await engine.cancel(flow, id, reason)) {
    case 'cancelled':
      return reply.send(cancellation);
    case 'ended':
      throw new ApiProblem(
        'execution_ended',
        `The execution ${shown(id)} of ${flow} has ended; nothing is left to cancel.`,
      );
    case 'unknown':
      throw noSuchExecution(request, catalog);
  }
};

export const deliverEvent: Handler = async (request, reply, { catalog, engine, resumed }) => {
  const { flow, id } = named(request);
  const event = inPath(request, 'event');
  const delivered: Delivery = { execution_id: id, flow, event };
  const payload = requestedPayload(request.body);
  await resumed;
  const result = await engine.deliver(flow, id, event, payload);
  switch (result.kind) {
    case 'delivered':
      return reply.send(delivered);
    case 'not_waiting': {
      const hint = 'Its step_waiting events tell what it waits for, and from when on.';
      throw new ApiProblem('not_waiting', `No step of the execution ${shown(id)} waits for ${shown(event)}. ${hint}`);
    }
    case 'unknown':
      throw noSuchExecution(request, catalog);
    case 'invalid': {
      const { problems } = result;
      const count = problems.length === 1 ? 'is a problem' : `are ${problems.length} problems`;
      const detail = `There ${count} with the payload; the step waits on.`;
      throw new ApiProblem('invalid_payload', detail, { errors: problems });
    }
  }
};

export const retryExecution: Handler = async (request, reply, context) => {
  const { flow, id } = named(request);
  const key = idempotencyKey(request);
  const trace = traceparent(request);
  await admitted(context);
  const retried = await context.engine.retry(flow, id, {
    ...(key !== undefined && { key: { key, fingerprint: `retry of ${id}` } }),
    ...(trace !== undefined && { traceparent: trace }),
    requestId: request.id,
  });
  if (retried === undefined) throw noSuchExecution(request, context.catalog);
  const execution = await keptExecution(context, flow, retried.executionId);
  began(reply, flow, retried.executionId);
  return sendExecution(reply, execution);
};
