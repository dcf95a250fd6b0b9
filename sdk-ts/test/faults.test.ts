/** Faults of a real transport: what fetch, sockets and bodies do when they break. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ClientOptions, ConnectionError, FlowLangClient } from '../src/index.ts';
import { errorOf } from './helpers.ts';
import { collect, frame, run } from './stream-helpers.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Answers the first request with the first handler, and so on; the last one answers all further ones. */
async function serve(...handlers: Handler[]) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const handler = handlers[requests.length - 1] ?? handlers.at(-1);
    request.resume().on('end', () => handler?.(request, response));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return { server, requests, baseUrl: `http://127.0.0.1:${port}` };
}

function clientOf(baseUrl: string, options: ClientOptions = {}): FlowLangClient {
  return new FlowLangClient({ baseUrl, retry: { baseDelay: 0 }, ...options });
}

const RESULT = { success: true, execution_id: 'x1', flow: 'Order', outputs: {}, execution_time_ms: 1 };

const answer: Handler = (_, response) => {
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(RESULT));
};
const reset: Handler = (request) => void request.socket.resetAndDestroy();
const cutBody: Handler = (_, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 1000 });
  response.write('{"success":', () => response.destroy());
};

function streaming(text: Uint8Array | string, then: (response: ServerResponse) => void): Handler {
  return (_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Execution-Id': 'x1' });
    response.write(text, () => then(response));
  };
}

describe('execute', () => {
  test.each([
    ['reset before the answer', reset],
    ['cut within the body', cutBody],
  ])('a connection that is %s is tried again with the same key', async (_, fault) => {
    const { baseUrl, requests } = await serve(fault, fault, answer);
    expect(await clientOf(baseUrl).executeFlow('Order')).toMatchObject({ success: true });
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  test('a port where nobody listens is a ConnectionError', async () => {
    const { baseUrl, server } = await serve(answer);
    await new Promise((resolve) => server.close(resolve));
    const error = await errorOf(clientOf(baseUrl, { retry: { attempts: 2, baseDelay: 0 } }).health());
    expect(error).toBeInstanceOf(ConnectionError);
    expect(String(error)).toMatch(/cannot be reached: .* \(ECONNREFUSED\)/);
  });

  test('a body that is cut is a ConnectionError in the end', async () => {
    const { baseUrl } = await serve(cutBody);
    const error = await errorOf(clientOf(baseUrl, { retry: false }).executeFlow('Order'));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(String(error)).toContain('broke within the answer');
  });

  test('a server that never answers is given up, and its connection closed', async () => {
    let closed = false;
    const { baseUrl } = await serve((request) => void request.socket.on('close', () => (closed = true)));
    const error = await errorOf(clientOf(baseUrl, { timeout: 50, retry: false }).executeFlow('Order'));
    expect(error).toMatchObject({ name: 'TimeoutError', phase: 'attempt' });
    await vi.waitFor(() => expect(closed).toBe(true));
  });

  test.each([301, 302, 303, 307, 308])(
    'a %i to another host is an error, and the key does not travel',
    async (status) => {
      const other = await serve(answer);
      const { baseUrl, requests } = await serve((_, response) => {
        response.writeHead(status, { Location: `${other.baseUrl}/flows/Order/execute` }).end();
      });
      const error = await errorOf(clientOf(baseUrl, { apiKey: 'secret' }).executeFlow('Order'));
      expect(error).toMatchObject({ status });
      expect(String(error)).toContain(other.baseUrl);
      expect(requests).toHaveLength(1);
      expect(other.requests).toHaveLength(0);
    },
  );
});

describe('stream', () => {
  const frames = run().map(frame);

  test.each<[string, (response: ServerResponse) => void]>([
    ['reset', (response) => void response.socket?.resetAndDestroy()],
    ['closed within a chunk', (response) => void response.destroy()],
    ['ended', (response) => void response.end()],
  ])('a connection that is %s midway is taken up again after the last event', async (_, fault) => {
    // Bytes that a reset overtakes are lost with it, so what is left depends on what has arrived.
    const rest: Handler = (request, response) => {
      const last = Number(request.headers['last-event-id'] ?? 0);
      streaming(frames.slice(last).join(''), () => response.end())(request, response);
    };
    const { baseUrl, requests } = await serve(streaming(frames.slice(0, 2).join(''), fault), rest);
    expect(await collect(clientOf(baseUrl).executeFlowStream('Order'))).toEqual(run());
    expect(requests[1]?.url).toBe('/flows/Order/executions/x1/events');
  });

  test('leaving the loop closes the connection', async () => {
    let closed = false;
    const { baseUrl } = await serve((request, response) => {
      request.socket.on('close', () => {
        closed = true;
      });
      streaming(frames[0] ?? '', () => {})(request, response);
    });
    for await (const _ of clientOf(baseUrl).executeFlowStream('Order')) break;
    await vi.waitFor(() => expect(closed).toBe(true));
  });

  test('a server that falls silent is left, and the next connection goes on', async () => {
    const silent = streaming(frames.slice(0, 2).join(''), () => {});
    const { baseUrl, requests } = await serve(
      silent,
      streaming(frames.slice(2).join(''), (response) => response.end()),
    );
    const events = await collect(clientOf(baseUrl, { timeout: { idle: 50 } }).executeFlowStream('Order'));
    expect(events).toEqual(run());
    expect(requests[1]?.headers['last-event-id']).toBe('2');
  });

  test('bytes that come one by one, cut within characters', async () => {
    const [started, ...rest] = run();
    const text = [{ ...started, inputs: { name: 'Łódź 💳' } }, ...rest].map((event) => frame(event as never)).join('');
    const { baseUrl } = await serve((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      for (const byte of Buffer.from(text)) response.write(Uint8Array.of(byte));
      response.end();
    });
    const events = await collect(clientOf(baseUrl).executeFlowStream('Order'));
    expect(events[0]).toMatchObject({ inputs: { name: 'Łódź 💳' } });
    expect(events).toHaveLength(4);
  });
});
