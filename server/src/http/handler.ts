import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Result } from '../engine/result.ts';
import type { HandlerContext } from './context.ts';

/** Answers one operation: sends the answer, or resolves with what is to be sent. What it throws becomes a problem. */
export type Handler = (
  request: FastifyRequest,
  reply: FastifyReply,
  context: HandlerContext,
) => FastifyReply | Promise<FastifyReply | Result>;
