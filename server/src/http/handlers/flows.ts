/** What can be asked about a flow. */
import { buildDocument, renderJson, renderMermaid, type TaskList } from '@flowlang/openapi';
import { implementationProgress } from '../../project/catalog.ts';
import { describeFlow, summarizeFlow } from '../flow-resources.ts';
import type { Handler } from '../handler.ts';
import { requestedFlow, requestedValidFlow } from '../requests.ts';

export const listFlows: Handler = (_request, reply, { catalog }) =>
  reply.send([...catalog.snapshot.flows.values()].map(summarizeFlow));

export const getFlow: Handler = (request, reply, { catalog }) =>
  reply.send(describeFlow(requestedFlow(request, catalog)));

export const listTasks: Handler = (request, reply, { catalog }) => {
  const { name, tasks, pendingTasks } = requestedValidFlow(request, catalog);
  const total = tasks.length;
  const pending = pendingTasks.length;
  const list: TaskList = {
    flow: name,
    tasks: [...tasks],
    summary: {
      total,
      implemented: total - pending,
      pending,
      progress: implementationProgress(total, total - pending),
    },
  };
  return reply.send(list);
};

export const visualizeFlow: Handler = (request, reply, { catalog }) =>
  reply.send(renderMermaid(requestedValidFlow(request, catalog).flow));

export const getFlowDocument: Handler = (request, reply, { catalog }) =>
  reply.send(renderJson(buildDocument([requestedValidFlow(request, catalog)])));
