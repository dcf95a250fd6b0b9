/** Executions that do not outlive their readers. */
import { setTimeout as pass } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createGate } from './gate.ts';
import { call, open, openStream, post, readUntil, serveForAll } from './harness.ts';

const GRACE = 150;
const server = serveForAll({ disconnectGrace: GRACE });
const ARMED = { 'x-cancel-on-disconnect': 'true' };

async function armed(headers: Readonly<Record<string, string>> = ARMED) {
  const gate = createGate();
  const key = { 'idempotency-key': gate.name };
  const message = await openStream(server(), 'Held', { gate: gate.name }, { ...headers, ...key });
  await gate.reached;
  const path = `/flows/Held/executions/${message.headers['x-execution-id']}`;
  const status = async () => (await call(server(), path)).json.status;
  return { gate, key, message, path, status };
}

async function events(path: string, headers: Readonly<Record<string, string>> = {}) {
  const { request, response } = open(server(), `${path}/events`, { headers });
  request.end();
  const message = await response;
  await readUntil(message, 'step_started');
  return message;
}

describe('an execution that its caller wants cancelled without readers', () => {
  it('is cancelled a while after the last has left, with the reason', async () => {
    const { message, path, status } = await armed();
    message.destroy();
    expect(await status()).toBe('running');
    await vi.waitFor(async () => expect(await status()).toBe('cancelled'), { timeout: 5000 });
    expect((await call(server(), path)).json.error.message).toBe('its last reader left');
  });

  it('is cancelled, too, where the caller waited for the result', async () => {
    const gate = createGate();
    const headers = { ...ARMED, 'idempotency-key': gate.name, 'content-type': 'application/json' };
    const { request } = open(server(), '/flows/Held/execute', { method: 'POST', headers });
    request.on('error', () => {});
    request.end(JSON.stringify({ gate: gate.name }));
    await gate.reached;
    request.destroy();
    const again = await post(
      server(),
      '/flows/Held/execute',
      { gate: gate.name },
      { 'idempotency-key': gate.name, prefer: 'respond-async' },
    );
    const path = String(again.headers.location);
    await vi.waitFor(async () => expect((await call(server(), path)).json.status).toBe('cancelled'), { timeout: 5000 });
  });

  it.each(['by its id', 'by its key'])('goes on where a reader comes back %s', async (how) => {
    const { gate, key, message, path, status } = await armed();
    message.destroy();
    const back =
      how === 'by its id' ? await events(path) : await openStream(server(), 'Held', { gate: gate.name }, key);
    await pass(2 * GRACE);
    expect(await status()).toBe('running');
    back.destroy();
    await vi.waitFor(async () => expect(await status()).toBe('cancelled'), { timeout: 5000 });
  });

  it('goes on while another reads', async () => {
    const { gate, message, path, status } = await armed();
    const other = await events(path);
    message.destroy();
    await pass(2 * GRACE);
    expect(await status()).toBe('running');
    gate.open();
    await readUntil(other, 'flow_completed');
    expect(await status()).toBe('completed');
  });

  it('goes on while the caller waits who began it without a key', async () => {
    const gate = createGate();
    const result = post(server(), '/flows/Held/execute', { gate: gate.name });
    await gate.reached;
    const { items } = (await call(server(), '/flows/Held/executions?limit=1')).json;
    const other = await events(`/flows/Held/executions/${items[0].execution_id}`, ARMED);
    other.destroy();
    await pass(2 * GRACE);
    gate.open();
    expect((await result).json).toMatchObject({ success: true });
  });

  it('may be made one by whoever reads its events', async () => {
    const { message, path, status } = await armed({});
    const other = await events(path, ARMED);
    message.destroy();
    other.destroy();
    await vi.waitFor(async () => expect(await status()).toBe('cancelled'), { timeout: 5000 });
  });

  it('keeps that it is one', async () => {
    const { gate, message, path } = await armed();
    gate.open();
    message.destroy();
    await pass(2 * GRACE);
    expect((await call(server(), path)).json.status).toBe('completed');
  });
});

describe('any other execution', () => {
  it('outlives its readers', async () => {
    const { gate, message, status } = await armed({ 'x-cancel-on-disconnect': 'false' });
    message.destroy();
    await pass(2 * GRACE);
    expect(await status()).toBe('running');
    gate.open();
  });

  it('is not begun where the header makes no sense', async () => {
    const answer = await post(server(), '/flows/Greet/execute', { name: 'Ada' }, { 'x-cancel-on-disconnect': 'yes' });
    expect(answer.status).toBe(400);
    expect(answer.json.detail).toContain('X-Cancel-On-Disconnect');
  });
});
