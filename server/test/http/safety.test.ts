import { describe, expect, it } from 'vitest';
import { newApp } from '../../src/http/app.ts';
import { createGate } from './gate.ts';
import { call, openStream, post, read, serve, serveForAll } from './harness.ts';

const PAGE = 'http://page.example';

describe('a server of this machine', () => {
  const server = serveForAll();

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.1.2:8000',
    'localhost:1:2',
    '[::2]',
  ])('does not answer for %s', async (host) => {
    const answer = await call(server(), '/flows', { headers: { host } });
    expect(answer.status).toBe(421);
    expect(answer.json.code).toBe('misdirected_host');
  });

  it.each(['localhost', 'LocalHost:8000', 'app.localhost', '127.0.0.1', '127.1.2.3:80', '[::1]:8000'])(
    'answers for %s',
    async (host) => {
      expect((await call(server(), '/flows', { headers: { host } })).status).toBe(200);
    },
  );

  it('runs nothing for a foreign host', async () => {
    const answer = await post(server(), '/flows/Greet/execute', { name: 'Ada' }, { host: 'evil.example' });
    expect(answer.status).toBe(421);
    expect(answer.headers).not.toHaveProperty('x-execution-id');
  });

  it.each([
    ['with another origin', { origin: PAGE }],
    ['without one that can be named', { origin: 'null' }],
    ['of another port', { origin: 'http://127.0.0.1:1' }],
    ['of another site, says the browser', { origin: PAGE, 'sec-fetch-site': 'cross-site' }],
  ])('starts no flow for a page %s, which a browser would let it', async (_, headers) => {
    const answer = await call(server(), '/flows/Greet/execute', { method: 'POST', headers });
    expect(answer.status).toBe(403);
    expect(answer.json).toMatchObject({ code: 'foreign_origin', detail: expect.stringContaining('--cors') });
  });

  it('starts flows for its own pages', async () => {
    const origin = `http://127.0.0.1:${server().port}`;
    expect((await post(server(), '/flows/Greet/execute', { name: 'Ada' }, { origin })).status).toBe(200);
  });

  it('starts flows for its own pages behind a proxy, too', async () => {
    const headers = { origin: 'https://api.example', 'sec-fetch-site': 'same-origin' };
    expect((await post(server(), '/flows/Greet/execute', { name: 'Ada' }, headers)).status).toBe(200);
  });

  it('lets no page read its answers', async () => {
    const { headers } = await call(server(), '/flows', { headers: { origin: PAGE } });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('does not answer what a browser asks before a request', async () => {
    const headers = { origin: PAGE, 'access-control-request-method': 'POST' };
    expect((await call(server(), '/flows/Greet/execute', { method: 'OPTIONS', headers })).status).toBe(405);
  });
});

describe('a server for others', () => {
  it('answers for any host', async () => {
    const server = await serve({ host: '0.0.0.0' });
    expect((await call(server, '/flows', { headers: { host: 'api.example' } })).status).toBe(200);
  });
});

describe('a server that pages may use', () => {
  const server = serveForAll({ cors: [PAGE, 'http://other.example'] });

  it('says so before the request', async () => {
    const asked = 'content-type,idempotency-key';
    const answer = await call(server(), '/flows/Greet/execute', {
      method: 'OPTIONS',
      headers: { origin: PAGE, 'access-control-request-method': 'POST', 'access-control-request-headers': asked },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-allow-headers': asked,
    });
  });

  it.each(['/flows', '/nothing', '/flows/Nope'])('lets them read the answer of %s, and its ids', async (path) => {
    const { headers } = await call(server(), path, { headers: { origin: PAGE } });
    expect(headers).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-expose-headers': 'X-Execution-Id, X-Request-Id, Location, Retry-After, FlowLang-Stale',
      vary: expect.stringContaining('Origin'),
    });
  });

  it('lets them read streams, too', async () => {
    const gate = createGate();
    gate.open();
    const message = await openStream(server(), 'Held', { gate: gate.name }, { origin: PAGE });
    expect(message.headers).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-expose-headers': expect.stringContaining('X-Execution-Id'),
    });
    await read(message);
  });

  it('runs flows for them', async () => {
    expect((await post(server(), '/flows/Greet/execute', { name: 'Ada' }, { origin: PAGE })).status).toBe(200);
  });

  it('names none of them to pages of others', async () => {
    const { headers } = await call(server(), '/flows', { headers: { origin: 'http://evil.example' } });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('runs nothing for pages of others', async () => {
    const headers = { origin: 'http://evil.example' };
    expect((await call(server(), '/flows/Greet/execute', { method: 'POST', headers })).status).toBe(403);
  });

  it('answers an OPTIONS that asks nothing, too', async () => {
    expect((await call(server(), '/flows', { method: 'OPTIONS' })).status).toBe(204);
  });

  it('may be used by all pages', async () => {
    const open = await serve({ cors: ['*'] });
    const { headers, status } = await post(open, '/flows/Greet/execute', { name: 'Ada' }, { origin: PAGE });
    expect(status).toBe(200);
    expect(headers['access-control-allow-origin']).toBe('*');
  });
});

describe('a server behind proxies', () => {
  // Each proxy adds whom it was asked by; what stands before that anybody may have written.
  const forwarded = { 'x-forwarded-for': '203.0.113.9, 192.0.2.7, 10.0.0.2' };

  it.each([
    [undefined, '10.0.0.1'],
    [1, '10.0.0.2'],
    [2, '192.0.2.7'],
    ['10.0.0.0/8', '192.0.2.7'],
  ])('that trusts %s takes the request to be from %s', async (trustProxy, ip) => {
    const app = newApp(trustProxy === undefined ? {} : { trustProxy });
    app.get('/ip', async (request) => request.ip);
    const { body } = await app.inject({ url: '/ip', headers: forwarded, remoteAddress: '10.0.0.1' });
    expect(body).toBe(ip);
  });
});
