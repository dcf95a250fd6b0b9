import { describe, expect, test } from 'vitest';
import { ConflictError, FlowLangError, TimeoutError, UnexpectedResponseError } from '../src/index.ts';
import { BASE, clientOf, errorOf, hang, networkError, problem } from './helpers.ts';
import { collect, run, streamOf } from './stream-helpers.ts';

const TIME = '2026-01-01T00:00:00.000Z';
const LISTED = {
  execution_id: 'x1',
  flow: 'Order',
  status: 'running',
  created_at: TIME,
  started_at: TIME,
  ended_at: null,
  origin: 'api',
  parent_id: null,
  attempt: 1,
};
const RUNNING = { ...LISTED, inputs: { a: 1 } };
const ENDED = { ...RUNNING, ended_at: TIME, execution_time_ms: 5 };
const COMPLETED = { ...ENDED, status: 'completed', outputs: { total: 3 } };
const FAILED = { ...ENDED, status: 'failed', error: { type: 'E', message: 'm' } };

function accepted(record: object = RUNNING): Response {
  return Response.json(record, { status: 202 });
}

describe('startFlow', () => {
  test('asks for an answer before the end, with a key, and answers with a handle', async () => {
    const { client, asked } = clientOf([accepted()]);
    const handle = await client.startFlow('Order', { a: 1 });
    expect(asked[0]).toMatchObject({ method: 'POST', url: `${BASE}/flows/Order/execute`, body: '{"inputs":{"a":1}}' });
    expect(asked[0]?.headers.get('Prefer')).toBe('respond-async');
    expect(asked[0]?.headers.get('Idempotency-Key')).toMatch(/^[\w-]{20,}$/);
    expect(handle).toMatchObject({ id: 'x1', flow: 'Order', record: RUNNING });
  });

  test('is tried again with the same key', async () => {
    const { client, asked } = clientOf([networkError(), accepted()]);
    await client.startFlow('Order', {}, { idempotencyKey: 'mine' });
    expect(asked.map(({ headers }) => headers.get('Idempotency-Key'))).toEqual(['mine', 'mine']);
  });

  test('never asks to be cancelled without readers: it has none', async () => {
    const { client, asked } = clientOf([accepted()]);
    await client.startFlow('Order', {}, { signal: new AbortController().signal });
    expect(asked[0]?.headers.has('X-Cancel-On-Disconnect')).toBe(false);
  });

  test('says so where the answer is no record', async () => {
    const { client } = clientOf([Response.json({ success: true, execution_id: 'x1' })]);
    expect(await errorOf(client.startFlow('Order'))).toBeInstanceOf(UnexpectedResponseError);
  });
});

describe('a handle', () => {
  async function handle(...replies: Parameters<typeof clientOf>[0]) {
    const { client, asked } = clientOf([accepted(), ...replies]);
    return { handle: await client.startFlow('Order'), asked };
  }

  test('tells the status', async () => {
    const { handle: started, asked } = await handle(Response.json({ ...RUNNING, status: 'waiting' }));
    expect(await started.status()).toBe('waiting');
    expect(asked[1]).toMatchObject({ method: 'GET', url: `${BASE}/flows/Order/executions/x1` });
  });

  test('waits for the result, over as many connections as it takes', async () => {
    const { handle: started, asked } = await handle(streamOf(run().slice(0, 2)), streamOf(run().slice(2)));
    expect(await started.result()).toMatchObject({ success: true, outputs: { total: 3 } });
    expect(asked.slice(1).map(({ headers }) => headers.get('Last-Event-ID'))).toEqual([null, '2']);
  });

  test('waits as long as it is told', async () => {
    const { handle: started } = await handle(hang);
    const error = await errorOf(started.result({ timeout: 20 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ phase: 'total' });
  });

  test('gives the events after one', async () => {
    const { handle: started, asked } = await handle(streamOf(run().slice(2)));
    expect(await collect(started.events({ after: 2 }))).toEqual(run().slice(2));
    expect(asked[1]).toMatchObject({ method: 'GET', url: `${BASE}/flows/Order/executions/x1/events` });
    expect(asked[1]?.headers.get('Last-Event-ID')).toBe('2');
  });

  test('after the last event there is none, and no result', async () => {
    const { handle: started } = await handle(() => new Response(null, { status: 204 }));
    const events = started.events({ after: 4 });
    expect(await collect(events)).toEqual([]);
    expect(String(await errorOf(events.result()))).toContain('no event after 4');
  });

  test('cancels and sends', async () => {
    const cancellation = { execution_id: 'x1', flow: 'Order', reason: 'r' };
    const delivery = { execution_id: 'x1', flow: 'Order', event: 'approved' };
    const { handle: started, asked } = await handle(accepted(cancellation), accepted(delivery));
    expect(await started.cancel('r')).toEqual(cancellation);
    expect(await started.send('approved', { ok: true })).toEqual(delivery);
    expect(asked.slice(1).map(({ url, body }) => [url, body])).toEqual([
      [`${BASE}/flows/Order/executions/x1/cancel`, '{"reason":"r"}'],
      [`${BASE}/flows/Order/executions/x1/events/approved`, '{"ok":true}'],
    ]);
  });
});

describe('a stream', () => {
  test('cancels its execution, once that is known', async () => {
    const cancellation = { execution_id: 'x1', flow: 'Order', reason: 'r' };
    const { client, asked } = clientOf([streamOf(run()), accepted(cancellation)]);
    const stream = client.executeFlowStream('Order');
    expect(await errorOf(stream.cancel())).toBeInstanceOf(FlowLangError);
    for await (const _ of stream) break;
    expect(await stream.cancel('r')).toEqual(cancellation);
    expect(asked[1]?.url).toBe(`${BASE}/flows/Order/executions/x1/cancel`);
  });
});

describe('retryExecution', () => {
  test('posts, with a key, and answers with a handle of the new execution', async () => {
    const retried = { ...RUNNING, execution_id: 'x2', origin: 'retry', parent_id: 'x1', attempt: 2 };
    const { client, asked } = clientOf([networkError(), accepted(retried)]);
    const handle = await client.retryExecution('Order', 'x1');
    expect(handle.record).toEqual(retried);
    expect(asked[1]).toMatchObject({ method: 'POST', url: `${BASE}/flows/Order/executions/x1/retry` });
    const keys = asked.map(({ headers }) => headers.get('Idempotency-Key'));
    expect(keys[0]).toMatch(/./);
    expect(keys[1]).toBe(keys[0]);
  });

  test('of what has not failed is a conflict', async () => {
    const { client } = clientOf([problem(409, 'execution_not_failed')]);
    expect(await errorOf(client.retryExecution('Order', 'x1'))).toBeInstanceOf(ConflictError);
  });
});

describe('getExecution', () => {
  test.each([
    ['that runs', RUNNING],
    ['that waits for its turn', { ...RUNNING, status: 'queued', started_at: null }],
    ['that was completed', { ...COMPLETED, terminated: true, termination_reason: 'enough' }],
    ['that failed', FAILED],
    ['that was cancelled', { ...FAILED, status: 'cancelled', started_at: null }],
    ['of a status that this client does not know', { ...RUNNING, status: 'dreaming' }],
  ])('answers with the record of an execution %s', async (_, record) => {
    const { client, asked } = clientOf([Response.json(record)]);
    expect(await client.getExecution('Order', 'x1')).toEqual(record);
    expect(asked[0]).toMatchObject({ method: 'GET', url: `${BASE}/flows/Order/executions/x1` });
  });

  test.each([
    ['inputs', { ...RUNNING, inputs: undefined }, '/inputs'],
    ['outputs', { ...COMPLETED, outputs: undefined }, '/outputs'],
    ['error', { ...FAILED, error: undefined }, '/error'],
    ['ended_at', { ...COMPLETED, ended_at: null }, '/ended_at'],
  ])('is an error without its %s', async (_, record, place) => {
    const { client } = clientOf([Response.json(record)]);
    expect(await errorOf(client.getExecution('Order', 'x1'))).toMatchObject({ place });
  });
});

describe('listExecutions', () => {
  const page = (ids: readonly string[], next_cursor: string | null) =>
    Response.json({ items: ids.map((execution_id) => ({ ...LISTED, execution_id })), next_cursor });

  test('yields all of all pages, each asked for when it is read', async () => {
    const { client, asked } = clientOf([page(['x3', 'x2'], 'c 1'), page(['x1'], null)]);
    const executions = client.listExecutions('Order', { status: 'failed', limit: 2 });
    expect(asked).toHaveLength(0);
    expect((await collect(executions)).map(({ execution_id }) => execution_id)).toEqual(['x3', 'x2', 'x1']);
    expect(asked.map(({ url }) => url)).toEqual([
      `${BASE}/flows/Order/executions?status=failed&limit=2`,
      `${BASE}/flows/Order/executions?status=failed&limit=2&cursor=c+1`,
    ]);
  });

  test('asks for nothing after the loop was left', async () => {
    const { client, asked } = clientOf([page(['x3', 'x2'], 'c1')]);
    for await (const _ of client.listExecutions('Order')) break;
    expect(asked.map(({ url }) => url)).toEqual([`${BASE}/flows/Order/executions`]);
  });

  test('goes page by page, from a cursor', async () => {
    const { client, asked } = clientOf([page(['x1'], null)]);
    const pages = await collect(client.listExecutions('Order', { cursor: 'c1' }).pages());
    expect(pages).toMatchObject([{ items: [{ execution_id: 'x1' }], next_cursor: null }]);
    expect(asked[0]?.url).toContain('?cursor=c1');
  });

  test('begins anew with each loop', async () => {
    const { client } = clientOf([page(['x1'], null), page(['x2'], null)]);
    const executions = client.listExecutions('Order');
    expect([...(await collect(executions)), ...(await collect(executions))]).toHaveLength(2);
  });
});
