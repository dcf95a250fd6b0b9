/** The server over HTTP: one route for each operation of the contract, and what all requests have in common. */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { answerSchema, OPERATIONS, type Operation, type OperationName } from '@flowlang/openapi';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { answerUnreadable, awaitBody } from './client-error.ts';
import type { AppOptions, HandlerContext, HttpContext } from './context.ts';
import { addDocs } from './docs.ts';
import { HANDLERS } from './handler-table.ts';
import { readJson } from './json-body.ts';
import { createNodeServer, unmet } from './node-server.ts';
import { OpenAnswers } from './open-answers.ts';
import { asProblem, sendProblem } from './problem.ts';
import { Readers } from './readers.ts';
import { isToken, negotiate } from './requests.ts';
import { addCors, foreignness, setSafeHeaders } from './safety.ts';
import { serializerOf } from './serializers.ts';
import { markStale } from './stale.ts';
import { Streams } from './streams.ts';
import { nothingThere } from './unmatched.ts';
import { WaitingCallers } from './waiting-callers.ts';

const DEFAULT_BODY_LIMIT = 1024 * 1024;

/** Milliseconds in which a request must have arrived, head and body: whoever sends slower only holds a socket. */
const REQUEST_TIMEOUT = 60_000;

/** A name may fill the whole request line: whether there is such a flow is for the handler to say. */
const MAX_NAME = 64 * 1024;

/** What a stop has to do with. */
export interface HttpServices {
  /** What is being answered now. */
  readonly openAnswers: OpenAnswers;
  /** Who reads which execution. */
  readonly readers: Readers;
  /** Ends all streams, and answers all who wait for the end of an execution that it goes on when the server is back. */
  letGo(): void;
}

/** Without routes yet: what they need takes a while. */
export function newApp(options: Pick<AppOptions, 'bodyLimit' | 'trustProxy' | 'requestTimeout'>): FastifyInstance {
  return Fastify({
    bodyLimit: options.bodyLimit ?? DEFAULT_BODY_LIMIT,
    serverFactory: (handle) => createNodeServer(handle, options.requestTimeout ?? REQUEST_TIMEOUT),
    // A large project takes its time to load.
    pluginTimeout: 0,
    forceCloseConnections: true,
    trustProxy: trusted(options.trustProxy),
    genReqId: requestIds(),
    exposeHeadRoutes: true,
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_NAME },
    clientErrorHandler: answerUnreadable,
    // Runs instead of all hooks, for paths that cannot be decoded.
    frameworkErrors: (error, request, reply) =>
      sendProblem(request, setSafeHeaders(request, reply), asProblem(error)) as never, // Fastify ignores what it returns.
  });
}

export async function addServices(
  app: FastifyInstance,
  context: HttpContext,
  options: AppOptions,
): Promise<HttpServices> {
  const full = completed(context, options);
  const { readers, streams, callers } = full;
  const openAnswers = new OpenAnswers((response) => readers.closed(response));
  const foreign = foreignness(options, context.logger);
  app.addHook('onRequest', (request, reply, done) => {
    openAnswers.add(reply.raw);
    awaitBody(reply);
    setSafeHeaders(request, reply);
    const problem = unmet(request) ?? foreign(request);
    if (problem === undefined) done();
    else sendProblem(request, reply, problem);
  });
  if (options.logRequests === true) logRequests(app, context);
  await addCors(app, options);
  refuseUnmatched(app);
  readJson(app);
  answerErrors(app, context);
  for (const name of Object.keys(OPERATIONS) as OperationName[]) addRoute(app, name, full);
  await addDocs(app, context);
  app.addHook('onClose', async () => readers.stop());
  const letGo = (): void => {
    readers.stop();
    callers.letGo();
    streams.letGo();
  };
  return { openAnswers, readers, letGo };
}

function completed(context: HttpContext, options: AppOptions): HandlerContext {
  const { engine, logger, heartbeat, far } = context;
  return {
    ...context,
    streams: new Streams(options.maxStreams, heartbeat),
    readers: new Readers(engine, logger, options.disconnectGrace, far),
    callers: new WaitingCallers(),
    get lists() {
      // Where it listens may be known later only.
      return options.loopbackOnly === true || options.listExecutions === true;
    },
  };
}

/** A number of proxies is one of hops: the nearest has the number 0. */
function trusted(proxies: string | number = ''): string | boolean | ((address: string, hop: number) => boolean) {
  if (typeof proxies === 'number') return (_address, hop) => hop < proxies;
  return proxies === '' ? false : proxies;
}

/** The caller's own, or one that no other process makes and no other request of this one has. */
function requestIds(): (request: { readonly headers: IncomingHttpHeaders }) => string {
  const process = randomUUID().slice(0, 8);
  let count = 0;
  return ({ headers }) => {
    const own = headers['x-request-id'];
    return isToken(own) ? own : `${process}-${(count++).toString(36)}`;
  };
}

/** Before the body is read: what is wrong with it does not matter where nothing takes it. */
function refuseUnmatched(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) sendProblem(request, reply, nothingThere(request.method, request.url));
    else done();
  });
  // For files that /docs does not have.
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, nothingThere(request.method, request.url)));
}

function logRequests(app: FastifyInstance, { logger }: HttpContext): void {
  app.addHook('onResponse', async (request, reply) => {
    const { id: request_id, method, url, ip, host, protocol } = request;
    const execution_id = reply.getHeader('x-execution-id');
    const answer = { status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    const from = { ip, host, protocol };
    logger.debug({ request_id, execution_id, method, path: url.split('?', 1)[0], ...answer, ...from }, 'answered');
  });
}

function answerErrors(app: FastifyInstance, { logger }: HttpContext): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = asProblem(error);
    if (problem.code === 'internal_error') {
      const execution_id = reply.getHeader('x-execution-id');
      logger.error({ request_id: request.id, execution_id, err: error }, 'a request failed');
    }
    // Fastify would close the connection, and with it destroy the answer while the body is still being sent.
    reply.removeHeader('connection');
    return sendProblem(request, reply, problem);
  });
}

function addRoute(app: FastifyInstance, name: OperationName, context: HandlerContext): void {
  const operation: Operation = OPERATIONS[name];
  const handler = HANDLERS[name];
  const { catalog } = context;
  const mediaTypes = mediaTypesOf(operation);
  const schema = answerSchema(operation);
  const serialize = schema && serializerOf(schema);
  app.route({
    method: operation.method,
    url: routeOf(operation.path),
    handler: (request: FastifyRequest, reply: FastifyReply) => {
      reply.code(operation.status ?? 200).type(negotiate(request, mediaTypes));
      if (serialize !== undefined) reply.serializer(serialize);
      if (catalog.snapshot.broken.size > 0) markStale(request, reply, catalog.snapshot);
      return handler(request, reply, context);
    },
  });
}

function mediaTypesOf({ answer }: Operation): readonly string[] {
  switch (answer.kind) {
    case 'json':
    case 'flow-json':
      return ['application/json'];
    case 'flow-events':
      return answer.page === undefined ? ['text/event-stream'] : ['text/event-stream', 'application/json'];
    case 'document':
      return [answer.mediaType];
    case 'text':
      return answer.mediaTypes;
    case 'none':
      return [];
  }
}

/** OpenAPI writes `{flow}`, the router `:flow`. */
function routeOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
