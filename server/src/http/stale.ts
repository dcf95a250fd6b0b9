/** Tells callers of a flow that its last edit is not in force, since it is broken. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Snapshot } from '../project/catalog.ts';

export function markStale(request: FastifyRequest, reply: FastifyReply, { broken }: Snapshot): void {
  const { flow } = request.params as { readonly flow?: string }; // The router answers texts.
  const edit = flow === undefined ? undefined : broken.get(flow);
  // A header holds no more than ASCII; a path may.
  if (edit !== undefined) reply.header('flowlang-stale', encodeURI(edit.place).replaceAll('%20', ' '));
}
