import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpContext } from './context.ts';

/** Answers one operation. What it throws becomes a problem. */
export type Handler = (
  request: FastifyRequest,
  reply: FastifyReply,
  context: HttpContext,
) => FastifyReply | Promise<FastifyReply>;
