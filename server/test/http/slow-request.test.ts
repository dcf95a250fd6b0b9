/** Requests that do not come to their end. */
import { connect, type Socket } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from './app-rig.ts';
import type { Served } from './harness.ts';

const HEAD = 'POST /flows/Greet/execute?a=1 HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: slow-1\r\n';
const LENGTH = 'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n';

function send(server: Served, bytes: string): Socket {
  const socket = connect(server.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.write(bytes);
  return socket;
}

function taken(answer: string): { head: string; problem: unknown } {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { head, problem: JSON.parse(body) };
}

describe('a request that is too slow', () => {
  it.each([
    ['body', `${HEAD}${LENGTH}{"name":`, { instance: '/flows/Greet/execute', request_id: 'slow-1' }],
    ['head', HEAD, { instance: '' }],
  ])('with its %s is a 408, which both clients send again', async (_, bytes, known) => {
    const server = await listen({ requestTimeout: 200 });
    const { head, problem } = taken(await readAll(send(server, bytes)));
    expect(head).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(head.toLowerCase()).toMatch(/\r\nretry-after: 1(\r|$)/);
    expect(problem).toMatchObject({ status: 408, code: 'request_timeout', ...known });
  });

  it('is not taken for the one before it', async () => {
    const server = await listen({ requestTimeout: 200 });
    const socket = send(server, 'GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: quick\r\n\r\n');
    socket.write('GET /');
    const [, first = '', second = ''] = (await readAll(socket)).split('HTTP/1.1 ');
    expect(first).toMatch(/200 OK.*quick/s);
    expect(second).toContain('408 Request Timeout');
    expect(second).not.toContain('quick');
  });

  it('has no second answer where it was refused before it was all there', async () => {
    const server = await listen({ requestTimeout: 200 });
    const answer = await readAll(send(server, `${HEAD.replace('Greet', 'Nobody')}Content-Length: 100\r\n\r\n{`));
    expect(answer.match(/^HTTP/gm)).toHaveLength(1);
  });
});
