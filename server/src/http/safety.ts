/** What keeps a server that runs on somebody's machine from being used by pages of others. */
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../engine/ports.ts';
import type { AppOptions } from './context.ts';
import { foreignOriginOf, howToAllow, originTeller } from './origins.ts';
import { ApiProblem } from './problem.ts';

const LOOPBACK_HOST = /^(localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Nearly all requests name the same one. */
let lastLoopback: string | undefined;

/** True for the names by which a machine calls itself. */
export function isLoopback(host: string): boolean {
  return host === '::1' || LOOPBACK_HOST.test(host);
}

/** What every answer has. */
export function setSafeHeaders(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
}

/** What is wrong with where a request comes from, if anything. */
export function foreignness(options: AppOptions, logger: Logger): (request: FastifyRequest) => ApiProblem | undefined {
  const { cors: allowed = [] } = options;
  const tell = originTeller(logger);
  return (request) => {
    // Where it listens may be known later only.
    const problem = options.loopbackOnly === true ? foreignHost(request) : undefined;
    if (problem !== undefined) return problem;
    const origin = foreignOriginOf(request, allowed);
    if (origin === undefined) return undefined;
    tell(origin);
    return request.method === 'POST' ? foreignOrigin(origin) : undefined;
  };
}

/** Against DNS rebinding: a page whose own name leads to this machine. */
function foreignHost({ headers: { host } }: FastifyRequest): ApiProblem | undefined {
  if (host === undefined || host === lastLoopback) return undefined;
  if (isLoopback(host)) {
    lastLoopback = host;
    return undefined;
  }
  const detail = `This server listens on this machine only, and does not answer for ${host}. Listen on another address with --host.`;
  return new ApiProblem('misdirected_host', detail);
}

/** Any page may send a POST without a body, and would start a flow: a browser asks first only where there is a body of JSON. */
function foreignOrigin(origin: string): ApiProblem {
  return new ApiProblem('foreign_origin', `Pages of ${origin} may not use this server. ${howToAllow(origin)}`);
}

export async function addCors(app: FastifyInstance, { cors: origins = [] }: AppOptions): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    exposedHeaders: ['X-Execution-Id', 'X-Request-Id', 'Location', 'Retry-After', 'FlowLang-Stale'],
    maxAge: 600,
    // An OPTIONS that asks nothing is answered, too, and not by a text of the plugin.
    strictPreflight: false,
  });
}
