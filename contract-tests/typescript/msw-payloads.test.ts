/** What a `wait_for` step takes, a mocked one takes: each by its own schema, and in the words of the server. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { APIError, type FlowLangClient } from '@flowlang/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf, type Mocked, mockFlows } from './mocked.ts';

const FLOWS = {
  Waiting: `
flow: Waiting
inputs: [{ name: computed, type: string, default: word }]
steps:
  - { wait_for: done_it, id: snake, schema: { type: object, properties: { x: { type: integer } }, required: [x] } }
  - { wait_for: doneIt, id: camel, schema: { type: object, properties: { y: { type: string } }, required: [y] } }
  - { wait_for: answered, id: first, schema: { type: boolean } }
  - { wait_for: ping, id: any }
  - { wait_for: answered, id: again, schema: { $ref: '#/$defs/word', $defs: { word: { type: string, minLength: 2 } } } }
  - { wait_for: "\${inputs.computed}", id: computed, schema: { enum: [1, 2] } }
`,
  Around: `
flow: Around
steps:
  - { subflow: Inside, id: inside }
  - { wait_for: answered, id: outside, schema: { type: integer } }
`,
  Inside: `
flow: Inside
steps:
  - { wait_for: answered, id: answer, schema: { type: string } }
`,
};

/** Sent one after the other until the step takes one. */
const SENT: Readonly<Record<string, readonly unknown[]>> = {
  snake: [{ y: 'text' }, { x: 'text', y: 1 }, null, { x: 1 }],
  camel: [{ x: 1 }, [], { y: 'text' }],
  first: ['yes', { approved: true }, true],
  any: [{ anything: ['goes'] }],
  again: [true, 'a', 'ab'],
  computed: [3, 2],
  answer: [1, 'text'],
  outside: ['text', 0.5, 1],
};

let mocked: Mocked;
beforeAll(async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'flowlang-waiting-'));
  for (const [name, text] of Object.entries(FLOWS)) {
    mkdirSync(path.join(dir, name));
    writeFileSync(path.join(dir, name, 'flow.yaml'), text);
  }
  mocked = await mockFlows(dir);
  rmSync(dir, { recursive: true });
}, 60_000);
afterAll(() => mocked.remove());

/** What becomes of all that is sent to the steps of a flow. */
async function answersTo(client: FlowLangClient, flow: string): Promise<unknown[]> {
  const answers: unknown[] = [];
  for await (const event of client.executeFlowStream(flow) as AsyncIterable<Record<string, string>>) {
    const { type, step_id = '', execution_id = '', event: name = '' } = event;
    if (type !== 'step_waiting') continue;
    for (const payload of SENT[step_id] ?? []) {
      const answer = await client.sendEvent(flow, execution_id, name, payload).then(() => 'taken', refusal);
      answers.push({ step_id, payload, answer });
    }
  }
  return answers;
}

function refusal(error: unknown): object {
  if (!(error instanceof APIError)) throw error;
  const { detail, errors } = error.problem as { detail?: string; errors?: unknown }; // of a 422
  return { status: error.status, code: error.code, detail, errors };
}

test.each([
  ['Waiting', 6],
  ['Around', 2],
])('a mocked %s takes what the real one takes, and refuses the rest with its words', async (flow, steps) => {
  const { client, judge } = clientOf(mocked);
  const real = client.constructor as typeof FlowLangClient;
  const expected = await answersTo(new real({ baseUrl: mocked.server.url, retry: false }), flow);
  expect(expected.filter((one) => (one as { answer: unknown }).answer === 'taken')).toHaveLength(steps);
  expect(await answersTo(client, flow)).toEqual(expected);
  await judge();
});
