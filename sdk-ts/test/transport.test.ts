import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  APIError,
  ConnectionError,
  FlowLangError,
  type Middleware,
  RateLimitError,
  TimeoutError,
} from '../src/index.ts';
import { clientOf, errorOf, hang, networkError, problem, success } from './helpers.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] }));
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0); // whatever the test did, no timer is left behind
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const busy = (seconds: string) => problem(503, 'server_full', {}, { 'Retry-After': seconds });

/** A signal that counts its listeners. */
function counted(signal: AbortSignal): () => number {
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--;
    removeEventListener.apply(signal, args);
  };
  return () => listeners;
}

describe('retries', () => {
  test.each<[string, () => Response | Error]>([
    ['a refused connection', () => networkError()],
    ['a reset', () => networkError('ECONNRESET')],
    ['408', () => new Response('', { status: 408 })],
    ['425', () => new Response('', { status: 425 })],
    ['429', () => problem(429, 'rate_limited')],
    ['502', () => new Response('<html>', { status: 502 })],
    ['504', () => new Response('', { status: 504 })],
    ['503 with Retry-After', () => busy('0')],
  ])('%s is tried again, with the same key and the same body', async (_, reply) => {
    const { client, asked } = clientOf([reply(), reply(), success()]);
    expect(await client.executeFlow('Order', { a: 1 })).toMatchObject({ success: true });
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(({ headers }) => headers.get('Idempotency-Key'))).size).toBe(1);
    expect(new Set(asked.map(({ body }) => body))).toEqual(new Set(['{"inputs":{"a":1}}']));
  });

  test.each([
    [500, 'internal_error'],
    [404, 'flow_not_found'],
    [409, 'conflict'],
    [422, 'invalid_inputs'],
    [503, 'flow_not_ready'],
    [503, 'flow_invalid'],
  ])('%i %s is not, even with Retry-After', async (status, code) => {
    const { client, asked } = clientOf([problem(status, code, {}, { 'Retry-After': '0' }), success()]);
    expect(await errorOf(client.executeFlow('Order'))).toMatchObject({ status, code });
    expect(asked).toHaveLength(1);
  });

  test('503 without Retry-After is not', async () => {
    const { client, asked } = clientOf([problem(503, 'server_full'), success()]);
    await errorOf(client.executeFlow('Order'));
    expect(asked).toHaveLength(1);
  });

  test('three tries in all, then the last error', async () => {
    const { client, asked } = clientOf([busy('0'), networkError(), problem(429, 'rate_limited')]);
    expect(await errorOf(client.health())).toBeInstanceOf(RateLimitError);
    expect(asked).toHaveLength(3);
  });

  test.each([
    [{ attempts: 2, baseDelay: 0 }, undefined, 2],
    [{ attempts: 2, baseDelay: 0 }, { attempts: 3 }, 3],
    [false as const, undefined, 1],
    [undefined, false as const, 1],
  ])('client %j, call %j: %i tries', async (retry, own, want) => {
    const { client, asked } = clientOf([() => new Response('', { status: 502 })], { retry });
    await errorOf(client.health({ retry: own }));
    expect(asked).toHaveLength(want);
  });

  test('the wait grows, with full jitter', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { client, asked } = clientOf([networkError(), networkError(), success()], { retry: { baseDelay: 1000 } });
    const call = client.executeFlow('Order');
    await vi.advanceTimersByTimeAsync(499);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(999);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(3);
    await call;
  });

  test.each([
    ['7', 7_000],
    [new Date(9_000).toUTCString(), 9_000],
    ['3600', 60_000],
  ])('Retry-After %s wins', async (header, wait) => {
    vi.setSystemTime(0);
    const { client, asked } = clientOf([busy(header), success()]);
    const call = client.executeFlow('Order');
    await vi.advanceTimersByTimeAsync(wait - 1);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
    await call;
  });

  test('a connection that cannot be made names address, reason and what to do', async () => {
    const error = await errorOf(clientOf([networkError()], { retry: false }).client.health());
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ cause: expect.any(TypeError) });
    expect(String(error)).toBe(
      'ConnectionError: GET http://flows.test/health: the server cannot be reached: does it run? Are baseUrl and --cors right? (ECONNREFUSED)',
    );
  });
});

describe('time limits', () => {
  test('a try that takes too long is tried again, and is a TimeoutError in the end', async () => {
    const { client, asked } = clientOf([hang]);
    const call = errorOf(client.executeFlow('Order'));
    await vi.advanceTimersByTimeAsync(59_999);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3 * 60_000 + 1);
    const error = await call;
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ phase: 'attempt' });
    expect(String(error)).toContain('timeout.attempt of 60000 ms is over');
    expect(asked).toHaveLength(3);
    expect(asked.every(({ signal }) => signal.aborted)).toBe(true);
  });

  test('the limit of a try holds for its body too', async () => {
    const endless = () => new Response(new ReadableStream({ start: (out) => out.enqueue(new Uint8Array([123])) }));
    const { client } = clientOf([endless], { timeout: 100, retry: false });
    const call = errorOf(client.health());
    await vi.advanceTimersByTimeAsync(100);
    expect(await call).toMatchObject({ name: 'TimeoutError', phase: 'attempt' });
  });

  test('the limit of a try holds for a fetch that does not heed its signal, and for a slow key', async () => {
    const deaf = clientOf([() => new Promise<Response>(() => {})], { timeout: 100, retry: false });
    const slow = clientOf([], { timeout: 100, retry: false, apiKey: () => new Promise(() => {}) });
    const calls = [errorOf(deaf.client.health()), errorOf(slow.client.health())];
    await vi.advanceTimersByTimeAsync(100);
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ phase: 'attempt' });
  });

  test('the total spans all tries', async () => {
    const { client, asked } = clientOf([hang], { timeout: { attempt: 100, total: 250 } });
    const call = errorOf(client.health());
    await vi.advanceTimersByTimeAsync(250);
    expect(await call).toMatchObject({ name: 'TimeoutError', phase: 'total' });
    expect(asked).toHaveLength(3);
  });

  test('a wait that would outlast the total is not begun: the error of the server comes at once', async () => {
    const { client } = clientOf([busy('30')], { timeout: { total: 10_000 } });
    expect(await errorOf(client.health())).toMatchObject({ status: 503, code: 'server_full' });
  });

  test('a call can set its own, field by field', async () => {
    const { client } = clientOf([hang], { timeout: { total: 500 }, retry: false });
    const call = errorOf(client.health({ timeout: 100 }));
    await vi.advanceTimersByTimeAsync(100);
    expect(await call).toMatchObject({ phase: 'attempt' });
    const second = errorOf(client.health({ timeout: { attempt: Number.POSITIVE_INFINITY } }));
    await vi.advanceTimersByTimeAsync(500);
    expect(await second).toMatchObject({ phase: 'total' });
  });

  test('a limit beyond what a timer can hold is no limit, and not none at all', async () => {
    const { client, asked } = clientOf([hang], { timeout: 2 ** 31, retry: false });
    const abort = new AbortController();
    const call = errorOf(client.health({ signal: abort.signal }));
    await vi.advanceTimersByTimeAsync(100_000);
    expect(asked[0]?.signal.aborted).toBe(false);
    abort.abort();
    await call;
  });

  test.each([0, -1, Number.NaN])('a limit of %s is refused', (timeout) => {
    expect(() => clientOf([], { timeout })).toThrow(FlowLangError);
    expect(() => clientOf([], { timeout: { idle: timeout } })).toThrow('idle');
  });

  test.each([{ attempts: 0 }, { attempts: Number.NaN }, { baseDelay: -1 }, { maxDelay: Number.NaN }])(
    'retry %j is refused',
    (retry) => {
      expect(() => clientOf([], { retry })).toThrow(FlowLangError);
    },
  );
});

describe('a signal', () => {
  test('that is aborted already: its own reason, and nothing is sent', async () => {
    const { client, asked } = clientOf([]);
    const reason = { mine: true };
    expect(await errorOf(client.executeFlow('Order', {}, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(asked).toHaveLength(0);
  });

  test('that is aborted during the request: its own reason, the request is cut, nothing is tried again', async () => {
    const abort = new AbortController();
    const { client, asked } = clientOf([hang]);
    const call = errorOf(client.executeFlow('Order', {}, { signal: abort.signal }));
    await vi.advanceTimersByTimeAsync(10);
    const reason = new Error('mine');
    abort.abort(reason);
    expect(await call).toBe(reason);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.signal.aborted).toBe(true);
  });

  test('whose reason looks like a fault that passes is no such fault', async () => {
    const abort = new AbortController();
    const warn = vi.fn();
    const { client, asked } = clientOf([hang], { logger: { debug: () => {}, warn } });
    const call = errorOf(client.health({ signal: abort.signal }));
    await vi.advanceTimersByTimeAsync(10);
    const reason = new ConnectionError('mine');
    abort.abort(reason);
    expect(await call).toBe(reason);
    expect(asked).toHaveLength(1);
    expect(warn).not.toHaveBeenCalled();
  });

  test('that is aborted during a wait', async () => {
    const abort = new AbortController();
    const { client, asked } = clientOf([busy('50')]);
    const call = errorOf(client.health({ signal: abort.signal }));
    await vi.advanceTimersByTimeAsync(10);
    abort.abort('why');
    expect(await call).toBe('why');
    expect(asked).toHaveLength(1);
  });

  test.each<[string, () => Response]>([
    ['success', success],
    ['an error', () => problem(404, 'flow_not_found')],
    ['a strange answer', () => new Response('')],
  ])('has no listener left after %s', async (_, reply) => {
    const { signal } = new AbortController();
    const listeners = counted(signal);
    const call = clientOf([networkError(), reply()]).client.executeFlow('Order', {}, { signal });
    expect(listeners()).toBe(1);
    await call.catch(() => {});
    expect(listeners()).toBe(0);
  });
});

describe('headers', () => {
  test('of the call win over those of the client, and these over its own', async () => {
    const { client, asked } = clientOf([success()], { headers: { A: 'client', B: 'client', Accept: 'x/y' } });
    await client.executeFlow('Order', {}, { headers: new Headers({ B: 'call' }) });
    expect(Object.fromEntries(asked[0]?.headers ?? [])).toMatchObject({ a: 'client', b: 'call', accept: 'x/y' });
  });

  test('the key is asked for before each try', async () => {
    let made = 0;
    const { client, asked } = clientOf([networkError(), success()], { apiKey: async () => `key${++made}` });
    await client.executeFlow('Order');
    expect(asked.map(({ headers }) => headers.get('Authorization'))).toEqual(['Bearer key1', 'Bearer key2']);
  });

  test('no key, no header; an own Authorization wins', async () => {
    const without = clientOf([success()], { apiKey: '' });
    await without.client.executeFlow('Order');
    expect(without.asked[0]?.headers.has('Authorization')).toBe(false);
    const own = clientOf([success()], { apiKey: 'k', headers: { Authorization: 'Basic x' } });
    await own.client.executeFlow('Order');
    expect(own.asked[0]?.headers.get('Authorization')).toBe('Basic x');
  });

  test('what the function of the key throws comes through, once', async () => {
    const reason = new Error('no key today');
    const apiKey = vi.fn(() => Promise.reject(reason));
    expect(await errorOf(clientOf([], { apiKey }).client.health())).toBe(reason);
    expect(apiKey).toHaveBeenCalledOnce();
  });

  test.each([null, undefined, ' '])('a function may have no key (%j)', async (key) => {
    const { client, asked } = clientOf([success()], { apiKey: () => key, headers: { 'X-A': 'a' } });
    await client.executeFlow('Order');
    expect(asked[0]?.headers.has('Authorization')).toBe(false);
  });

  test.each([
    ['Authorization', { apiKey: 'sec\nret' }],
    ['Authorization', { headers: { Authorization: 'Bearer sec\nret' } }],
    ['X-Tenant', { headers: [['x-a', 'a'] as [string, string], ['X-Tenant', 'sec\0ret'] as [string, string]] }],
    ['X-Tenant', { headers: { 'x-a': 'a', 'X-Tenant': 'secret \u20ac' } }],
    ['X Tenant', { headers: { 'X Tenant': 'secret' } }],
  ])('what no header can carry is refused by its name, %s, without its value', async (name, options) => {
    const { client, asked } = clientOf([], options);
    const error = await errorOf(client.health());
    expect(error).toBeInstanceOf(FlowLangError);
    expect(error).toMatchObject({ message: `headers, apiKey: ${name} must be one line of Latin-1, its name a token` });
    expect(error).not.toHaveProperty('cause');
    expect(asked).toEqual([]);
  });

  test('two headers of one name are sent together, whatever they are given in, and replace those of the client', async () => {
    const twice: [string, string][] = [
      ['X-Tag', 'one '],
      ['x-tag', 'two\n'],
    ];
    for (const headers of [twice, new Headers(twice), { 'X-TAG': 'one, two' }]) {
      const { client, asked } = clientOf([success()], { headers: { 'x-tag': 'zero' } });
      await client.executeFlow('Order', {}, { headers });
      expect(asked[0]?.headers.get('x-tag')).toBe('one, two');
    }
  });
});

test('an answer whose body is of no interest is cut off', async () => {
  const { client, asked } = clientOf([new Response(new ReadableStream(), { status: 307 })]);
  await errorOf(client.health());
  expect(asked[0]?.signal.aborted).toBe(true);
});

describe('middleware', () => {
  test('stands around every try, the first outermost, and can change request and answer', async () => {
    const seen: string[] = [];
    const named =
      (name: string): Middleware =>
      async (request, next) => {
        seen.push(`${name} ${request.method}`);
        const headers = new Headers(request.headers);
        headers.append('Via', name);
        const response = await next({ ...request, headers });
        seen.push(`${name} ${response.status}`);
        return response;
      };
    const middleware = [named('a'), named('b')];
    const { client, asked } = clientOf([new Response('', { status: 502 }), success()], { middleware });
    await client.executeFlow('Order');
    expect(seen).toEqual(['a POST', 'b POST', 'b 502', 'a 502', 'a POST', 'b POST', 'b 200', 'a 200']);
    expect(asked.map(({ headers }) => headers.get('Via'))).toEqual(['a, b', 'a, b']);
  });

  test('can answer by itself', async () => {
    const { client, asked } = clientOf([], { middleware: [async () => success({ cached: true })] });
    expect(await client.executeFlow('Order').orThrow()).toEqual({ cached: true });
    expect(asked).toHaveLength(0);
  });

  test('what it throws ends the call, as it is', async () => {
    const reason = new TypeError('mine');
    const middleware = vi.fn(() => Promise.reject(reason));
    expect(await errorOf(clientOf([], { middleware: [middleware] }).client.health())).toBe(reason);
    expect(middleware).toHaveBeenCalledOnce();
  });

  test('sees a failed connection as a ConnectionError', async () => {
    const seen: unknown[] = [];
    const middleware: Middleware = (request, next) =>
      next(request).catch((error) => {
        seen.push(error);
        throw error;
      });
    await clientOf([networkError(), success()], { middleware: [middleware] }).client.executeFlow('Order');
    expect(seen).toEqual([expect.any(ConnectionError)]);
  });
});

describe('the log', () => {
  test('tells each answer and each retry, and never the key', async () => {
    const lines: string[] = [];
    const logger = {
      debug: (line: string) => lines.push(`D ${line}`),
      warn: (line: string) => lines.push(`W ${line}`),
    };
    const { client } = clientOf([networkError(), success()], { logger, apiKey: 'secret' });
    await client.executeFlow('Order', { token: 'secret' });
    expect(lines).toEqual([
      expect.stringMatching(/^W ConnectionError: POST .*ECONNREFUSED\); try 2 of 3 in 0 ms$/),
      expect.stringMatching(/^D POST http:\/\/flows.test\/flows\/Order\/execute: 200 in \d+ ms$/),
    ]);
    expect(lines.join()).not.toContain('secret');
  });

  test.each([
    [undefined, 0, 0],
    ['debug', 1, 1],
    ['WARN', 0, 1],
    [' info ', 0, 1],
    ['error', 0, 0],
  ])('FLOWLANG_LOG=%s', async (level, debug, warn) => {
    vi.stubEnv('FLOWLANG_LOG', level);
    const lines = { debug: vi.spyOn(console, 'debug'), warn: vi.spyOn(console, 'warn') };
    for (const line of Object.values(lines)) line.mockImplementation(() => {});
    await clientOf([networkError(), success()]).client.executeFlow('Order');
    expect([lines.debug.mock.calls.length, lines.warn.mock.calls.length]).toEqual([debug, warn]);
    vi.unstubAllEnvs();
  });
});

test('an APIError is thrown for a client error without a retry', async () => {
  const { client, asked } = clientOf([problem(400, 'invalid_json')]);
  expect(await errorOf(client.health())).toBeInstanceOf(APIError);
  expect(asked).toHaveLength(1);
});
