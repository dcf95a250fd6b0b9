import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { listen } from './app-rig.ts';
import { createGate, type Gate } from './gate.ts';
import { openStream, parseEvents, post, read, readUntil, serveForAll } from './harness.ts';

const server = serveForAll();

function newKey(): { 'idempotency-key': string } {
  return { 'idempotency-key': randomUUID() };
}

function hold(gate: Gate, headers: Readonly<Record<string, string>>) {
  return post(server(), '/flows/Held/execute', { gate: gate.name }, headers);
}

function stream(gate: Gate, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
  return openStream(server(), 'Held', { gate: gate.name }, headers);
}

async function idsOf(message: IncomingMessage): Promise<readonly number[]> {
  return parseEvents((await read(message)).text).map(({ id }) => Number(id));
}

describe('a key', () => {
  it('gives the first answer again, and nothing runs twice', async () => {
    const key = newKey();
    const gate = createGate();
    gate.open();
    const first = await hold(gate, key);
    const second = await hold(gate, key);
    expect(second.text).toBe(first.text);
    expect(second.headers['x-execution-id']).toBe(first.headers['x-execution-id']);
    expect(gate.count).toBe(1);
  });

  it('joins callers that come while it runs', async () => {
    const key = newKey();
    const gate = createGate();
    const calls = Array.from({ length: 20 }, () => hold(gate, key));
    await gate.reached;
    gate.open();
    const texts = new Set((await Promise.all(calls)).map(({ text }) => text));
    expect(texts.size).toBe(1);
    expect(gate.count).toBe(1);
  });

  it('gives a failure again, too', async () => {
    const key = newKey();
    const [first, second] = [
      await post(server(), '/flows/Failing/execute', {}, key),
      await post(server(), '/flows/Failing/execute', {}, key),
    ];
    expect(second.text).toBe(first.text);
  });

  it('with another body is a 422', async () => {
    const key = newKey();
    await post(server(), '/flows/Greet/execute', { name: 'Ada' }, key);
    const answer = await post(server(), '/flows/Greet/execute', { name: 'Bob' }, key);
    expect(answer.status).toBe(422);
    expect(answer.json.code).toBe('idempotency_key_reused');
    expect(answer.json).not.toHaveProperty('errors');
  });

  it('takes a body with and without the envelope for the same', async () => {
    const key = newKey();
    const first = await post(server(), '/flows/Greet/execute', { name: 'Ada' }, key);
    const second = await post(server(), '/flows/Greet/execute', { inputs: { name: 'Ada' } }, key);
    expect(second.text).toBe(first.text);
  });

  it('takes a body whose keys stand in another order for the same', async () => {
    const key = newKey();
    const first = await post(server(), '/flows/Greet/execute', { name: 'Ada', aside: { a: [{ b: 1, c: 2 }] } }, key);
    const second = await post(server(), '/flows/Greet/execute', { aside: { a: [{ c: 2, b: 1 }] }, name: 'Ada' }, key);
    expect(second.text).toBe(first.text);
    const other = await post(server(), '/flows/Greet/execute', { aside: { a: [{ c: 1, b: 2 }] }, name: 'Ada' }, key);
    expect(other.status).toBe(422);
  });

  it('that a version before kept, of the text of the body as it was sent, is known by that text', async () => {
    const { engine, catalog, ...rig } = await listen();
    const flow = catalog.snapshot.flows.get('Greet');
    if (flow?.state !== 'ready') throw new Error('Greet is not ready');
    const inputs = { name: 'Ada', aside: { b: 1, a: 2 } };
    const key = { key: 'k', fingerprint: createHash('sha256').update(JSON.stringify(inputs)).digest('base64') };
    const { executionId } = await engine.start(flow.plan, inputs, { key });
    const ask = (body: object) => post(rig, '/flows/Greet/execute', body, { 'idempotency-key': 'k' });
    expect((await ask(inputs)).headers['x-execution-id']).toBe(executionId);
    expect((await ask({ name: 'Bob', aside: { b: 1, a: 2 } })).status).toBe(422);
  });

  it('is of one flow', async () => {
    const key = newKey();
    await post(server(), '/flows/Greet/execute', { name: 'Ada' }, key);
    expect((await post(server(), '/flows/Failing/execute', {}, key)).status).toBe(200);
  });

  it('of invalid inputs is free for valid ones', async () => {
    const key = newKey();
    await post(server(), '/flows/Greet/execute', {}, key);
    expect((await post(server(), '/flows/Greet/execute', { name: 'Ada' }, key)).json.success).toBe(true);
  });

  it.each(['', 'a b', 'x'.repeat(129), 'ü'])('may not be "%s"', async (key) => {
    const bytes = Buffer.from(key).toString('latin1');
    const answer = await post(server(), '/flows/Greet/execute', { name: 'Ada' }, { 'idempotency-key': bytes });
    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe('invalid_request');
    expect(answer.headers).not.toHaveProperty('x-execution-id');
  });
});

describe('a stream with a key', () => {
  it('has the events of the first one, from the first', async () => {
    const key = newKey();
    const gate = createGate();
    gate.open();
    const first = await read(await stream(gate, key));
    const second = await read(await stream(gate, key));
    expect(second.text).toBe(first.text);
    expect(gate.count).toBe(1);
  });

  it('goes on after the last event that the reader had', async () => {
    const key = newKey();
    const gate = createGate();
    const broken = await stream(gate, key);
    await readUntil(broken, 'id: 2');
    broken.destroy();
    const resumed = await stream(gate, { ...key, 'last-event-id': '2' });
    expect(resumed.headers['x-execution-id']).toBe(broken.headers['x-execution-id']);
    gate.open();
    expect(await idsOf(resumed)).toEqual([3, 4]);
  });

  it('is empty after the last event', async () => {
    const key = newKey();
    const gate = createGate();
    gate.open();
    await hold(gate, key);
    const message = await stream(gate, { ...key, 'last-event-id': '4' });
    expect(message.statusCode).toBe(200);
    expect(message.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect((await read(message)).text).toBe('');
  });

  it.each(['5', '999999999999999'])('has no event %s beyond the last: a 400', async (id) => {
    const key = newKey();
    const gate = createGate();
    gate.open();
    await hold(gate, key);
    const answer = await read(await stream(gate, { ...key, 'last-event-id': id }));
    expect(answer.status).toBe(400);
    expect(answer.json.detail).toMatch(/beyond/);
  });

  it.each(['x', '-1', '1.5', '1e3', '9'.repeat(16), '1, 2'])('does not know Last-Event-ID %s: a 400', async (id) => {
    const gate = createGate();
    const answer = await read(await stream(gate, { ...newKey(), 'last-event-id': id }));
    expect(answer.status).toBe(400);
    expect(gate.count).toBe(0);
  });

  it.each(['', '0'])('begins at the first event where Last-Event-ID is "%s"', async (id) => {
    const gate = createGate();
    gate.open();
    expect(await idsOf(await stream(gate, { ...newKey(), 'last-event-id': id }))).toEqual([1, 2, 3, 4]);
  });

  it('does not run the flow again where the key is not known any more: a 409', async () => {
    const gate = createGate();
    const answer = await read(await stream(gate, { ...newKey(), 'last-event-id': '2' }));
    expect(answer.status).toBe(409);
    expect(answer.json.code).toBe('unknown_idempotency_key');
    expect(answer.headers).not.toHaveProperty('x-execution-id');
    expect(gate.count).toBe(0);
  });
});

describe('a stream without a key', () => {
  it('cannot go on anywhere: Last-Event-ID is a 400, and nothing runs', async () => {
    const gate = createGate();
    const answer = await read(await stream(gate, { 'last-event-id': '2' }));
    expect(answer.status).toBe(400);
    expect(answer.json.detail).toMatch(/Idempotency-Key/);
    expect(gate.count).toBe(0);
  });
});
