import { afterEach, describe, expect, test, vi } from 'vitest';
import { ConnectionError, FlowExecutionError, FlowLangClient, FlowLangError } from '../src/index.ts';
import { BASE, clientOf, errorOf, failure, networkError, success } from './helpers.ts';

const SUMMARY = { name: 'Order', status: 'ready', inputs: [{ name: 'id', type: 'string' }], outputs: [], tags: [] };
const DETAIL = { ...SUMMARY, input_schema: { type: 'object' }, diagnostics: [] };
const TASKS = {
  flow: 'Order',
  tasks: [{ name: 'A', implemented: true }],
  summary: { total: 1, implemented: 1, pending: 0, progress: '1/1 (100.0%)' },
};
const CANCELLATION = { execution_id: 'x1', flow: 'Order', reason: 'r' };
const DELIVERY = { execution_id: 'x1', flow: 'Order', event: 'approved' };
const HEALTH = { status: 'healthy', flows: { Order: { implementation_status: '1/1 (100.0%)', ready: true } } };

afterEach(() => vi.unstubAllEnvs());

const accepted = (body: object) => Response.json(body, { status: 202 });

describe('cancelExecution', () => {
  test('posts the reason, and answers with what was accepted', async () => {
    const { client, asked } = clientOf([accepted(CANCELLATION)]);
    expect(await client.cancelExecution('Order', 'x1', 'r')).toEqual(CANCELLATION);
    expect(asked[0]).toMatchObject({ url: `${BASE}/flows/Order/executions/x1/cancel`, method: 'POST' });
    expect(asked[0]?.body).toBe('{"reason":"r"}');
    expect(asked[0]?.headers.get('Content-Type')).toBe('application/json');
    expect(asked[0]?.headers.has('Idempotency-Key')).toBe(false);
  });

  test('needs no reason', async () => {
    const { client, asked } = clientOf([accepted(CANCELLATION)]);
    await client.cancelExecution('Order', 'x1');
    expect(asked[0]?.body).toBe('{}');
  });

  test('is tried again: to cancel twice is to cancel', async () => {
    const { client, asked } = clientOf([networkError(), accepted(CANCELLATION)]);
    await client.cancelExecution('Order', 'x1');
    expect(asked).toHaveLength(2);
  });

  test.each(['', '.', '..'])('has no execution "%s"', async (id) => {
    const { client, asked } = clientOf([]);
    expect(String(await errorOf(client.cancelExecution('Order', id)))).toContain('is no name or id');
    expect(asked).toHaveLength(0);
  });
});

describe('sendEvent', () => {
  test('posts the payload as it is, under the name of the event', async () => {
    const { client, asked } = clientOf([accepted(DELIVERY)]);
    expect(await client.sendEvent('Order', 'x1', 'a/b c', { ok: true })).toEqual(DELIVERY);
    expect(asked[0]?.url).toBe(`${BASE}/flows/Order/executions/x1/events/a%2Fb%20c`);
    expect(asked[0]?.body).toBe('{"ok":true}');
  });

  test('sends null where there is no payload', async () => {
    const { client, asked } = clientOf([accepted(DELIVERY)]);
    await client.sendEvent('Order', 'x1', 'approved');
    expect(asked[0]?.body).toBe('null');
  });

  test('is not tried again: a lost answer may have been of an event that arrived', async () => {
    const { client, asked } = clientOf([networkError(), accepted(DELIVERY)]);
    expect(await errorOf(client.sendEvent('Order', 'x1', 'approved'))).toBeInstanceOf(ConnectionError);
    expect(asked).toHaveLength(1);
  });

  test('is tried again where the caller says so', async () => {
    const { client, asked } = clientOf([networkError(), accepted(DELIVERY)]);
    await client.sendEvent('Order', 'x1', 'approved', null, { retry: { attempts: 2, baseDelay: 0 } });
    expect(asked).toHaveLength(2);
  });

  test.each([[() => 1], [1n]])('of a payload that is no JSON is an error before anything is sent', async (payload) => {
    const { client, asked } = clientOf([]);
    const error = await errorOf(client.sendEvent('Order', 'x1', 'approved', payload));
    expect(String(error)).toContain('What is sent must be JSON: ');
    expect(asked).toHaveLength(0);
  });

  test.each([cancelled, delivered])(
    'an answer that says less than the document is an error with the place',
    async (ask) => {
      const { client } = clientOf([accepted({ execution_id: 'x1', flow: 'Order' })]);
      expect(await errorOf(ask(client))).toMatchObject({ name: 'UnexpectedResponseError', status: 202 });
    },
  );
});

function cancelled(client: FlowLangClient): Promise<unknown> {
  return client.cancelExecution('Order', 'x1');
}

function delivered(client: FlowLangClient): Promise<unknown> {
  return client.sendEvent('Order', 'x1', 'approved');
}

describe('executeFlow', () => {
  test('posts the inputs, and answers with the result as it came', async () => {
    const { client, asked } = clientOf([success({ total: 3 })]);
    expect(await client.executeFlow('Order', { order_id: 'o' })).toEqual({
      success: true,
      execution_id: 'x1',
      flow: 'Order',
      outputs: { total: 3 },
      execution_time_ms: 5,
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ url: `${BASE}/flows/Order/execute`, method: 'POST', redirect: 'manual' });
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ inputs: { order_id: 'o' } });
    expect(asked[0]?.headers.get('Content-Type')).toBe('application/json');
    expect(asked[0]?.headers.get('Accept')).toBe('application/json');
  });

  test('sends empty inputs where none are given', async () => {
    const { client, asked } = clientOf([success()]);
    await client.executeFlow('Order');
    expect(asked[0]?.body).toBe('{"inputs":{}}');
  });

  test('starts at once, whether it is waited for or not', async () => {
    const { client, asked } = clientOf([success()]);
    const call = client.executeFlow('Order');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    await call;
  });

  test('a flow that failed is a result, and is not tried again', async () => {
    const { client, asked } = clientOf([failure()]);
    const result = await client.executeFlow('Order');
    expect(result).toMatchObject({ success: false, error: { type: 'CardError', step_id: 'charge' } });
    expect(asked).toHaveLength(1);
  });

  test('makes a key for each call', async () => {
    const { client, asked } = clientOf([success(), success()]);
    await client.executeFlow('Order');
    await client.executeFlow('Order');
    const keys = asked.map(({ headers }) => headers.get('Idempotency-Key'));
    expect(keys[0]).toMatch(/^[\w.:-]{20,128}$/);
    expect(keys[1]).toMatch(/^[\w.:-]{20,128}$/);
    expect(keys[0]).not.toBe(keys[1]);
  });

  test('takes a key of the caller', async () => {
    const { client, asked } = clientOf([success()]);
    await client.executeFlow('Order', {}, { idempotencyKey: 'mine' });
    expect(asked[0]?.headers.get('Idempotency-Key')).toBe('mine');
  });

  test('makes a key where there is no randomUUID, as on a page that came over http', async () => {
    const randomUUID = vi.spyOn(crypto, 'randomUUID');
    Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
    const { client, asked } = clientOf([success()]);
    try {
      await client.executeFlow('Order');
    } finally {
      Reflect.deleteProperty(crypto, 'randomUUID');
      randomUUID.mockRestore();
    }
    expect(asked[0]?.headers.get('Idempotency-Key')).toMatch(/^\d{13}-\d+(-\d+){3}$/);
  });

  test('inputs that are no JSON are an error before anything is sent', async () => {
    const { client, asked } = clientOf([]);
    const error = await errorOf(client.executeFlow('Order', { big: 1n }));
    expect(error).toBeInstanceOf(FlowLangError);
    expect(String(error)).toContain('What is sent must be JSON: ');
    expect(asked).toHaveLength(0);
  });
});

describe('the views of a call', () => {
  test('withResponse has the result, the response and the request id', async () => {
    const { client } = clientOf([success()]);
    const { data, response, requestId } = await client.executeFlow('Order').withResponse();
    expect(data.success).toBe(true);
    expect(response.headers.get('X-Execution-Id')).toBe('x1');
    expect(requestId).toBe('r1');
  });

  test('orThrow has the outputs', async () => {
    const { client } = clientOf([success({ total: 3 })]);
    expect(await client.executeFlow('Order').orThrow()).toEqual({ total: 3 });
  });

  test('orThrow throws where the flow failed', async () => {
    const { client } = clientOf([failure()]);
    const error = await errorOf(client.executeFlow('Order').orThrow());
    expect(error).toBeInstanceOf(FlowExecutionError);
    expect(error).toMatchObject({ executionId: 'x1', error: { type: 'CardError', message: 'declined' } });
    expect(String(error)).toContain('"Order" did not succeed in step "charge": CardError: declined (execution x1)');
  });

  test('all of them come from one request', async () => {
    const { client, asked } = clientOf([success()]);
    const call = client.executeFlow('Order');
    await Promise.all([call, call.orThrow(), call.withResponse(), call.catch(() => {}), call.finally(() => {})]);
    expect(asked).toHaveLength(1);
  });

  test('then, catch and finally are those of a promise', async () => {
    const good = clientOf([success()]).client.executeFlow('Order');
    expect(await good.then(({ success }) => success)).toBe(true);
    expect(await good.finally(() => 'ignored')).toMatchObject({ success: true });
    const bad = clientOf([new Response('', { status: 500 })]).client.executeFlow('Order');
    expect(await bad.catch(() => 'caught')).toBe('caught');
    expect(Object.prototype.toString.call(good)).toBe('[object Promise]');
  });

  test.each(['await', 'orThrow', 'withResponse', 'catch'])(
    'a failure that is seen through %s is not an unhandled rejection as well',
    async (view) => {
      const unhandled: unknown[] = [];
      const listen = (reason: unknown): number => unhandled.push(reason);
      process.on('unhandledRejection', listen);
      const call = clientOf([new Response('', { status: 500 })]).client.executeFlow('Order');
      if (view === 'await') await errorOf(call);
      if (view === 'orThrow') await errorOf(call.orThrow());
      if (view === 'withResponse') await errorOf(call.withResponse());
      if (view === 'catch') await call.catch(() => {});
      await new Promise((resolve) => setImmediate(resolve));
      process.off('unhandledRejection', listen);
      expect(unhandled).toEqual([]);
    },
  );
});

describe('the other methods', () => {
  test('listFlows', async () => {
    const { client, asked } = clientOf([Response.json([SUMMARY])]);
    expect(await client.listFlows()).toEqual([SUMMARY]);
    expect(asked[0]).toMatchObject({ url: `${BASE}/flows`, method: 'GET', body: undefined });
    expect(asked[0]?.headers.has('Idempotency-Key')).toBe(false);
  });
  test('getFlow', async () => {
    const { client, asked } = clientOf([Response.json(DETAIL)]);
    expect(await client.getFlow('Order')).toEqual(DETAIL);
    expect(asked[0]?.url).toBe(`${BASE}/flows/Order`);
  });
  test('listTasks', async () => {
    const { client, asked } = clientOf([Response.json(TASKS)]);
    expect(await client.listTasks('Order')).toEqual(TASKS);
    expect(asked[0]?.url).toBe(`${BASE}/flows/Order/tasks`);
  });
  test('visualize', async () => {
    const { client, asked } = clientOf([new Response('flowchart TD\n')]);
    expect(await client.visualize('Order')).toBe('flowchart TD\n');
    expect(asked[0]?.url).toBe(`${BASE}/flows/Order/visualize`);
    expect(asked[0]?.headers.get('Accept')).toBe('text/plain');
  });
  test('health', async () => {
    const { client, asked } = clientOf([Response.json(HEALTH)]);
    expect(await client.health()).toEqual(HEALTH);
    expect(asked[0]?.url).toBe(`${BASE}/health`);
  });
});

describe('where the server is', () => {
  test.each([
    ['http://h:1/', 'http://h:1/health'],
    ['http://h:1/api/v1', 'http://h:1/api/v1/health'],
    ['http://h:1/api//', 'http://h:1/api/health'],
    ['https://H.example:443', 'https://h.example/health'],
  ])('baseUrl %s', async (baseUrl, want) => {
    const { client, asked } = clientOf([Response.json(HEALTH)], { baseUrl });
    await client.health();
    expect(asked[0]?.url).toBe(want);
  });

  test.each([
    ['a/b', 'a%2Fb'],
    ['a?b#c', 'a%3Fb%23c'],
    ['ä é', '%C3%A4%20%C3%A9'],
    ['%2e%2e', '%252e%252e'],
    ['..%2f', '..%252f'],
  ])('the name %s is one segment of the path', async (name, segment) => {
    const { client, asked } = clientOf([success()]);
    await client.executeFlow(name);
    expect(asked[0]?.url).toBe(`${BASE}/flows/${segment}/execute`);
    expect(new URL(asked[0]?.url ?? '').pathname).toBe(`/flows/${segment}/execute`);
  });

  test.each(['', '.', '..'])('the name "%s", which would lead to another path, is refused', async (name) => {
    const { client, asked } = clientOf([]);
    expect(String(await errorOf(client.executeFlow(name)))).toContain('is no name or id');
    expect(await errorOf(client.getFlow(name))).toBeInstanceOf(FlowLangError);
    expect(asked).toHaveLength(0);
  });

  test.each(['', 'a b', 'é', 'x'.repeat(129), 'a\n'])(
    'the key %j, which the server would refuse, is refused',
    async (idempotencyKey) => {
      const { client, asked } = clientOf([]);
      expect(String(await errorOf(client.executeFlow('Order', {}, { idempotencyKey })))).toContain(
        'must match /^[\\w.:-]{1,128}$/',
      );
      expect(asked).toHaveLength(0);
    },
  );

  test('FLOWLANG_BASE_URL and FLOWLANG_API_KEY stand in for the options', async () => {
    vi.stubEnv('FLOWLANG_BASE_URL', 'http://env.test/p');
    vi.stubEnv('FLOWLANG_API_KEY', ' secret\n');
    const { client, asked } = clientOf([Response.json(HEALTH)], { baseUrl: undefined });
    await client.health();
    expect(asked[0]?.url).toBe('http://env.test/p/health');
    expect(asked[0]?.headers.get('Authorization')).toBe('Bearer secret');
  });

  test('the options win over the environment', async () => {
    vi.stubEnv('FLOWLANG_BASE_URL', 'http://env.test/p');
    vi.stubEnv('FLOWLANG_API_KEY', 'secret');
    const { client, asked } = clientOf([Response.json(HEALTH)], { apiKey: 'mine' });
    await client.health();
    expect(asked[0]?.url).toBe(`${BASE}/health`);
    expect(asked[0]?.headers.get('Authorization')).toBe('Bearer mine');
  });

  test.each([
    [undefined, '(or FLOWLANG_BASE_URL) must be'],
    ['', '(or FLOWLANG_BASE_URL) must be'],
    ['localhost:8000', 'http(s) URL'],
    ['/api', 'http(s) URL'],
    ['ftp://h', 'http(s) URL'],
    ['http://user:pass@h', 'without user'],
    ['http://h/?x=1', 'query'],
    ['http://h/#x', 'fragment'],
  ])('baseUrl %s is refused at once, with what to do', (baseUrl, message) => {
    vi.stubEnv('FLOWLANG_BASE_URL', '');
    expect(() => new FlowLangClient({ baseUrl })).toThrow(message);
    expect(() => new FlowLangClient({ baseUrl })).toThrow(FlowLangError);
    expect(() => new FlowLangClient({ baseUrl })).not.toThrow('pass@');
  });

  test('the global fetch is looked up when it is needed', async () => {
    const client = new FlowLangClient({ baseUrl: BASE });
    const fetch = vi.spyOn(globalThis, 'fetch').mockResolvedValue(Response.json(HEALTH));
    await client.health();
    expect(fetch).toHaveBeenCalledOnce();
    fetch.mockRestore();
  });

  test('fetch is not called as a method, which a browser refuses', async () => {
    let self: unknown = 'not called';
    const client = new FlowLangClient({
      baseUrl: BASE,
      fetch: async function (this: unknown) {
        self = this;
        return Response.json(HEALTH);
      },
    });
    await client.health();
    expect(self).toBeUndefined();
  });
});
