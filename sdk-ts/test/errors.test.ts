import { describe, expect, test } from 'vitest';
import * as errors from '../src/errors.ts';
import { clientOf, errorOf, problem } from './helpers.ts';

const html = (status: number, page: string, headers: Record<string, string> = {}) =>
  new Response(page, { status, headers: { 'Content-Type': 'text/html', ...headers } });

const once = { retry: false } as const;

describe('a problem that the server answers', () => {
  test.each([
    [401, 'unauthorized', errors.AuthenticationError],
    [403, 'forbidden', errors.AuthenticationError],
    [404, 'flow_not_found', errors.FlowNotFoundError],
    [404, 'execution_not_found', errors.ExecutionNotFoundError],
    [404, 'not_found', errors.APIError],
    [409, 'execution_ended', errors.ConflictError],
    [409, 'not_waiting', errors.ConflictError],
    [422, 'invalid_inputs', errors.InvalidInputsError],
    [422, 'invalid_payload', errors.InvalidInputsError],
    [422, 'idempotency_key_reused', errors.APIError],
    [429, 'rate_limited', errors.RateLimitError],
    [500, 'internal_error', errors.ServerError],
    [503, 'flow_not_ready', errors.FlowNotReadyError],
    [503, 'flow_invalid', errors.ServerError],
    [503, 'server_draining', errors.ServerError],
    [413, 'body_too_large', errors.APIError],
  ])('%i %s', async (status, code, kind) => {
    const { client } = clientOf([problem(status, code, {}, { 'X-Request-Id': 'r7' })], once);
    const error = await errorOf(client.executeFlow('Order'));
    expect(error?.constructor).toBe(kind);
    expect(error).toBeInstanceOf(errors.APIError);
    expect(error).toBeInstanceOf(errors.FlowLangError);
    expect(error).toMatchObject({ name: kind.name, status, code, requestId: 'r7', problem: { code } });
    expect((error as errors.APIError).headers.get('X-Request-Id')).toBe('r7');
    expect(String(error)).toBe(
      `${kind.name}: POST http://flows.test/flows/Order/execute: ${status} ${code}: detail of ${code} (request r7)`,
    );
    expect((error as Error).stack).toContain(`${kind.name}: POST`);
  });

  test('the request id of the body stands in for a header that is missing', async () => {
    const { client } = clientOf([problem(404, 'flow_not_found')]);
    expect(await errorOf(client.getFlow('Order'))).toMatchObject({ requestId: 'r9' });
  });

  test('a flow that is not ready tells what is pending', async () => {
    const more = { pending_tasks: ['A', 'B'], implementation_progress: '1/3 (33.3%)' };
    const error = await errorOf(clientOf([problem(503, 'flow_not_ready', more)]).client.executeFlow('Order'));
    expect(error).toMatchObject({ pendingTasks: ['A', 'B'], progress: '1/3 (33.3%)' });
  });

  test('invalid inputs are all listed, in the message too', async () => {
    const list = [
      { path: '/items/0/quantity', message: 'must be >= 1', keyword: 'minimum' },
      { path: '', message: 'order_id is missing', keyword: 'required' },
    ];
    const error = await errorOf(
      clientOf([problem(422, 'invalid_inputs', { errors: list })]).client.executeFlow('Order'),
    );
    expect(error).toMatchObject({ errors: list });
    expect(String(error)).toContain('/items/0/quantity: must be >= 1');
    expect(String(error)).toContain('(inputs): order_id is missing');
  });

  test('what is wrong with a payload as a whole is said of the payload', async () => {
    const list = [{ path: '', message: 'must be object', keyword: 'type' }];
    const { client } = clientOf([problem(422, 'invalid_payload', { errors: list })]);
    expect(String(await errorOf(client.sendEvent('Order', 'x1', 'approved', 5)))).toContain(
      '(payload): must be object',
    );
  });

  test('fields of a problem that are missing or odd are empty, never undefined', async () => {
    const odd = { pending_tasks: 'A', implementation_progress: 1 };
    const notReady = await errorOf(clientOf([problem(503, 'flow_not_ready', odd)]).client.executeFlow('Order'));
    expect(notReady).toMatchObject({ pendingTasks: [], progress: '' });
    const invalid = await errorOf(
      clientOf([problem(422, 'invalid_inputs', { errors: [{}] })]).client.executeFlow('Order'),
    );
    expect(invalid).toMatchObject({ errors: [] });
  });

  test('a rate limit tells the seconds, also more than the client would wait', async () => {
    const { client } = clientOf([problem(429, 'rate_limited', {}, { 'Retry-After': '90' })], once);
    expect(await errorOf(client.health())).toMatchObject({ retryAfter: 90 });
  });

  test('a rate limit without a time has none', async () => {
    expect(await errorOf(clientOf([problem(429, 'rate_limited')], once).client.health())).toMatchObject({
      retryAfter: undefined,
    });
  });
});

describe('an error that is not of a FlowLang server', () => {
  test('a page of a gateway', async () => {
    const page = '<html><head><title>502  Bad\nGateway</title></head><body><h1>nginx</h1></body></html>';
    const error = await errorOf(clientOf([html(502, page)], once).client.executeFlow('Order'));
    expect(error).toBeInstanceOf(errors.ServerError);
    expect(error).toMatchObject({ status: 502, code: undefined, problem: undefined, requestId: undefined });
    expect(String(error)).toContain('502, not of a FlowLang server: text/html: "502 Bad Gateway nginx"');
  });

  test('an empty body', async () => {
    const error = await errorOf(clientOf([new Response(null, { status: 500, statusText: 'Oops' })]).client.health());
    expect(error).toBeInstanceOf(errors.ServerError);
    expect(String(error)).toContain('500, not of a FlowLang server: an empty body');
  });

  test('a 404 asks whether the base URL is right', async () => {
    const error = await errorOf(clientOf([html(404, '<p>no</p>')]).client.getFlow('Order'));
    expect(error?.constructor).toBe(errors.APIError);
    expect(String(error)).toContain('Are baseUrl and apiKey right');
  });

  test('a 403 asks whether the key is right', async () => {
    const error = await errorOf(clientOf([Response.json({ message: 'Forbidden' }, { status: 403 })]).client.health());
    expect(error).toBeInstanceOf(errors.AuthenticationError);
    expect(String(error)).toContain('Are baseUrl and apiKey right?');
  });

  test('a long page is cut', async () => {
    const error = await errorOf(clientOf([html(500, 'x'.repeat(100_000))]).client.health());
    expect(String(error).length).toBeLessThan(500);
  });

  test('a redirect is not followed, and the message tells where it leads, but not what is in its query', async () => {
    const headers = { Location: 'https://login.test/?token=t' };
    const { client, asked } = clientOf([new Response(null, { status: 307, headers })], { apiKey: 'k' });
    const error = await errorOf(client.executeFlow('Order'));
    expect(error).toMatchObject({ status: 307 });
    expect(String(error)).toContain('it redirects to https://login.test/. Are baseUrl');
    expect(asked).toHaveLength(1);
  });

  test('the redirect of a browser, which tells neither status nor place', async () => {
    const opaque = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
    const error = await errorOf(clientOf([opaque]).client.health());
    expect(error).toMatchObject({ status: 0 });
    expect(String(error)).toContain('it redirects to elsewhere');
  });
});

describe('a success that is not what the document says', () => {
  const result = { success: true, execution_id: 'x', flow: 'F', outputs: {}, execution_time_ms: 1 };
  test.each<[object | string, string, string]>([
    ['', '', 'body must be JSON, and is an empty body'],
    ['<title>Welcome</title>', '', 'body must be JSON, and is text/plain;charset=UTF-8: "Welcome"'],
    ['{"success":tr', '', 'body must be JSON'],
    ['null', '', 'must be object, and is null'],
    [[], '', 'must be object, and is list'],
    [{ ...result, success: undefined }, '/success', '/success must be true|false, and is undefined'],
    [{ ...result, success: 'true' }, '/success', 'must be true|false, and is string'],
    [{ ...result, outputs: undefined }, '/outputs', 'must be object, and is undefined'],
    [{ ...result, outputs: [] }, '/outputs', 'must be object, and is list'],
    [{ ...result, execution_id: 1 }, '/execution_id', 'must be string, and is number'],
    [{ ...result, execution_time_ms: '1' }, '/execution_time_ms', 'must be number, and is string'],
    [{ ...result, success: false }, '/error', 'must be object, and is undefined'],
    [{ ...result, success: false, error: { type: 'E' } }, '/error/message', 'must be string, and is undefined'],
  ])('executeFlow: %j', async (body, place, message) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const { client, asked } = clientOf([new Response(text, { headers: { 'X-Request-Id': 'r2' } })]);
    const error = await errorOf(client.executeFlow('F'));
    expect(error).toBeInstanceOf(errors.UnexpectedResponseError);
    expect(error).toBeInstanceOf(errors.APIError);
    expect(error).toMatchObject({ status: 200, place, requestId: 'r2' });
    expect(String(error)).toContain(message);
    expect(asked).toHaveLength(1);
  });

  const flow = { name: 'F', status: 'ready', inputs: [], outputs: [], tags: [] };
  test.each<[string, object, string]>([
    ['listFlows', {}, ''],
    ['listFlows', [flow, { ...flow, status: undefined }], '/1/status'],
    ['listFlows', [{ ...flow, inputs: [{ name: 'a' }] }], '/0/inputs/0/type'],
    ['getFlow', flow, '/diagnostics'],
    ['getFlow', { ...flow, diagnostics: [{ file: 'f' }] }, '/diagnostics/0/line'],
    ['listTasks', { flow: 'F', tasks: [] }, '/summary'],
    ['listTasks', { flow: 'F', tasks: [{ name: 'T', implemented: 1 }], summary: {} }, '/tasks/0/implemented'],
    ['health', { status: 'healthy', flows: { 'a/b~c': { ready: true } } }, '/flows/a~1b~0c/implementation_status'],
  ])('%s: %j', async (method, body, place) => {
    const { client } = clientOf([Response.json(body)]);
    const calls: Record<string, () => Promise<unknown>> = {
      listFlows: () => client.listFlows(),
      getFlow: () => client.getFlow('F'),
      listTasks: () => client.listTasks('F'),
      health: () => client.health(),
    };
    const error = await errorOf(calls[method]?.() ?? Promise.resolve());
    expect(error).toBeInstanceOf(errors.UnexpectedResponseError);
    expect(error).toMatchObject({ place });
  });

  test.each([
    ['a page', new Response('<title>Sign in</title>', { headers: { 'Content-Type': 'text/html' } })],
    ['nothing', new Response('')],
    ['JSON', Response.json({})],
  ])('visualize: %s', async (_, response) => {
    expect(await errorOf(clientOf([response]).client.visualize('F'))).toBeInstanceOf(errors.UnexpectedResponseError);
  });

  test('fields and states that this client does not know do no harm', async () => {
    const health = { status: 'resting', flows: {}, more: 1 };
    expect(await clientOf([Response.json(health)]).client.health()).toEqual(health);
  });
});

test('every error has the name of its class, and is a FlowLangError', () => {
  for (const [name, kind] of Object.entries(errors)) {
    expect(kind.prototype.name).toBe(name);
    expect(kind.prototype).toBeInstanceOf(name === 'FlowLangError' ? Error : errors.FlowLangError);
  }
  expect(Object.keys(errors)).toHaveLength(14);
});
