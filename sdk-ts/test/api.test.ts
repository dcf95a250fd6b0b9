import { expect, test } from 'vitest';
import { APIError, ConnectionError } from '../src/index.ts';
import { clientOf, errorOf, networkError, problem } from './helpers.ts';

test('client.api asks as the client does: its address, key, headers and retries', async () => {
  const options = { baseUrl: 'http://flows.test/p', apiKey: 'k', headers: { 'X-Team': 'a' } };
  const { client, asked } = clientOf([networkError(), Response.json({ status: 'ready' })], options);
  const { data, error, response } = await client.api.GET('/readyz', { headers: { 'X-Call': 'b' } });
  expect({ data, error, status: response.status }).toEqual({
    data: { status: 'ready' },
    error: undefined,
    status: 200,
  });
  expect(asked.map(({ url }) => url)).toEqual(['http://flows.test/p/readyz', 'http://flows.test/p/readyz']);
  expect(Object.fromEntries(asked[1]?.headers ?? [])).toMatchObject({
    authorization: 'Bearer k',
    'x-team': 'a',
    'x-call': 'b',
  });
  expect(asked[1]?.redirect).toBe('manual');
});

test('client.api gives the last answer as it is, also an error that will not pass', async () => {
  const { client, asked } = clientOf([problem(503, 'server_draining', { status: 'draining' })]);
  const { data, error, response } = await client.api.GET('/readyz');
  expect({ data, error, status: response.status }).toMatchObject({
    data: undefined,
    error: { status: 'draining' },
    status: 503,
  });
  expect(asked).toHaveLength(1);
});

test('client.api throws where there is no answer, and for a redirect', async () => {
  const { client } = clientOf([() => Promise.reject(networkError())]);
  expect(await errorOf(client.api.GET('/livez'))).toBeInstanceOf(ConnectionError);
  const moved = clientOf([new Response(null, { status: 307, headers: { Location: 'http://else.test' } })]).client;
  expect(await errorOf(moved.api.GET('/livez'))).toBeInstanceOf(APIError);
});

test('client.api ends with its signal', async () => {
  const { client, asked } = clientOf([]);
  const reason = new Error('enough');
  expect(await errorOf(client.api.GET('/livez', { signal: AbortSignal.abort(reason) }))).toBe(reason);
  expect(asked).toHaveLength(0);
});

test('client.api is made once', () => {
  const { client } = clientOf([]);
  expect(client.api).toBe(client.api);
});
