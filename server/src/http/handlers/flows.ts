/** What can be asked about a flow. */
import { buildDocument, renderJson } from '@flowlang/openapi';
import { describeFlow, summarizeFlow, taskListOf } from '../../project/flow-resources.ts';
import type { Handler } from '../handler.ts';
import { requestedFlow, requestedValidFlow } from '../requests.ts';

export const listFlows: Handler = (_request, reply, { catalog }) =>
  reply.send([...catalog.snapshot.flows.values()].map(summarizeFlow));

export const getFlow: Handler = (request, reply, { catalog }) => {
  const flow = requestedFlow(request, catalog);
  return reply.send(describeFlow(flow, catalog.snapshot.broken.get(flow.name)));
};

export const listTasks: Handler = (request, reply, { catalog }) =>
  reply.send(taskListOf(requestedValidFlow(request, catalog)));

export const getFlowDocument: Handler = (request, reply, { catalog }) =>
  reply.send(renderJson(buildDocument([requestedValidFlow(request, catalog)])));
