/** Cancelling an execution, and giving it what it waits for. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createGate } from './gate.ts';
import { call, openStream, parseEvents, post, readUntil, serve, serveForAll } from './harness.ts';

const APPROVAL = `flow: Approval
inputs: [{ name: who, type: string }]
outputs: [{ name: approved, value: "\${approval.approved}" }]
steps:
  - wait_for: approved
    id: approval
    schema:
      type: object
      properties: { approved: { type: boolean }, note: { type: [string, "null"], maxLength: 3 } }
      required: [approved]
on_cancel: [{ wait: 0, id: tidied }]
`;

const ANYTHING = `flow: Anything
outputs: [{ name: given, value: "\${given}" }]
steps: [{ wait_for: "\${'a/b c'}", id: given }]
`;

const FILES = {
  'approval/flow.yaml': APPROVAL,
  'anything/flow.yaml': ANYTHING,
  'other/flow.yaml': 'flow: Other\nsteps: []\n',
};

const server = serveForAll({ files: FILES });
const UNKNOWN_ID = '00000000-0000-7000-8000-000000000000';

interface Waiting {
  readonly id: string;
  /** What is asked of it. */
  readonly at: string;
  /** The last event, when it comes. */
  end(): Promise<Record<string, unknown> | undefined>;
}

async function waiting(flow = 'Approval', inputs: unknown = { who: 'Ada' }): Promise<Waiting> {
  // With a key the journal remembers it for a while after its end.
  const stream: IncomingMessage = await openStream(server(), flow, inputs, { 'idempotency-key': randomUUID() });
  const begun = await readUntil(stream, 'step_waiting');
  const id = String(stream.headers['x-execution-id']);
  return {
    id,
    at: `/flows/${flow}/executions/${id}`,
    async end() {
      return parseEvents(begun + (await readUntil(stream, '"flow_c'))).at(-1)?.data;
    },
  };
}

describe('to deliver an event', () => {
  it('gives the step its payload, and the flow goes on', async () => {
    const { id, at, end } = await waiting();
    const answer = await post(server(), `${at}/events/approved`, { approved: true });
    expect(answer.status).toBe(202);
    expect(answer.json).toEqual({ execution_id: id, flow: 'Approval', event: 'approved' });
    expect(await end()).toMatchObject({ type: 'flow_completed', outputs: { approved: true } });
  });

  it.each([
    ['a text', '"yes"', 'yes'],
    ['a list', '[1, null]', [1, null]],
    ['null', 'null', null],
    ['nothing, which is null', '', null],
  ])('takes %s', async (_what, body, given) => {
    const { at, end } = await waiting('Anything', {});
    const headers = { 'content-type': 'application/json' };
    const answer = await call(server(), `${at}/events/a%2Fb%20c`, { method: 'POST', headers, body });
    expect(answer.json).toMatchObject({ event: 'a/b c' });
    expect(await end()).toMatchObject({ outputs: { given } });
  });

  it('that does not fit is a 422 with all that is wrong, and the step waits on', async () => {
    const { at, end } = await waiting();
    const answer = await post(server(), `${at}/events/approved`, { approved: 1, note: 'long' });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({
      code: 'invalid_payload',
      detail: 'There are 2 problems with the payload; the step waits on.',
      errors: [
        { path: '/approved', keyword: 'type' },
        { path: '/note', keyword: 'maxLength' },
      ],
    });
    expect((await post(server(), `${at}/events/approved`, { approved: false })).status).toBe(202);
    expect(await end()).toMatchObject({ outputs: { approved: false } });
  });

  it('that nothing waits for is a 409', async () => {
    const { at, end } = await waiting();
    const answer = await post(server(), `${at}/events/rejected`, {});
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ code: 'not_waiting', detail: expect.stringContaining('"rejected"') });
    await post(server(), `${at}/events/approved`, { approved: true });
    await end();
    expect((await post(server(), `${at}/events/approved`, { approved: true })).json.code).toBe('not_waiting');
  });

  it.each(['{"a": 1e999}', '{"__proto__": {}}'])('refuses %s', async (body) => {
    const { at } = await waiting('Anything', {});
    const headers = { 'content-type': 'application/json' };
    const answer = await call(server(), `${at}/events/a%2Fb%20c`, { method: 'POST', headers, body });
    expect([answer.status, answer.json.code]).toEqual([400, 'invalid_request']);
    await post(server(), `${at}/cancel`, {});
  });
});

describe('to cancel an execution', () => {
  it('ends it, with the reason and its on_cancel', async () => {
    const { id, at, end } = await waiting();
    const answer = await post(server(), `${at}/cancel`, { reason: 'changed my mind' });
    expect(answer.status).toBe(202);
    expect(answer.json).toEqual({ execution_id: id, flow: 'Approval', reason: 'changed my mind' });
    expect(await end()).toMatchObject({ type: 'flow_cancelled', reason: 'changed my mind', cleanup_errors: [] });
  });

  it.each([
    ['no body', undefined],
    ['an empty one', ''],
    ['an empty object', '{}'],
  ])('needs no reason: %s', async (_what, body) => {
    const { at, end } = await waiting();
    const headers: Readonly<Record<string, string>> = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await call(server(), `${at}/cancel`, { method: 'POST', headers, body });
    expect(answer.json).toMatchObject({ reason: 'a caller asked for it' });
    expect(await end()).toMatchObject({ reason: 'a caller asked for it' });
  });

  it('that has ended is a 409, as long as it is remembered', async () => {
    const { at, end } = await waiting();
    await post(server(), `${at}/cancel`, {});
    await end();
    const answer = await post(server(), `${at}/cancel`, {});
    expect(answer.status).toBe(409);
    expect(answer.json.code).toBe('execution_ended');
  });

  it.each([
    ['a text', '"no"'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a reason that is no text', '{"reason": 5}'],
    ['a reason that never ends', JSON.stringify({ reason: 'x'.repeat(1001) })],
    ['a key that nobody reads', '{"reason": "r", "force": true}'],
  ])('with %s as its body is a 400, and cancels nothing', async (_what, body) => {
    const { at, end } = await waiting();
    const headers = { 'content-type': 'application/json' };
    const answer = await call(server(), `${at}/cancel`, { method: 'POST', headers, body });
    expect([answer.status, answer.json.code]).toEqual([400, 'invalid_request']);
    await post(server(), `${at}/events/approved`, { approved: true });
    expect(await end()).toMatchObject({ type: 'flow_completed' });
  });

  it('is possible while the server drains', async () => {
    const own = await serve();
    const gate = createGate();
    const result = post(own, '/flows/Held/execute', { gate: gate.name });
    await gate.reached;
    const stream = await openStream(own, 'Held', { gate: gate.name });
    await readUntil(stream, 'step_started');
    const closed = own.close();
    const answer = await post(own, `/flows/Held/executions/${stream.headers['x-execution-id']}/cancel`, {});
    expect(answer.status).toBe(202);
    gate.open();
    expect((await result).json.success).toBe(true);
    await closed;
  });
});

describe.each(['cancel', 'events/approved'])('an execution that is not there, to %s,', (what) => {
  it('is a 404', async () => {
    const answer = await post(server(), `/flows/Approval/executions/${UNKNOWN_ID}/${what}`, {});
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ code: 'execution_not_found', detail: expect.stringContaining(UNKNOWN_ID) });
  });

  it('is a 404 where it is of another flow', async () => {
    const { id, at } = await waiting();
    const answer = await post(server(), `/flows/Other/executions/${id}/${what}`, {});
    expect(answer.json.code).toBe('execution_not_found');
    await post(server(), `${at}/cancel`, {});
  });

  it('is that of a flow that is not there, which is said', async () => {
    const answer = await post(server(), `/flows/Aproval/executions/${UNKNOWN_ID}/${what}`, {});
    expect(answer.json).toMatchObject({ code: 'flow_not_found', detail: expect.stringContaining('mean Approval?') });
  });

  it('is not shown whole where its id is a novel', async () => {
    const answer = await post(server(), `/flows/Approval/executions/${'x'.repeat(5000)}/${what}`, {});
    expect(answer.json.code).toBe('execution_not_found');
    expect(answer.json.detail.length).toBeLessThan(300);
  });

  it('has a path of its own, that takes POST alone', async () => {
    const answer = await call(server(), `/flows/Approval/executions/${UNKNOWN_ID}/${what}`);
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST']);
    expect((await post(server(), `/flows/Approval/executions//${what}`, {})).json.code).toBe('not_found');
  });

  it.each([
    ['a body of another type', { 'content-type': 'text/plain' }, 415],
    ['a page of another origin', { origin: 'http://page.example' }, 403],
    ['another answer than JSON', { accept: 'text/html' }, 406],
  ])('does not matter to %s', async (_what, headers, status) => {
    const path = `/flows/Approval/executions/${UNKNOWN_ID}/${what}`;
    const json = { 'content-type': 'application/json', ...headers };
    expect((await call(server(), path, { method: 'POST', headers: json, body: '{}' })).status).toBe(status);
  });

  it('does not matter to a body beyond the limit', async () => {
    const path = `/flows/Approval/executions/${UNKNOWN_ID}/${what}`;
    expect((await post(server(), path, { reason: 'x'.repeat(2 * 1024 * 1024) })).status).toBe(413);
  });
});
