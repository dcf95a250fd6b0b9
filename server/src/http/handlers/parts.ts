/** What handlers of executions have in common. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Execution } from '../../engine/engine.ts';
import type { Catalog } from '../../project/catalog.ts';
import type { HandlerContext } from '../context.ts';
import { locationOf } from '../execution-resources.ts';
import { ApiProblem, draining } from '../problem.ts';
import { inPath, requestedFlow, shown } from '../requests.ts';

/** What to wait for before new work may begin, if anything. A server that drains takes none. */
export function admitted({ state, resumed }: HandlerContext): Promise<void> | undefined {
  if (state.phase === 'draining') throw draining();
  return state.phase === 'starting' ? resumed : undefined;
}

/** The execution that a path names. Whether there is such a flow is asked last: an execution outlives the text of its flow. */
export function named(request: FastifyRequest): { readonly flow: string; readonly id: string } {
  return { flow: inPath(request, 'flow'), id: inPath(request, 'execution_id') };
}

/** `id` is the one in the path, unless it stands elsewhere. */
export function noSuchExecution(request: FastifyRequest, catalog: Catalog, id?: string): ApiProblem {
  const { name } = requestedFlow(request, catalog);
  return new ApiProblem(
    'execution_not_found',
    `${name} has no execution ${shown(id ?? inPath(request, 'execution_id'))}. What has ended is remembered for a while only.`,
  );
}

/** One that has just begun, once it is kept. */
export async function keptExecution({ engine, journal }: HandlerContext, flow: string, id: string): Promise<Execution> {
  await journal.flush(id);
  const execution = await engine.find(flow, id);
  if (execution === undefined) throw new Error(`the execution ${id} was forgotten while it began`);
  return execution;
}

/** Tells where an execution is that has begun. */
export function began(reply: FastifyReply, flow: string, id: string): void {
  reply.header('location', locationOf(flow, id)).header('x-execution-id', id);
}
