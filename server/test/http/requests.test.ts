import { connect } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { call, post, readUntil, sendRaw, serveForAll } from './harness.ts';

const server = serveForAll();

describe('every answer', () => {
  it.each(['/', '/nothing', '/flows/Nope', '/docs'])('to %s has the id of the request', async (path) => {
    const { headers } = await call(server(), path, { headers: { 'x-request-id': 'a.b:c_d-1' } });
    expect(headers['x-request-id']).toBe('a.b:c_d-1');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it.each(['', 'a b', 'x'.repeat(129), 'a,b'])('has an id of its own where "%s" was sent', async (id) => {
    const { headers } = await call(server(), '/', { headers: { 'x-request-id': id } });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-z]+$/);
  });

  it('that is a problem has all that RFC 9457 asks for, and the id', async () => {
    const answer = await call(server(), '/nothing?secret=1', { headers: { 'x-request-id': 'req_1' } });
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toEqual({
      type: 'urn:flowlang:problem:not_found',
      title: 'There is nothing at this path',
      status: 404,
      detail: 'There is nothing at /nothing. GET / shows what there is.',
      instance: '/nothing',
      code: 'not_found',
      request_id: 'req_1',
    });
  });
});

describe('a method', () => {
  it.each([
    ['DELETE', '/flows', 'GET, HEAD'],
    ['GET', '/flows/Greet/execute', 'POST'],
    ['HEAD', '/flows/Greet/execute/stream', 'POST'],
    ['PUT', '/flows/Greet', 'GET, HEAD'],
    ['POST', '/docs', 'GET, HEAD'],
    ['OPTIONS', '/flows', 'GET, HEAD'],
  ])('%s that %s does not take is a 405 with those it does', async (method, path, allow) => {
    const answer = await call(server(), path, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers['allow']).toBe(allow);
  });

  it('that no path takes has a problem, too', async () => {
    expect(await sendRaw(server(), 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 .*invalid_request/s,
    );
  });

  it('HEAD answers what GET does, without the body', async () => {
    const get = await call(server(), '/flows');
    const head = await call(server(), '/flows', { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.text).toBe('');
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
  });
});

describe('a path', () => {
  it.each([
    ['/flows/', '/flows'],
    ['/flows/Greet/', '/flows/Greet'],
    ['/flows/Greet/execute//', '/flows/Greet/execute'],
    ['/helth', '/health'],
    ['/openapiXjson', '/openapi.json'],
  ])('%s is a 404 that knows of %s', async (path, meant) => {
    const answer = await call(server(), path);
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ code: 'not_found', detail: expect.stringContaining(`Did you mean ${meant}?`) });
  });

  it.each([
    '/flows/..%2f..%2fetc',
    '/flows/%00',
    '/flows/__proto__',
    '/flows/constructor',
    '/flows/hasOwnProperty',
    '/flows/Greet%20',
  ])('%s names no flow', async (path) => {
    const answer = await call(server(), path);
    expect(answer.status).toBe(404);
    expect(answer.json.code).toBe('flow_not_found');
  });

  it.each(['/flows/../..', '//', '/flows//execute', '/docs/static/..%2f..%2fpackage.json'])(
    '%s is not found',
    async (path) => {
      const answer = await call(server(), path);
      expect(answer.status).toBe(404);
      expect(answer.headers['content-type']).toBe('application/problem+json');
    },
  );

  it('that cannot be decoded is a 400', async () => {
    const answer = await call(server(), '/flows/%ff/execute', { method: 'POST', headers: { 'x-request-id': 'odd' } });
    expect(answer.status).toBe(400);
    expect(answer.headers).toMatchObject({ 'x-request-id': 'odd', 'content-type': 'application/problem+json' });
    expect(answer.json).toMatchObject({ code: 'invalid_request', instance: '/flows/%ff/execute', request_id: 'odd' });
  });

  it('may be encoded where it need not be', async () => {
    expect((await post(server(), '/flows/%47reet/execute', { name: 'Ada' })).json.success).toBe(true);
  });

  it('with a very long name is a 404 that does not repeat it', async () => {
    const answer = await post(server(), `/flows/${'x'.repeat(10_000)}/execute`, {});
    expect(answer.status).toBe(404);
    expect(answer.json.code).toBe('flow_not_found');
    expect(answer.json.detail.length).toBeLessThan(200);
  });

  it('of slashes is a 404 in no time', async () => {
    const paths = [`/${'x'.repeat(15_000)}`, `${'/'.repeat(15_000)}x`];
    const times: number[] = [];
    for (const path of [...paths, ...paths]) {
      const began = performance.now();
      expect((await call(server(), path)).status).toBe(404);
      times.push(performance.now() - began);
    }
    const [, , fair = 0, hostile = 0] = times;
    expect(hostile).toBeLessThan(20 * Math.max(fair, 2));
  });

  it('that is not there does not care for the body', async () => {
    const answer = await call(server(), '/nothing', {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(404);
  });
});

describe('the Accept header', () => {
  it.each([
    ['/flows', 'text/html'],
    ['/flows/Greet/visualize', 'application/json'],
    ['/openapi.yaml', 'application/json'],
    ['/health', 'application/json;q=0'],
  ])('of %s may not be %s', async (path, accept) => {
    const answer = await call(server(), path, { headers: { accept } });
    expect(answer.status).toBe(406);
    expect(answer.json.code).toBe('not_acceptable');
  });

  it.each(['', '*/*', 'application/*', 'text/html, application/json;q=0.1', 'text/html,*/*;q=0.8'])(
    'may be "%s"',
    async (accept) => {
      expect((await call(server(), '/flows', { headers: { accept } })).status).toBe(200);
    },
  );

  it.each([
    ['application/json; charset=utf-8', 'application/json'],
    ['application/json;charset=utf-8, text/plain', 'application/json'],
    ['text/html;level=1, application/json;odata="a,b;q=0\\"";q=0.1', 'application/json'],
    ['application/json;profile="never closed', 'application/json'],
    ['text/event-stream; charset=utf-8', 'text/event-stream'],
    ['text/event-stream;charset=utf-8;q=0.1, application/json; version=2; q=0.2;x=y', 'application/json'],
    ['application/json;charset=utf-8;Q=0, */*;q=0.1', 'text/event-stream'],
  ])('may say more of a type than its weight: %s', async (accept, type) => {
    const { headers } = await post(server(), '/flows/Greet/execute', { name: 'Ada' });
    const events = `/flows/Greet/executions/${headers['x-execution-id']}/events`;
    const answer = await call(server(), events, { headers: { accept } });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, expect.stringContaining(type)]);
  });

  it('of many quotes that are not closed is read at once', async () => {
    const timeOf = async (parameter: string): Promise<number> => {
      const accept = `application/json${parameter.repeat(5000)}`;
      const times: number[] = [];
      for (let tries = 0; tries < 5; tries++) {
        const start = performance.now();
        expect((await call(server(), '/flows', { headers: { accept } })).status).toBe(200);
        times.push(performance.now() - start);
      }
      return Math.min(...times);
    };
    const fair = await timeOf(';a=');
    // Read in a time that grows with the square of its length, it would hold up everybody for two tenths of a second.
    expect(await timeOf(';\\"')).toBeLessThan(20 * Math.max(fair, 2));
  });

  it.each([
    ['/flows/Greet/execute', 'text/event-stream'],
    ['/flows/Greet/execute/stream', 'application/json'],
  ])('decides before %s runs anything', async (path, accept) => {
    const answer = await post(server(), path, { name: 'Ada' }, { accept });
    expect(answer.status).toBe(406);
    expect(answer.headers).not.toHaveProperty('x-execution-id');
  });
});

describe('what is hardly a request', () => {
  it.each([
    ['text', 'hello\r\n\r\n', '400 Bad Request', 'invalid_request'],
    [
      'a head without an end',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(10_000_000)}`,
      '431 Request Header Fields Too Large',
      'headers_too_large',
    ],
    [
      '10,000 headers',
      `GET / HTTP/1.1\r\nHost: localhost\r\n${'X-A: 1\r\n'.repeat(10_000)}\r\n`,
      '431 Request Header Fields Too Large',
      'headers_too_large',
    ],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      '400 Bad Request',
      'invalid_request',
    ],
    ['one that names no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', '400 Bad Request', 'invalid_request'],
    [
      'one that names two hosts',
      'GET /livez HTTP/1.1\r\nHost: localhost\r\nhost: a.example\r\nConnection: close\r\n\r\n',
      '400 Bad Request',
      'invalid_request',
    ],
    [
      'one that expects what there is not',
      'GET / HTTP/1.1\r\nHost: localhost\r\nExpect: 200-ok\r\nConnection: close\r\n\r\n',
      '417 Expectation Failed',
      'expectation_failed',
    ],
    [
      'one for a proxy',
      'CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n',
      '405 Method Not Allowed',
      'method_not_allowed',
    ],
  ])('like %s has a problem as its answer, and an id', async (_, bytes, status, code) => {
    const answer = await sendRaw(server(), bytes);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status}\r\n`));
    expect(head).toMatch(/^content-type: application\/problem\+json/m);
    const problem = JSON.parse(body);
    expect(problem).toMatchObject({ status: Number.parseInt(status, 10), code });
    expect(head).toContain(`x-request-id: ${problem.request_id}\r\n`);
  });

  it('is none of HTTP/1.0, which needs no host', async () => {
    expect(await sendRaw(server(), 'GET /livez HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 .*alive/s);
  });

  it('is none that waits to be told to go on', async () => {
    const socket = connect(server().port, '127.0.0.1');
    const type = 'Host: localhost\r\nContent-Type: application/json';
    socket.write(`POST /flows/Greet/execute HTTP/1.1\r\n${type}\r\nExpect: 100-Continue\r\nContent-Length: 14\r\n\r\n`);
    expect(await readUntil(socket, '\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write('{"name":"Ada"}');
    expect(await readUntil(socket, '}')).toMatch(/^HTTP\/1\.1 200 .*Hello, Ada/s);
    socket.destroy();
  });

  it('does not keep a server from answering others', async () => {
    const socket = connect(server().port, '127.0.0.1');
    socket.write('POST /flows/Greet/execute HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{');
    expect((await call(server(), '/livez')).status).toBe(200);
    socket.destroy();
  });

  it('does not cost the connection, and the answer arrives, though the body was still on its way', async () => {
    const socket = connect(server().port, '127.0.0.1');
    const size = 8 * 1024 * 1024;
    socket.write('POST /flows/Greet/execute HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n');
    socket.write(`Content-Length: ${size}\r\n\r\n`);
    socket.write('x'.repeat(size));
    expect(await readUntil(socket, '"code":"body_too_large"')).toMatch(/^HTTP\/1\.1 413 /);
    socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(await readAll(socket)).toContain('{"status":"alive"}');
  });
});
