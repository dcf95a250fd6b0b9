/** Looking at executions: their record, the list of them, and what is told of both. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createGate } from './gate.ts';
import { call, post, serve, serveForAll } from './harness.ts';

const server = serveForAll();
const UNKNOWN = '00000000-0000-7000-8000-000000000000';
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** Runs a flow to its end, with a key: the journal remembers it. */
async function ended(flow: string, inputs: unknown): Promise<string> {
  const answer = await post(server(), `/flows/${flow}/execute`, inputs, { 'idempotency-key': randomUUID() });
  return String(answer.headers['x-execution-id']);
}

async function begun(flow: string, inputs: unknown) {
  const { json } = await post(server(), `/flows/${flow}/execute`, inputs, { prefer: 'respond-async' });
  return String(json.execution_id);
}

describe('the record of an execution', () => {
  it('that was completed has its inputs, its outputs, and when it ran', async () => {
    const id = await ended('Greet', { name: 'Ada' });
    const { status, json } = await call(server(), `/flows/Greet/executions/${id}`);
    expect(status).toBe(200);
    expect(json).toEqual({
      execution_id: id,
      flow: 'Greet',
      status: 'completed',
      created_at: TIME,
      started_at: TIME,
      ended_at: TIME,
      origin: 'api',
      parent_id: null,
      attempt: 1,
      inputs: { name: 'Ada', times: 1 },
      outputs: { greeting: 'Hello, Ada', times: 1, aside: null },
      execution_time_ms: expect.any(Number),
    });
  });

  it('that failed has its error', async () => {
    const { json } = await call(server(), `/flows/Failing/executions/${await ended('Failing', {})}`);
    expect(json).toMatchObject({ status: 'failed', error: { type: 'RangeError', step_id: 'failing' } });
    expect(json).not.toHaveProperty('outputs');
  });

  it('that runs has not ended', async () => {
    const gate = createGate();
    const id = await begun('Held', { gate: gate.name });
    await gate.reached;
    const { json } = await call(server(), `/flows/Held/executions/${id}`);
    expect(json).toMatchObject({ status: 'running', started_at: TIME, ended_at: null });
    for (const name of ['outputs', 'error', 'execution_time_ms']) expect(json).not.toHaveProperty(name);
    gate.open();
  });

  it('that was cancelled says why', async () => {
    const gate = createGate();
    const id = await begun('Held', { gate: gate.name });
    await gate.reached;
    await post(server(), `/flows/Held/executions/${id}/cancel`, { reason: 'enough' });
    const { json } = await call(server(), `/flows/Held/executions/${id}`);
    expect(json).toMatchObject({ status: 'cancelled', error: { type: 'Cancelled', message: 'enough' } });
  });

  it.each(['', '/events'])('of another flow is not found (%s)', async (what) => {
    const id = await ended('Greet', { name: 'Ada' });
    for (const path of [`/flows/Held/executions/${id}${what}`, `/flows/Greet/executions/${UNKNOWN}${what}`]) {
      const { status, json } = await call(server(), path);
      expect(status).toBe(404);
      expect(json.code).toBe('execution_not_found');
    }
    expect((await call(server(), `/flows/Nope/executions/${id}${what}`)).json.code).toBe('flow_not_found');
  });
});

describe('a list of executions', () => {
  async function list(query = '', flow = 'Greet') {
    return call(server(), `/flows/${flow}/executions${query}`);
  }

  it('has the newest first, without what may be large', async () => {
    const [first, second] = [await ended('Chatty', { count: 1 }), await ended('Chatty', { count: 1 })];
    const { json } = await list('', 'Chatty');
    expect(json).toMatchObject({ next_cursor: null });
    expect(json.items.map(({ execution_id }: { execution_id: string }) => execution_id)).toEqual([second, first]);
    expect(json.items[0]).toEqual({
      execution_id: second,
      flow: 'Chatty',
      status: 'completed',
      created_at: TIME,
      started_at: TIME,
      ended_at: TIME,
      origin: 'api',
      parent_id: null,
      attempt: 1,
    });
  });

  it('goes on from page to page until it has shown each once', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift(await ended('Greet', { name: `n${count}` }));
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { json } = await list(`?limit=2${cursor && `&cursor=${cursor}`}`);
      expect(json.items.length).toBeLessThanOrEqual(2);
      for (const { execution_id } of json.items) seen.push(execution_id);
      cursor = json.next_cursor;
    }
    expect(seen.slice(0, 5)).toEqual(ids);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('may be of those that ended in one way', async () => {
    const failed = await ended('Failing', {});
    expect((await list('?status=failed', 'Failing')).json.items[0].execution_id).toBe(failed);
    expect((await list('?status=completed', 'Failing')).json.items).toEqual([]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=ten', 'limit'],
    ['status=done', 'queued, running, waiting'],
    ['cursor=!', 'next_cursor'],
    ['cursor=QQ=', 'next_cursor'],
    ['status=failed&status=completed', 'more than once'],
  ])('cannot be asked for with ?%s', async (query, part) => {
    const { status, json } = await list(`?${query}`);
    expect(status).toBe(400);
    expect(json.detail).toContain(part);
  });

  it('of a flow that is not there is not found', async () => {
    expect((await list('', 'Nope')).json.code).toBe('flow_not_found');
  });

  it('is not given to others than this machine, unless that is allowed', async () => {
    const open = await serve({ host: '0.0.0.0' });
    const refused = await call(open, '/flows/Greet/executions');
    expect(refused.status).toBe(403);
    expect(refused.json).toMatchObject({
      code: 'listing_disabled',
      detail: expect.stringContaining('--list-executions'),
    });
    const allowed = await serve({ host: '0.0.0.0', listExecutions: true });
    expect((await call(allowed, '/flows/Greet/executions')).status).toBe(200);
  });
});

describe('to retry', () => {
  it('an execution that is not there is a 404', async () => {
    const answer = await post(server(), `/flows/Greet/executions/${UNKNOWN}/retry`, {});
    expect(answer.status).toBe(404);
    expect(answer.json.code).toBe('execution_not_found');
  });
});
