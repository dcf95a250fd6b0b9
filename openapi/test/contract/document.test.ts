import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CheckedFlow } from '../../src/contract/checked-flow.ts';
import { buildDocument } from '../../src/contract/document.ts';
import { API_ERRORS } from '../../src/contract/errors.ts';
import { COMMON_ERRORS, type Operation } from '../../src/contract/operation.ts';
import { OPERATIONS } from '../../src/contract/operations.ts';
import { renderJson, renderYaml } from '../../src/contract/render.ts';
import type { Step } from '../../src/language/model.ts';
import { awkward, checked, colliding, empty, input, object, orderProcessor, subflow, task, waitFor } from './flows.ts';

const all = (): CheckedFlow[] => [orderProcessor(), empty(), awkward(), ...colliding()];

async function problemsOf(source: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source, config });
  return problems.map((one) => `${one.severity} ${one.ruleId} ${one.message} ${one.location[0]?.pointer}`);
}

function operationsOf(document: ReturnType<typeof buildDocument>) {
  return Object.values(document.paths).flatMap((item) => Object.values(item));
}

describe('the document', () => {
  // Redocly's `struct` rule holds it to the shape of OpenAPI 3.1, the other rules to what readers expect.
  it.each([
    ['of no flow', () => []],
    ['of one flow', () => [orderProcessor()]],
    ['of a flow that waits', () => [checked('F', { steps: [waitFor('a'), waitFor(undefined)] })]],
    ['of flows with awkward names, texts and schemas', all],
  ])('%s passes the recommended rules of a linter without a warning', async (_of, flows) => {
    expect(await problemsOf(renderYaml(buildDocument(flows())))).toEqual([]);
  });

  it('has the same bytes whatever the order of the flows', () => {
    const shuffled = all().reverse();
    expect(renderJson(buildDocument(shuffled))).toBe(renderJson(buildDocument(all())));
    expect(renderYaml(buildDocument(shuffled))).toBe(renderYaml(buildDocument(all())));
  });

  it('says the same as JSON and as YAML', () => {
    const document = buildDocument(all());
    expect(parse(renderYaml(document))).toEqual(JSON.parse(renderJson(document)));
  });

  it('has each operation of the table: once for the server, once for each flow that can take it', () => {
    const { paths } = buildDocument([orderProcessor(), checked('Empty', { steps: [waitFor('approved')] })]);
    const expected = Object.values<Operation>(OPERATIONS).flatMap(({ path, method, takes }) => {
      const flows = takes?.kind === 'payload' ? ['Empty'] : ['Empty', 'OrderProcessor'];
      const names = path.includes('{flow}') ? flows : [''];
      return names.map((name) => `${method.toLowerCase()} ${path.replace('{flow}', name)}`);
    });
    const found = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  it('has no path, text or name with a gap that was left open', () => {
    expect(renderJson(buildDocument(all()))).not.toContain('{flow}');
  });

  it('describes every operation, and every problem that it may answer', () => {
    const document = buildDocument([checked('OrderProcessor', { steps: [waitFor('approved')] })]);
    for (const operation of Object.values<Operation>(OPERATIONS)) {
      const found = operationsOf(document).find(
        ({ operationId }) => operationId === operation.operationId.replace('{flow}', 'OrderProcessor'),
      );
      const statuses = [...operation.errors, ...COMMON_ERRORS].map((code) => String(API_ERRORS[code].status));
      expect(found?.description).toMatch(/\.$/);
      const success = String(operation.status ?? 200);
      expect(Object.keys(found?.responses ?? {})).toEqual(expect.arrayContaining([success, ...statuses]));
    }
  });

  it('gives each status the problem that comes with it', () => {
    const { responses } = buildDocument([orderProcessor()]).components;
    const schemas = Object.entries(responses).map(([name, { content }]) => {
      return [name, content?.['application/problem+json']?.schema['$ref']];
    });
    expect(Object.fromEntries(schemas)).toMatchObject({
      BadRequest: '#/components/schemas/Problem',
      FlowNotFound: '#/components/schemas/Problem',
      Unprocessable: '#/components/schemas/InvalidInputsProblem',
      Unavailable: '#/components/schemas/UnavailableProblem',
      FlowInvalid: '#/components/schemas/UnavailableProblem',
    });
    expect(responses['Unavailable']?.headers).toHaveProperty('Retry-After');
    expect(responses['FlowInvalid']?.headers).not.toHaveProperty('Retry-After');
  });

  it('shows examples of what is hard to say in words', () => {
    const path = buildDocument([]).components.schemas['FlowHealth']?.properties?.['implementation_status'];
    expect(path).toEqual({ type: 'string', examples: ['10/10 (100.0%)'] });
  });

  it('names the headers of a request that runs a flow, and of its answer', () => {
    const { paths } = buildDocument([empty()]);
    const refs = (path: string) =>
      paths[path]?.post?.parameters.map((one) => ('$ref' in one ? String(one.$ref).split('/').at(-1) : one));
    const ending = ['CancelOnDisconnect', 'Traceparent'];
    expect(refs('/flows/Empty/execute')).toEqual(['RequestId', 'IdempotencyKey', 'Prefer', ...ending]);
    expect(refs('/flows/Empty/execute/stream')).toEqual(['RequestId', 'IdempotencyKey', 'LastEventId', ...ending]);
    expect(refs('/flows/Empty/executions/{execution_id}/cancel')).toEqual(['RequestId', 'ExecutionId']);
    const answers = paths['/flows/Empty/execute']?.post?.responses;
    expect(answers?.['200']).toHaveProperty('headers.X-Execution-Id');
    expect(answers?.['202']).toHaveProperty('headers.Location');
  });

  it('offers the events of an execution as a stream and as pages', () => {
    const { paths } = buildDocument([empty()]);
    const answers = paths['/flows/Empty/executions/{execution_id}/events']?.get?.responses;
    expect(answers?.['200']).toMatchObject({
      content: {
        'text/event-stream': { schema: { oneOf: [{ $ref: '#/components/schemas/EmptyEvent' }, {}] } },
        'application/json': { schema: { $ref: '#/components/schemas/EmptyEventPage' } },
      },
    });
    expect(answers?.['204']).not.toHaveProperty('content');
  });

  it('has both readings of a stream: the JSON of an event, and the fields that its lines make', () => {
    const { paths } = buildDocument([empty()]);
    const event = { $ref: '#/components/schemas/EmptyEvent' };
    const data = { type: 'string', contentMediaType: 'application/json', contentSchema: event };
    expect(paths['/flows/Empty/execute/stream']?.post?.responses['200']).toMatchObject({
      content: {
        'text/event-stream': {
          schema: { oneOf: [event, { type: 'object', properties: { data }, required: ['id', 'event', 'data'] }] },
        },
      },
    });
  });

  it('says of a 503 where the execution is that had begun', () => {
    const { components } = buildDocument([empty()]);
    expect(components.responses['Unavailable']?.headers).toMatchObject({
      Location: { $ref: '#/components/headers/BegunLocation' },
      'X-Execution-Id': { $ref: '#/components/headers/BegunExecutionId' },
    });
    expect(components.headers['BegunLocation']).not.toHaveProperty('required');
  });
});

describe('what a flow waits for', () => {
  const schema = object({ approved: { type: 'boolean' } });

  function delivering(...steps: readonly Step[]) {
    const { paths, components, ...more } = buildDocument([checked('F', { steps })]);
    const operation = paths['/flows/F/executions/{execution_id}/events/{event}']?.post;
    return { operation, schemas: components.schemas, entry: more['x-flowlang-flows']['F'] };
  }

  it('is offered to be delivered, by its name and as the step takes it', () => {
    const { operation, schemas, entry } = delivering(waitFor('approved', { schema }));
    expect(operation?.parameters.at(-1)).toMatchObject({ name: 'event', in: 'path', schema: { const: 'approved' } });
    const wanted = { $ref: '#/components/schemas/FApprovedPayload' };
    expect(operation?.requestBody).toMatchObject({ content: { 'application/json': { schema: wanted } } });
    expect(schemas['FApprovedPayload']).toMatchObject(schema);
    expect(entry?.awaits).toEqual({ approved: 'FApprovedPayload' });
  });

  it('is any of the events, and whatever one of the steps takes', () => {
    const { operation, schemas } = delivering(waitFor('a', { schema }), waitFor('b', { schema: { type: 'null' } }));
    expect(operation?.parameters.at(-1)).toMatchObject({ schema: { enum: ['a', 'b'] } });
    const wanted = ['FAPayload', 'FBPayload'].map((name) => ({ $ref: `#/components/schemas/${name}` }));
    expect(operation?.requestBody).toMatchObject({ content: { 'application/json': { schema: { anyOf: wanted } } } });
    expect([schemas['FAPayload'], schemas['FBPayload']]).toMatchObject([schema, { type: 'null' }]);
  });

  it('takes what either step takes where two wait for the same event', () => {
    const { schemas } = delivering(waitFor('a', { schema }), waitFor('a', { schema: { type: 'null' } }));
    expect(schemas['FAPayload']).toMatchObject({ anyOf: [schema, { type: 'null' }] });
  });

  it('may have any name where one is computed, and be anything where a step takes that', () => {
    const { operation, schemas, entry } = delivering(waitFor('a', { schema }), waitFor(undefined));
    expect(operation?.parameters.at(-1)?.['schema']).toEqual({ type: 'string' });
    expect(schemas[entry?.awaits_computed ?? '']).toEqual({ description: expect.any(String) });
  });

  it('is also what a subflow waits for, even a silent one', () => {
    const call = subflow('Other', { silent: true });
    const other = checked('Other', { steps: [waitFor('approved')] });
    const { paths } = buildDocument([checked('F', { steps: [call], subflows: [[call, other]] })]);
    expect(paths).toHaveProperty(['/flows/F/executions/{execution_id}/events/{event}']);
  });

  it('is nothing for most: then nothing can be delivered', () => {
    expect(delivering(task('A')).operation).toBeUndefined();
  });
});

describe('names in the document', () => {
  it('are never shared by two operations, schemas or tags', () => {
    const document = buildDocument(all());
    const ids = operationsOf(document).map(({ operationId }) => operationId);
    const tags = document.tags.map(({ name }) => name);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(tags).size).toBe(tags.length);
  });

  it('yield to those that were there first, and never to the order of the flows', () => {
    const document = buildDocument(all());
    expect(document['x-flowlang-flows']['Failed']?.result).toBe('FailedResult_2');
    expect(document['x-flowlang-flows']['Server']?.inputs).toBe('ServerInputs');
    expect(document.paths['/flows/Server']?.get?.operationId).toBe('describeServer_2');
    expect(document.paths['/flows/Server']?.get?.tags).toEqual(['Server_2']);
  });

  it('stand for the schemas of the flow that they are listed under', () => {
    const { components, 'x-flowlang-flows': flows } = buildDocument(all());
    expect(components.schemas[flows['Failed']?.result ?? '']?.['description']).toMatch(/^Failed was executed/);
    expect(components.schemas['FailedResult']).toHaveProperty('properties.error');
    for (const entry of Object.values(flows)) {
      for (const name of [entry.inputs, entry.outputs, entry.result, entry.event]) {
        expect(components.schemas).toHaveProperty([name]);
      }
    }
  });
});

describe('a flow in the document', () => {
  it('shows its version, description and tags', () => {
    const { tags, 'x-flowlang-flows': flows } = buildDocument([orderProcessor()]);
    const { description } = orderProcessor().flow;
    expect(tags[1]?.description).toBe(`${description}\n\nVersion 1.2.0. Tags: orders, demo.`);
    expect(flows['OrderProcessor']).toMatchObject({ version: '1.2.0', description, tags: ['orders', 'demo'] });
  });

  it('takes its inputs in an envelope or bare, with an example of both', () => {
    const body = buildDocument([orderProcessor()]).components.requestBodies['OrderProcessor'];
    expect(body?.required).toBe(true);
    expect(body?.content['application/json']?.schema.anyOf?.[1]).toEqual({
      $ref: '#/components/schemas/OrderProcessorInputs',
    });
    expect(Object.keys(body?.content['application/json']?.examples ?? {})).toEqual(['envelope', 'bare']);
  });

  it('with an input called `inputs` takes the envelope only', () => {
    const flow = checked('F', { inputs: [input('inputs', { type: 'string' })] });
    const schema = buildDocument([flow]).components.requestBodies['F']?.content['application/json']?.schema;
    expect(schema).not.toHaveProperty('anyOf');
    expect(schema).toMatchObject({ required: ['inputs'], additionalProperties: false });
  });

  it('needs no body where no input is required', () => {
    const flow = checked('F', { inputs: [input('a', { type: 'string', default: 'x' }), input('b', {}, false)] });
    const { components } = buildDocument([flow]);
    expect(components.requestBodies['F']?.required).toBe(false);
    expect(components.schemas['FInputs']).not.toHaveProperty('required');
  });
});
