/**
 * What FlowLang is compared with: a Fastify route with the same body schema and the same response serialiser that does
 * the two tasks' work itself, without an engine; and one that writes the same six events.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkFlow, inputsSchema, successResultSchema } from '@flowlang/openapi';
import Fastify from 'fastify';
import { loadTasks } from '../../server/dist/tasks/load-tasks.js';
import { reportTo } from './report.ts';

interface Body {
  readonly order_id: string;
  readonly quantity: number;
  readonly price: number;
}

const tasks = await loadTasks(path.join(import.meta.dirname, 'project', 'flow.ts'));
const file = path.join(import.meta.dirname, 'project', 'flow.yaml');
const checked = checkFlow({ file, text: readFileSync(file, 'utf8') }, { tasks: tasks.signatures() });
if (!checked.ok) throw new Error('The measured flow is broken');

const app = Fastify();
const schema = { body: inputsSchema(checked), response: { 200: successResultSchema(checked) } };
const ID = '0199a1b2-0000-7000-8000-000000000000';

async function work({ order_id, quantity, price }: Body) {
  const { total } = await (async () => ({ total: quantity * price }))();
  const { confirmation } = await (async () => ({ confirmation: `${order_id}: ${total}` }))();
  return { confirmation, total };
}

app.post<{ Body: Body }>('/execute', { schema }, async ({ body }) => ({
  success: true,
  execution_id: ID,
  flow: 'Measured',
  outputs: await work(body),
  execution_time_ms: 0.1,
}));

app.post<{ Body: Body }>('/stream', { schema: { body: schema.body } }, async ({ body }, reply) => {
  const { confirmation, total } = await work(body);
  const common = { execution_id: ID, flow: 'Measured', timestamp: new Date().toISOString() };
  const step = { kind: 'task', ...common };
  const events = [
    { seq: 1, ...common, type: 'flow_started', step_id: null, status: 'running', inputs: body },
    {
      seq: 2,
      ...step,
      type: 'step_started',
      step_id: 'price',
      task: 'Price',
      path: 'steps[0]',
      status: 'running',
      inputs: { quantity: body.quantity, price: body.price },
      attempt: 1,
    },
    {
      seq: 3,
      ...step,
      type: 'step_completed',
      step_id: 'price',
      task: 'Price',
      path: 'steps[0]',
      status: 'completed',
      outputs: { total },
      duration_ms: 0.1,
    },
    {
      seq: 4,
      ...step,
      type: 'step_started',
      step_id: 'confirm',
      task: 'Confirm',
      path: 'steps[1]',
      status: 'running',
      inputs: { order_id: body.order_id, total },
      attempt: 1,
    },
    {
      seq: 5,
      ...step,
      type: 'step_completed',
      step_id: 'confirm',
      task: 'Confirm',
      path: 'steps[1]',
      status: 'completed',
      outputs: { confirmation },
      duration_ms: 0.1,
    },
    {
      seq: 6,
      ...common,
      type: 'flow_completed',
      step_id: null,
      status: 'completed',
      success: true,
      outputs: { confirmation, total },
      duration_ms: 0.1,
    },
  ];
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  for (const event of events) {
    reply.raw.write(`id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  }
  reply.raw.end();
});

await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
reportTo(process, typeof address === 'object' && address !== null ? address.port : 0);
