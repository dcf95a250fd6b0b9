import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { tasksFile } from './flows.ts';
import { call, serve, serveForAll } from './harness.ts';

const server = serveForAll();

async function get(path: string) {
  const answer = await call(server(), path);
  expect(answer.status).toBe(200);
  return answer;
}

describe('the server', () => {
  it('says what it is, and where to go on', async () => {
    const manifest = readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8');
    const { json } = await get('/');
    expect(json).toEqual({
      name: 'FlowLang',
      version: JSON.parse(manifest).version,
      links: { docs: '/docs', openapi: '/openapi.json', flows: '/flows', health: '/health' },
      flows: expect.any(Array),
    });
    expect(json.flows).toContainEqual({ name: 'Broken', status: 'invalid', url: '/flows/Broken' });
    for (const link of Object.values<string>(json.links)) await get(link);
  });

  it('is alive, and ready', async () => {
    expect((await get('/livez')).text).toBe('{"status":"alive"}');
    expect((await get('/readyz')).text).toBe('{"status":"ready"}');
  });

  it('is degraded where a flow is not ready, and says why', async () => {
    const { json } = await get('/health');
    expect(json).toEqual({
      status: 'degraded',
      flows: {
        Broken: {
          implementation_status: '0/0 (0.0%)',
          ready: false,
          problem: expect.stringMatching(/^broken\/flow\.yaml:4:5 FL1101: .*inptus/),
        },
        Chatty: { implementation_status: '2/2 (100.0%)', ready: true },
        Failing: { implementation_status: '1/1 (100.0%)', ready: true },
        Greet: { implementation_status: '1/1 (100.0%)', ready: true },
        Held: { implementation_status: '1/1 (100.0%)', ready: true },
        Unfinished: {
          implementation_status: '1/3 (33.3%)',
          ready: false,
          problem: 'not implemented: Continue, Finish',
        },
      },
    });
  });

  it('is healthy where all are', async () => {
    const own = await serve({
      files: { 'a/flow.yaml': 'flow: A\nsteps: [{ task: B }]', 'a/flow.ts': tasksFile('B: () => 1') },
    });
    expect((await call(own, '/health')).text).toBe(
      '{"status":"healthy","flows":{"A":{"implementation_status":"1/1 (100.0%)","ready":true}}}',
    );
  });
});

describe('the document', () => {
  it('is the same as JSON and as YAML', async () => {
    const { json, headers } = await get('/openapi.json');
    const yaml = await get('/openapi.yaml');
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(yaml.headers['content-type']).toBe('application/yaml');
    expect(parse(yaml.text)).toEqual(json);
  });

  it('has the flows that can be served, ready or not', async () => {
    const { json } = await get('/openapi.json');
    expect(Object.keys(json['x-flowlang-flows'])).toEqual(['Chatty', 'Failing', 'Greet', 'Held', 'Unfinished']);
  });

  it('of one flow has that flow alone', async () => {
    const { json } = await get('/flows/Greet/openapi.json');
    expect(Object.keys(json['x-flowlang-flows'])).toEqual(['Greet']);
  });
});

describe('the list of flows', () => {
  it('has all of them, in the order of their names', async () => {
    const { json } = await get('/flows');
    const states = json.map(({ name, status }: { name: string; status: string }) => [name, status]);
    expect(states).toEqual([
      ['Broken', 'invalid'],
      ['Chatty', 'ready'],
      ['Failing', 'ready'],
      ['Greet', 'ready'],
      ['Held', 'ready'],
      ['Unfinished', 'incomplete'],
    ]);
  });

  it('names types in the words of the language', async () => {
    const { json } = await get('/flows');
    expect(json.find(({ name }: { name: string }) => name === 'Greet')).toEqual({
      name: 'Greet',
      description: 'Says hello.',
      version: '2.1.0',
      status: 'ready',
      inputs: [
        { name: 'name', type: 'string', required: true, description: 'Whom to greet.' },
        { name: 'times', type: 'integer', required: false },
        { name: 'aside', type: 'object', required: false },
      ],
      outputs: [
        { name: 'greeting', type: 'string', description: 'What to say.' },
        { name: 'times', type: 'integer' },
        { name: 'aside', type: 'object or null' },
      ],
      tags: ['demo'],
    });
  });

  it.each([
    ['z.number()', 'number'],
    ['z.array(z.int())', 'array'],
    ['z.union([z.int(), z.number(), z.string()]).nullable()', 'string or number or null'],
    ['z.any()', 'any'],
    ['z.json()', 'any'],
    ['z.null()', 'null'],
  ])('calls %s %s', async (schema, type) => {
    const own = await serve({
      files: {
        'a/flow.yaml': 'flow: A\noutputs: [{ name: x, value: "${b}" }]\nsteps: [{ task: B, id: b }]',
        'a/flow.ts': tasksFile(`B: defineTask({ output: ${schema}, run: () => null })`),
      },
    });
    expect((await call(own, '/flows/A')).json.outputs).toEqual([{ name: 'x', type }]);
  });
});

describe('a flow', () => {
  it('has the schemas of its inputs and outputs', async () => {
    const { json } = await get('/flows/Greet');
    expect(json.diagnostics).toEqual([]);
    expect(json.input_schema).toMatchObject({
      type: 'object',
      required: ['name'],
      properties: { times: { minimum: 1 } },
    });
    expect(json.output_schema.properties.greeting).toMatchObject({ type: 'string' });
  });

  it('takes what the document says that it takes', async () => {
    const { input_schema, name } = (await get('/flows/Greet')).json;
    const { description, ...documented } = (await get('/openapi.json')).json.components.schemas[`${name}Inputs`];
    expect(input_schema).toEqual(documented);
    expect(input_schema.properties.aside.type).toEqual(['object', 'null']);
    expect(description).toBe('What Greet takes.');
  });

  it('that is invalid says what is wrong', async () => {
    const { json } = await get('/flows/Broken');
    expect(json).toMatchObject({ status: 'invalid', diagnostics: [{ code: 'FL1101', line: 4, severity: 'error' }] });
    expect(json).not.toHaveProperty('input_schema');
  });

  it('lists its tasks, and how far the work is', async () => {
    expect((await get('/flows/Unfinished/tasks')).json).toEqual({
      flow: 'Unfinished',
      tasks: [
        { name: 'Begin', implemented: true },
        { name: 'Continue', implemented: false },
        { name: 'Finish', implemented: false },
      ],
      summary: { total: 3, implemented: 1, pending: 2, progress: '1/3 (33.3%)' },
    });
  });

  it('describes its tasks', async () => {
    const { json } = await get('/flows/Greet/tasks');
    expect(json.tasks).toEqual([{ name: 'Say', implemented: true, description: 'Makes a greeting' }]);
  });

  it('is drawn as Mermaid text', async () => {
    const { text, headers } = await get('/flows/Greet/visualize');
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(text).toMatch(/^flowchart/);
  });

  it.each(['', '/tasks', '/visualize', '/openapi.json'])('that there is not is a 404 at its path%s', async (below) => {
    const answer = await call(server(), `/flows/Nope${below}`);
    expect(answer.status).toBe(404);
    expect(answer.json.code).toBe('flow_not_found');
  });

  it.each(['/tasks', '/visualize', '/openapi.json'])('that is invalid is a 503 at its path%s', async (below) => {
    const answer = await call(server(), `/flows/Broken${below}`);
    expect(answer.status).toBe(503);
    expect(answer.json).toMatchObject({ code: 'flow_invalid', diagnostics: [{ code: 'FL1101' }] });
  });
});
