/** Handlers that `flowlang generate msw` writes answer as the contract says, and as the server does. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  ConflictError,
  ExecutionNotFoundError,
  type FlowLangClient,
  FlowNotFoundError,
  type FlowStream,
  InvalidInputsError,
} from '@flowlang/client';
import { flowFailure } from '@flowlang/client/msw';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, type Mocked, mockFlows } from './mocked.ts';
import { ROOT } from './scenario.ts';
import { EXAMPLES } from './serve.ts';

const LOAN = JSON.parse(readFileSync(path.join(EXAMPLES, 'loan_approval/test_inputs.json'), 'utf8'));
const ORDER = { order_id: 'ord_1', customer_id: 'cust_1' };

let examples: Mocked;
let flows: Mocked;
beforeAll(async () => {
  [examples, flows] = await Promise.all([mockFlows(EXAMPLES), mockFlows(path.join(ROOT, 'flows'))]);
}, 60_000);
afterAll(() => Promise.all([examples.remove(), flows.remove()]));

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(items);
}

/** Reads a stream; whatever its steps wait for is delivered. */
async function readAll(client: FlowLangClient, flow: string, stream: FlowStream<object>): Promise<unknown[]> {
  const types = [];
  for await (const event of stream as AsyncIterable<{ type: string; event?: string; execution_id: string }>) {
    types.push(event.type);
    if (event.type === 'step_waiting' && event.event !== undefined) {
      await client.sendEvent(flow, event.execution_id, event.event, { approved: true });
    }
  }
  return types;
}

describe.each([
  ['InventorySync', {}, () => examples],
  ['LoanApproval', LOAN, () => examples],
  ['OrderProcessor', ORDER, () => examples],
  ['Approval', {}, () => flows],
  ['Composed', {}, () => flows],
  ['Discreet', { card: '123456789012', pin: 1234 }, () => flows],
  ['Everything', { text: 'hello', when: '2026-01-01T00:00:00Z', tag: 3 }, () => flows],
  ['Failing', {}, () => flows],
  ['Fragile', { name: 'glass' }, () => flows],
  ['Rendezvous', { place: 'here', parties: 2 }, () => flows],
  ['Terse', {}, () => flows],
  ['Unfinished', { who: 'Ada' }, () => flows],
])('a mocked %s', (flow, inputs, of) => {
  test('is executed, streamed, found again, and described, all as the document says', async () => {
    const { client, judge } = clientOf(of());
    const stream = client.executeFlowStream(flow, inputs);
    const types = await readAll(client, flow, stream);
    expect([types[0], types.at(-1)]).toEqual(['flow_started', 'flow_completed']);
    expect(types.filter((type) => type === 'step_completed').length).toBeGreaterThan(0);
    const { success } = await stream.result();
    expect(success).toBe(true);
    const handle = await client.startFlow(flow, inputs);
    await readAll(client, flow, handle.events());
    expect(await client.getExecution(flow, handle.id)).toMatchObject({ status: 'completed' });
    expect((await all(client.listExecutions(flow))).map(({ execution_id }) => execution_id)).toEqual([
      handle.id,
      stream.executionId,
    ]);
    expect(await client.getFlow(flow)).toMatchObject({ name: flow, status: 'ready' });
    expect((await client.listTasks(flow)).summary.pending).toBe(0);
    expect(await client.visualize(flow)).toMatch(/^flowchart/);
    expect((await client.listFlows()).map(({ name }) => name)).toContain(flow);
    expect((await client.health()).flows[flow]).toMatchObject({ ready: true });
    await judge();
  });

  test('fails as it is told, and can be retried', async () => {
    let runs = 0;
    const answer = () => (++runs === 1 ? flowFailure({ type: 'CardError', message: 'declined' }) : {});
    const { client, judge } = clientOf(of(), { flows: { [flow]: answer } });
    const failed = await client.startFlow(flow, inputs);
    await readAll(client, flow, failed.events());
    expect(await failed.result()).toMatchObject({ success: false, error: { type: 'CardError', message: 'declined' } });
    const retried = await client.retryExecution(flow, failed.id);
    await readAll(client, flow, retried.events());
    expect(await retried.result()).toMatchObject({ success: true });
    await judge();
  });
});

describe('mocked answers', () => {
  test('are those of a function of the inputs, laid over the sample', async () => {
    const { client, judge } = clientOf(examples, {
      flows: { OrderProcessor: ({ order_id }) => ({ order_id, total: 12 }) },
    });
    const outputs = await client.executeFlow('OrderProcessor', ORDER).orThrow();
    expect(outputs).toMatchObject({ order_id: 'ord_1', total: 12, status: expect.any(String) });
    await judge();
  });

  test('may fail in a step: those before it are done, those around it fail too', async () => {
    const failure = flowFailure({ type: 'PaymentRefusedError', message: 'no money', step_id: 'payment' });
    const { client, judge } = clientOf(examples, { flows: { OrderProcessor: failure } });
    const stream = client.executeFlowStream('OrderProcessor', ORDER);
    const ended = (await all(stream)).map(({ type, step_id }) => `${step_id} ${type}`).slice(-4);
    expect(ended).toEqual(['payment step_started', 'payment step_failed', 'parallel step_failed', 'null flow_failed']);
    expect(await stream.result()).toMatchObject({
      error: { type: 'PaymentRefusedError', step_id: 'payment', task: 'TakePayment' },
    });
    await judge();
  });

  test('name the steps there are, where one is misspelt', async () => {
    const { client } = clientOf(examples, {
      flows: { OrderProcessor: flowFailure({ type: 'X', message: 'x', step_id: 'paymnt' }) },
    });
    expect((await client.executeFlow('OrderProcessor', ORDER)).error?.message).toMatch(/no step "paymnt".*payment/);
  });

  test('are the failures that a function throws', async () => {
    const { client } = clientOf(examples, {
      flows: {
        OrderProcessor: () => {
          throw new RangeError('too much');
        },
      },
    });
    const { error } = await client.executeFlow('OrderProcessor', ORDER);
    expect(error).toMatchObject({ type: 'RangeError', message: 'too much' });
  });
});

describe('a mocked execution', () => {
  test('that is slow can be cancelled, with the reason', async () => {
    const { client, judge } = clientOf(examples, { delay: 50 });
    const handle = await client.startFlow('OrderProcessor', ORDER);
    const stream = handle.events();
    const types: string[] = [];
    for await (const { type } of stream as AsyncIterable<{ type: string }>) {
      types.push(type);
      if (types.length === 2) await handle.cancel('too slow');
    }
    expect(types).toEqual(['flow_started', 'step_started', 'step_cancelled', 'flow_cancelled']);
    expect(await stream.result()).toMatchObject({ error: { type: 'Cancelled', message: 'too slow' } });
    await expect(handle.cancel()).rejects.toBeInstanceOf(ConflictError);
    await judge();
  });

  test('is one for each idempotency key', async () => {
    const { client, judge } = clientOf(examples);
    const options = { idempotencyKey: 'once' };
    const first = await client.executeFlow('OrderProcessor', ORDER, options);
    expect(await client.executeFlow('OrderProcessor', ORDER, options)).toEqual(first);
    const other = client.executeFlow('OrderProcessor', { ...ORDER, order_id: 'other' }, options);
    await expect(other).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    await judge();
  });

  test('that is unknown, and a flow that is, are problems as the document says', async () => {
    const { client, judge } = clientOf(examples);
    await expect(client.executeFlow('Nothing')).rejects.toBeInstanceOf(FlowNotFoundError);
    await expect(client.getExecution('OrderProcessor', 'x')).rejects.toBeInstanceOf(ExecutionNotFoundError);
    await judge();
  });

  test('is listed in pages', async () => {
    const { client, judge } = clientOf(examples);
    for (const order_id of ['a', 'b', 'c']) await client.executeFlow('OrderProcessor', { ...ORDER, order_id });
    expect(await all(client.listExecutions('OrderProcessor', { limit: 2 }))).toHaveLength(3);
    await judge();
  });

  test('hides what is sensitive', async () => {
    const { client } = clientOf(flows);
    const { execution_id } = await client.executeFlow('Discreet', { card: '123456789012', pin: 1234 });
    expect(await client.getExecution('Discreet', execution_id)).toMatchObject({ inputs: { card: '***', pin: '***' } });
  });
});

test.each([
  ['OrderProcessor', {}],
  ['OrderProcessor', { order_id: '', customer_id: 1, colour: 'red' }],
  ['OrderProcessor', { ...ORDER, payment_method: 3, items: [] }],
  ['OrderProcessor', { ...ORDER, items: [{ product_id: 'p', quantity: 0.5, price: -1, extra: 1 }, 3] }],
  ['OrderProcessor', { ...ORDER, items: null, payment_method: null }],
  ['Everything', { text: 'A', count: 11, ratio: 0.3, loud: 'yes', mode: null, note: 3 }],
  ['Everything', { text: 'a'.repeat(21), when: 'yesterday', point: {}, items: [{}, {}, {}, {}], tag: [] }],
  ['Discreet', { card: 'short', pin: 1.5, holder: { name: 'Cyd', born: '2026-02-30' }, skus: [1] }],
])('%s refuses %j as the server does, word for word', async (flow, inputs) => {
  const mocked = flow === 'OrderProcessor' ? examples : flows;
  const { client, judge } = clientOf(mocked);
  const real = client.constructor as typeof FlowLangClient;
  const refused = async (call: PromiseLike<unknown>) => {
    const error = await Promise.resolve(call).catch((thrown: unknown) => thrown);
    if (!(error instanceof InvalidInputsError)) return [];
    return [error.status, ...error.errors.map((one) => JSON.stringify(one)).sort()];
  };
  const expected = await refused(new real({ baseUrl: mocked.server.url }).executeFlow(flow, inputs));
  expect(await refused(client.executeFlow(flow, inputs))).toEqual(expected);
  await judge();
});
