/** What can be asked of the server as a whole. */
import { type Health, type Readiness, renderJson, renderYaml, type ServerInfo } from '@flowlang/openapi';
import { flowHealth } from '../../project/flow-resources.ts';
import type { Handler } from '../handler.ts';

export const describeServer: Handler = (_request, reply, { catalog, version }) => {
  const flows = [...catalog.snapshot.flows.values()];
  const info: ServerInfo = {
    name: 'FlowLang',
    version,
    links: {
      docs: '/docs',
      openapi: '/openapi.json',
      flows: '/flows',
      health: '/health',
    },
    flows: flows.map(({ name, state }) => ({ name, status: state, url: `/flows/${encodeURIComponent(name)}` })),
  };
  return reply.send(info);
};

export const getHealth: Handler = (_request, reply, { catalog }) => {
  const { broken } = catalog.snapshot;
  const flows = [...catalog.snapshot.flows.values()];
  const healthy = flows.every((flow) => flow.state === 'ready') && broken.size === 0;
  const health: Health = {
    status: healthy ? 'healthy' : 'degraded',
    flows: Object.fromEntries(flows.map((flow) => [flow.name, flowHealth(flow, broken.get(flow.name))])),
  };
  return reply.send(health);
};

export const getLiveness: Handler = (_request, reply) => reply.send({ status: 'alive' });

export const getReadiness: Handler = (_request, reply, { state, engine }) => {
  const status = state.phase === 'ready' && engine.hasLostJournal ? 'journal_lost' : state.phase;
  const readiness: Readiness = { status };
  return reply.code(status === 'ready' ? 200 : 503).send(readiness);
};

export const getDocument: Handler = (_request, reply, { catalog }) => reply.send(renderJson(catalog.snapshot.document));

export const getDocumentAsYaml: Handler = (_request, reply, { catalog }) =>
  reply.send(renderYaml(catalog.snapshot.document));
