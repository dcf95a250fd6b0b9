/** Drawings of flows. */
import { renderMermaid } from '@flowlang/openapi';
import type { FastifyRequest } from 'fastify';
import { drawPage, drawSvg, pagePolicy } from '../../diagram/diagram-page.ts';
import type { HandlerContext } from '../context.ts';
import type { Handler } from '../handler.ts';
import { ApiProblem } from '../problem.ts';
import { isToken, requestedValidFlow } from '../requests.ts';
import { noSuchExecution } from './parts.ts';

const FORMATS = { mermaid: 'text/plain', html: 'text/html', svg: 'image/svg+xml' } as const;

type Format = keyof typeof FORMATS;

export const visualizeFlow: Handler = async (request, reply, context) => {
  const { flow } = requestedValidFlow(request, context.catalog);
  const { format: asked, execution: id } = request.query as Readonly<Record<string, unknown>>; // What any URL may say.
  const format = formatOf(asked) ?? formatOfType(reply.getHeader('content-type'));
  if (id !== undefined) await requireExecution(request, context, flow.name, id);
  reply.type(`${FORMATS[format]}; charset=utf-8`);
  switch (format) {
    case 'mermaid':
      return reply.send(renderMermaid(flow));
    case 'svg':
      return reply
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
        .send(drawSvg(flow));
    case 'html': {
      reply.header('content-security-policy', pagePolicy());
      if (!isToken(id)) return reply.send(drawPage(flow));
      return reply.send(drawPage(flow, { executionId: id, events: `executions/${encodeURIComponent(id)}/events` }));
    }
  }
};

function formatOf(asked: unknown): Format | undefined {
  if (asked === undefined) return undefined;
  if (typeof asked === 'string' && Object.hasOwn(FORMATS, asked)) return asked as Format; // It is one of its keys.
  throw new ApiProblem('invalid_request', `format is ${Object.keys(FORMATS).join(', ')}.`);
}

/** What the Accept header came to. */
function formatOfType(type: unknown): Format {
  const chosen = String(type).split(';')[0];
  return (Object.keys(FORMATS) as Format[]).find((format) => FORMATS[format] === chosen) ?? 'mermaid';
}

async function requireExecution(
  request: FastifyRequest,
  { catalog, engine, resumed }: HandlerContext,
  flow: string,
  id: unknown,
): Promise<void> {
  if (!isToken(id)) throw new ApiProblem('invalid_request', 'execution is the id of one execution.');
  await resumed;
  if ((await engine.find(flow, id)) === undefined) throw noSuchExecution(request, catalog, id);
}
