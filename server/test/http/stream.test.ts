import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createGate } from './gate.ts';
import { openStream, parseEvents, post, read, readUntil, serve, serveForAll } from './harness.ts';

const server = serveForAll({ heartbeat: 20 });

function stream(flow: string, inputs: unknown, headers?: Readonly<Record<string, string>>) {
  return openStream(server(), flow, inputs, headers).then(read);
}

describe('a stream', () => {
  it('has the events of the execution, each with its number and its type', async () => {
    const { status, text } = await stream('Greet', { name: 'Ada' });
    expect(status).toBe(200);
    const events = parseEvents(text);
    expect(events.map(({ id, event }) => [id, event])).toEqual([
      ['1', 'flow_started'],
      ['2', 'step_started'],
      ['3', 'step_completed'],
      ['4', 'flow_completed'],
    ]);
    for (const { id, event, data } of events)
      expect(data).toMatchObject({ seq: Number(id), type: event, flow: 'Greet' });
  });

  it('has headers that keep proxies from holding it back', async () => {
    const { headers } = await stream('Greet', { name: 'Ada' });
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    expect(headers).not.toHaveProperty('content-encoding');
  });

  it('names the execution and the request before its first event', async () => {
    const gate = createGate();
    const message = await openStream(server(), 'Held', { gate: gate.name }, { 'x-request-id': 'req_9' });
    expect(message.headers['x-request-id']).toBe('req_9');
    gate.open();
    const [first] = parseEvents((await read(message)).text);
    expect(first?.data.execution_id).toBe(message.headers['x-execution-id']);
  });

  it('sends events when they happen, and not at the end', async () => {
    const gate = createGate();
    const message = await openStream(server(), 'Held', { gate: gate.name });
    await readUntil(message, 'event: step_started');
    gate.open();
    await readUntil(message, 'event: flow_completed');
  });

  it('says now and then that it is still there', async () => {
    const gate = createGate();
    const message = await openStream(server(), 'Held', { gate: gate.name });
    await readUntil(message, '\n\n: keep-alive\n\n: keep-alive\n\n');
    gate.open();
    await readUntil(message, 'event: flow_completed');
  });

  it.each([
    ['/flows/Nope/execute/stream', {}, 404],
    ['/flows/Greet/execute/stream', {}, 422],
    ['/flows/Unfinished/execute/stream', {}, 503],
  ])('of %s that cannot begin is an ordinary problem', async (path, body, status) => {
    const answer = await post(server(), path, body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });

  it('of a flow that fails ends with the failure', async () => {
    const events = parseEvents((await stream('Failing', {})).text);
    expect(events.at(-1)).toMatchObject({ event: 'flow_failed', data: { error: { type: 'RangeError' } } });
  });

  it('goes to its own reader only, complete and in order, for each of 200 at once', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `n${index}`);
    const answers = await Promise.all(names.map((name) => stream('Greet', { name })));
    for (const [index, { headers, text }] of answers.entries()) {
      const events = parseEvents(text);
      expect(events.map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
      expect(new Set(events.map(({ data }) => data.execution_id))).toEqual(new Set([headers['x-execution-id']]));
      expect(events.at(-1)?.data.outputs.greeting).toBe(`Hello, n${index}`);
    }
  });
});

describe('a reader that goes away', () => {
  it('does not cancel the execution', async () => {
    const gate = createGate();
    const key = { 'idempotency-key': gate.name };
    const message = await openStream(server(), 'Held', { gate: gate.name }, key);
    await gate.reached;
    message.destroy();
    gate.open();
    const { json } = await post(server(), '/flows/Held/execute', { gate: gate.name }, key);
    expect(json).toMatchObject({
      success: true,
      execution_id: message.headers['x-execution-id'],
      outputs: { count: 1 },
    });
  });
});

describe('a reader that never reads', () => {
  it('costs little memory, and holds up neither the flow nor others', async () => {
    const own = await serve();
    const accepted = once(own.app.server, 'connection');
    const idle = connect(own.port, '127.0.0.1');
    idle.pause();
    const [socket] = (await accepted) as [Socket]; // What the event has.
    const body = JSON.stringify({ count: 2000, size: 10_000 });
    const head = 'POST /flows/Chatty/execute/stream HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const key = 'Idempotency-Key: chatty\r\n';
    idle.write(`${head}${key}Content-Length: ${body.length}\r\n\r\n${body}`);
    const other = await post(own, '/flows/Chatty/execute/stream', JSON.parse(body), { 'idempotency-key': 'chatty' });
    expect(parseEvents(other.text).at(-1)).toMatchObject({
      event: 'flow_completed',
      data: { outputs: { rounds: 2000 } },
    });
    expect(other.text.length).toBeGreaterThan(40_000_000);
    await vi.waitFor(() => expect(socket.writableLength).toBeGreaterThan(0));
    expect(socket.writableLength).toBeLessThan(200_000);
    idle.destroy();
  });
});

describe('a reader that takes a byte now and then', () => {
  it('harms none of 200 others, and costs little memory', async () => {
    const own = await serve();
    const accepted = once(own.app.server, 'connection');
    const slow = connect(own.port, '127.0.0.1').pause();
    const [socket] = (await accepted) as [Socket]; // What the event has.
    const dripping = setInterval(() => slow.read(1), 20);
    onTestFinished(() => {
      clearInterval(dripping);
      slow.destroy();
    });
    const body = JSON.stringify({ count: 1000, size: 10_000 });
    const head = 'POST /flows/Chatty/execute/stream HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    slow.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
    await vi.waitFor(() => expect(socket.writableLength).toBeGreaterThan(0));
    const others = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const message = await openStream(own, 'Greet', { name: `n${index}` });
        return parseEvents((await read(message)).text);
      }),
    );
    for (const events of others) expect(events.at(-1)?.event).toBe('flow_completed');
    expect(socket.writableLength).toBeLessThan(200_000);
  });
});

describe('readers that come and go', () => {
  it('leave no connection behind', async () => {
    const own = await serve();
    const gate = createGate();
    const messages = await Promise.all(Array.from({ length: 50 }, () => openStream(own, 'Held', { gate: gate.name })));
    for (const message of messages) message.destroy();
    const connections = promisify(own.app.server.getConnections).bind(own.app.server);
    await vi.waitFor(async () => expect(await connections()).toBe(0));
    gate.open();
  });
});
