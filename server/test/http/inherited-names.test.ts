import { describe, expect, it } from 'vitest';
import { call, post, serveForAll } from './harness.ts';

const ALL = `flow: All
inputs:
  - { name: valueOf, type: integer, required: false }
  - { name: toString, type: boolean, required: false }
  - { name: hasOwnProperty, type: array, required: false }
  - { name: constructor, type: object, required: false, properties: { constructor: { type: string } } }
  - { name: isPrototypeOf, type: integer, default: 5 }
outputs:
  - { name: all, value: "\${inputs}" }
  - { name: one, value: "\${inputs.toString ?? 'none'}" }
steps: []
`;

const NEEDED = 'flow: Needed\ninputs: [{ name: valueOf, type: integer }]\nsteps: []\n';

describe('inputs called as what every object inherits', () => {
  const server = serveForAll({ files: { 'all/flow.yaml': ALL, 'needed/flow.yaml': NEEDED } });

  it.each([
    ['are absent where they were not sent', {}, 'none'],
    ['are what was sent', { valueOf: 1, toString: true, hasOwnProperty: [2], constructor: { constructor: 'a' } }, true],
    ['are absent within', { constructor: {} }, 'none'],
  ])('%s', async (_, sent, one) => {
    const key = { 'idempotency-key': crypto.randomUUID() };
    const { json } = await post(server(), '/flows/All/execute', sent, key);
    expect(json.outputs).toEqual({ all: { ...sent, isPrototypeOf: 5 }, one });
    const record = await call(server(), `/flows/All/executions/${json.execution_id}`);
    expect(record.json.outputs).toEqual(json.outputs);
  });

  it('are required where the flow says so', async () => {
    const answer = await post(server(), '/flows/Needed/execute', {});
    expect(answer.json.errors).toEqual([{ path: '/valueOf', message: 'is required', keyword: 'required' }]);
  });
});
