import { describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/start-server.ts';
import { createGate } from './gate.ts';
import { call, openStream, parseEvents, post, read, readUntil, serve } from './harness.ts';

/** A server that has been told to stop while an execution runs. */
async function draining() {
  const server = await serve();
  const gate = createGate();
  const answer = post(server, '/flows/Held/execute', { gate: gate.name });
  await gate.reached;
  const closed = server.close();
  return { server, gate, answer, closed };
}

function newWork(server: RunningServer, path: string) {
  return post(server, `/flows/Greet/${path}`, { name: 'Ada' });
}

describe('a server that is told to stop', () => {
  it('is not ready, but alive', async () => {
    const { server, gate, closed } = await draining();
    const readiness = await call(server, '/readyz');
    expect(readiness.status).toBe(503);
    expect(readiness.json).toEqual({ status: 'draining' });
    expect((await call(server, '/livez')).status).toBe(200);
    gate.open();
    await closed;
  });

  it.each(['execute', 'execute/stream'])('takes no new work on %s, and says when to ask again', async (path) => {
    const { server, gate, closed } = await draining();
    const answer = await newWork(server, path);
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json.code).toBe('server_draining');
    gate.open();
    await closed;
  });

  it('finishes what runs, and its caller gets the result', async () => {
    const { gate, answer, closed } = await draining();
    gate.open();
    await closed;
    expect((await answer).json).toMatchObject({ success: true, outputs: { count: 1 } });
  });

  it('sends streams to their end', async () => {
    const server = await serve();
    const gate = createGate();
    const message = await openStream(server, 'Held', { gate: gate.name });
    const text = read(message);
    await gate.reached;
    const closed = server.close();
    gate.open();
    await closed;
    expect(parseEvents((await text).text).at(-1)?.event).toBe('flow_completed');
  });

  it('cancels what does not end in time, and its caller is told', async () => {
    const server = await serve();
    const gate = createGate();
    const answer = post(server, '/flows/Held/execute', { gate: gate.name });
    await gate.reached;
    await server.close(0);
    expect((await answer).json).toMatchObject({
      success: false,
      error: { type: 'Cancelled', message: expect.stringContaining('shuts down') },
    });
  });

  it('is gone at once where nothing runs, though a connection is kept open', async () => {
    const server = await serve();
    const message = await openStream(server, 'Greet', { name: 'Ada' }, { connection: 'keep-alive' });
    await readUntil(message, 'flow_completed');
    await server.close();
    await expect(call(server, '/livez')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('may be told twice', async () => {
    const { server, gate, closed } = await draining();
    gate.open();
    await Promise.all([closed, server.close(), server.close(0)]);
  });
});
