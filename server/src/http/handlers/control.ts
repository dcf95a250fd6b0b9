/** What can be asked of an execution that runs. A server that drains takes it, too: it helps executions to their end. */
import type { Cancellation, Delivery } from '@flowlang/openapi';
import type { FastifyRequest } from 'fastify';
import type { Catalog } from '../../project/catalog.ts';
import type { Handler } from '../handler.ts';
import { ApiProblem } from '../problem.ts';
import { inPath, requestedFlow, requestedPayload, requestedReason, shown } from '../requests.ts';

const NO_REASON = 'a caller asked for it';

export const cancelExecution: Handler = async (request, reply, { catalog, engine }) => {
  const { flow, id } = named(request);
  const reason = requestedReason(request.body) ?? NO_REASON;
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

export const deliverEvent: Handler = async (request, reply, { catalog, engine }) => {
  const { flow, id } = named(request);
  const event = inPath(request, 'event');
  const delivered: Delivery = { execution_id: id, flow, event };
  const result = await engine.deliver(flow, id, event, requestedPayload(request.body));
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

/** Whether there is such a flow is asked last: an execution outlives the text of its flow. */
function named(request: FastifyRequest): { readonly flow: string; readonly id: string } {
  return { flow: inPath(request, 'flow'), id: inPath(request, 'execution_id') };
}

function noSuchExecution(request: FastifyRequest, catalog: Catalog): ApiProblem {
  const { name } = requestedFlow(request, catalog);
  const id = inPath(request, 'execution_id');
  return new ApiProblem(
    'execution_not_found',
    `${name} has no execution ${shown(id)}. What has ended is remembered for a while only.`,
  );
}
