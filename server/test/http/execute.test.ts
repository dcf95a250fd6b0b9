import { describe, expect, it } from 'vitest';
import { call, post, serveForAll } from './harness.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const server = serveForAll();

function raw(body: string | undefined, headers: Readonly<Record<string, string>> = JSON_TYPE) {
  return call(server(), '/flows/Greet/execute', { method: 'POST', headers, body });
}

describe('an execution', () => {
  it('answers its result', async () => {
    const answer = await post(server(), '/flows/Greet/execute', { name: 'Ada' });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'x-execution-id': answer.json.execution_id,
    });
    expect(answer.json).toEqual({
      success: true,
      execution_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      flow: 'Greet',
      outputs: { greeting: 'Hello, Ada', times: 1, aside: null },
      execution_time_ms: expect.any(Number),
    });
  });

  it('that fails is a 200 with the error', async () => {
    const answer = await post(server(), '/flows/Failing/execute', {});
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      success: false,
      execution_id: answer.headers['x-execution-id'],
      flow: 'Failing',
      error: { type: 'RangeError', message: 'no such luck', step_id: 'failing', task: 'Fail', attempts: 1 },
      execution_time_ms: expect.any(Number),
    });
  });

  it.each([
    ['in an envelope', { inputs: { name: 'Ada' } }],
    ['bare', { name: 'Ada' }],
  ])('takes its inputs %s', async (_, body) => {
    const { json } = await post(server(), '/flows/Greet/execute', body);
    expect(json.outputs.greeting).toBe('Hello, Ada');
  });

  it.each([
    ['no body', undefined, {}],
    ['an empty body with a media type', '', JSON_TYPE],
    ['white space', ' \n', JSON_TYPE],
    ['an empty object', '{}', JSON_TYPE],
    ['an empty envelope', '{"inputs": {}}', JSON_TYPE],
    ["curl -d ''", '', { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '0' }],
  ])('without inputs is asked for by %s', async (_, body, headers) => {
    const { json } = await raw(body, headers);
    expect(json.errors).toEqual([{ path: '/name', message: 'is required', keyword: 'required' }]);
  });

  it.each(['null', '[]', '"x"', '1', '{"inputs": null}', '{"inputs": []}'])(
    'does not take %s as inputs',
    async (body) => {
      const answer = await raw(body);
      expect(answer.status).toBe(422);
      expect(answer.json.errors).toEqual([{ path: '', message: 'must be an object', keyword: 'type' }]);
    },
  );

  it('does not take inputs both inside and outside of the envelope', async () => {
    const answer = await post(server(), '/flows/Greet/execute', { inputs: { name: 'Ada' }, 'a/b~c': 1 });
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toMatchObject([{ path: '/a~1b~0c', keyword: 'additionalProperties' }]);
    expect(answer.json.errors[0].message).toMatch(/beside `inputs`/);
  });

  it('lists all problems of its inputs, with their places', async () => {
    const answer = await post(server(), '/flows/Greet/execute', { name: '', times: 1.5, nmae: 'Ada' });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code: 'invalid_inputs', title: 'The inputs do not fit the flow', status: 422 });
    const places = answer.json.errors.map((one: { path: string; keyword: string }) => [one.path, one.keyword]);
    expect(places.toSorted()).toEqual([
      ['/name', 'minLength'],
      ['/nmae', 'additionalProperties'],
      ['/times', 'type'],
    ]);
  });

  it('lists no more problems than a person reads', async () => {
    const keys = Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]);
    const answer = await post(server(), '/flows/Greet/execute', { inputs: {}, ...Object.fromEntries(keys) });
    expect(answer.json.errors).toHaveLength(100);
  });
});

describe('a flow that cannot run', () => {
  it('is 404 where there is none, with the nearest name', async () => {
    const answer = await post(server(), '/flows/Gret/execute', {});
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({
      type: 'urn:flowlang:problem:flow_not_found',
      code: 'flow_not_found',
      detail: 'There is no flow "Gret". Did you mean Greet?',
      instance: '/flows/Gret/execute',
    });
  });

  it('is 503 where tasks are missing, with their names', async () => {
    const answer = await post(server(), '/flows/Unfinished/execute', {});
    expect(answer.status).toBe(503);
    expect(answer.headers).not.toHaveProperty('retry-after');
    expect(answer.json).toMatchObject({
      code: 'flow_not_ready',
      pending_tasks: ['Continue', 'Finish'],
      implementation_progress: '1/3 (33.3%)',
    });
  });

  it('is 503 where its text is wrong, with what is wrong', async () => {
    const answer = await post(server(), '/flows/Broken/execute', {});
    expect(answer.status).toBe(503);
    expect(answer.headers).not.toHaveProperty('retry-after');
    expect(answer.json).toMatchObject({ code: 'flow_invalid', detail: expect.stringContaining('has an error') });
    expect(answer.json.diagnostics).toEqual([
      {
        file: 'broken/flow.yaml',
        line: 4,
        column: 5,
        code: 'FL1101',
        severity: 'error',
        message: expect.stringContaining('inptus'),
        hint: expect.stringContaining('inputs'),
      },
    ]);
  });
});
