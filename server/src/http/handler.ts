import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HandlerContext } from './context.ts';

/** Answers one operation. What it throws becomes a problem. */
export type Handler = (
  request: FastifyRequest,
  reply: FastifyReply,
  context: HandlerContext,
) => FastifyReply | Promise<FastifyReply>;
