/** What executions outlive: the text of their flow, and the server. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { JournalUnavailableError } from '../../src/errors.ts';
import { listen, type Rig } from './app-rig.ts';
import { createGate } from './gate.ts';
import { call, openStream, parseEvents, post, read, readUntil } from './harness.ts';

async function held(rig: Rig) {
  const gate = createGate();
  const answer = await post(rig, '/flows/Held/execute', { gate: gate.name }, { prefer: 'respond-async' });
  await gate.reached;
  return { gate, path: String(answer.headers.location) };
}

describe('an execution whose flow is gone', () => {
  async function withoutFlow() {
    const rig = await listen();
    const { gate, path } = await held(rig);
    rig.catalog.replace({ ...rig.catalog.snapshot, flows: new Map() });
    return { rig, gate, path };
  }

  it('is shown and listed', async () => {
    const { rig, gate, path } = await withoutFlow();
    expect((await call(rig, path)).json).toMatchObject({ flow: 'Held', status: 'running' });
    expect((await call(rig, '/flows/Held/executions')).json.items).toHaveLength(1);
    gate.open();
  });

  it('is cancelled, and its events tell so', async () => {
    const { rig, path } = await withoutFlow();
    expect((await post(rig, `${path}/cancel`, {})).status).toBe(202);
    expect(parseEvents((await call(rig, `${path}/events`)).text).at(-1)?.event).toBe('flow_cancelled');
  });
});

describe('a failed execution whose flow is gone', () => {
  it('says what it would need to be retried', async () => {
    const rig = await listen();
    const key = { 'idempotency-key': randomUUID() };
    const { json } = await post(rig, '/flows/Failing/execute', {}, key);
    rig.catalog.replace({ ...rig.catalog.snapshot, flows: new Map() });
    const answer = await post(rig, `/flows/Failing/executions/${json.execution_id}/retry`, {});
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ code: 'not_retryable', detail: expect.stringContaining('Failing') });
  });
});

describe('a server that lets go of those who wait', () => {
  it('tells who waits for a result where the execution goes on', async () => {
    const rig = await listen();
    const gate = createGate();
    const key = { 'idempotency-key': randomUUID() };
    void post(rig, '/flows/Held/execute', { gate: gate.name }, key);
    await gate.reached;
    // The one whose request began it is told when the engine suspends it; this one follows it in the journal.
    const waiting = post(rig, '/flows/Held/execute', { gate: gate.name }, key);
    await new Promise((resolve) => setTimeout(resolve, 100));
    rig.letGo();
    const { status, headers, json } = await waiting;
    expect(status).toBe(503);
    expect(json).toMatchObject({ code: 'server_draining', detail: expect.stringContaining('goes on') });
    expect(headers['retry-after']).toBe('1');
    expect(headers.location).toBe(`/flows/Held/executions/${headers['x-execution-id']}`);
    expect((await call(rig, String(headers.location))).json.status).toBe('running');
    gate.open();
  });

  it('gives the record to who would have had it anyway', async () => {
    const rig = await listen();
    const gate = createGate();
    const waiting = post(rig, '/flows/Held/execute', { gate: gate.name }, { prefer: 'wait=60' });
    await gate.reached;
    rig.letGo();
    expect((await waiting).status).toBe(202);
    gate.open();
  });

  it('ends streams, and takes no new ones', async () => {
    const rig = await listen();
    const gate = createGate();
    const message = await openStream(rig, 'Held', { gate: gate.name });
    await gate.reached;
    rig.letGo();
    const { text } = await read(message);
    expect(parseEvents(text).map(({ event }) => event)).toEqual(['flow_started', 'step_started']);
    const again = await call(rig, `/flows/Held/executions/${message.headers['x-execution-id']}/events`);
    expect(again.json.code).toBe('server_draining');
    gate.open();
  });

  it('does not cancel what it has let go', async () => {
    const rig = await listen({ disconnectGrace: 1 });
    const gate = createGate();
    const headers = { 'x-cancel-on-disconnect': 'true', 'idempotency-key': randomUUID() };
    const message = await openStream(rig, 'Held', { gate: gate.name }, headers);
    await gate.reached;
    rig.letGo();
    await read(message);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const path = `/flows/Held/executions/${message.headers['x-execution-id']}`;
    expect((await call(rig, path)).json.status).toBe('running');
    gate.open();
  });
});

describe('a server that resumes', () => {
  it('answers who asks for executions when that is done, and all else at once', async () => {
    const resumed = Promise.withResolvers<void>();
    const rig = await listen({}, { resumed: resumed.promise });
    rig.state.phase = 'starting';
    const answers: number[] = [];
    const asked = ['/flows/Greet/executions', '/flows/Greet/executions/x', '/flows/Greet/executions/x/events'].map(
      async (path) => answers.push((await call(rig, path)).status),
    );
    const begun = post(rig, '/flows/Greet/execute', { name: 'Ada' });
    const actions = ['cancel', 'retry'].map((what) => post(rig, `/flows/Greet/executions/x/${what}`, {}));
    expect((await call(rig, '/readyz')).status).toBe(503);
    expect((await call(rig, '/flows')).status).toBe(200);
    expect(answers).toEqual([]);
    resumed.resolve();
    expect((await begun).status).toBe(200);
    for (const { status } of await Promise.all(actions)) expect(status).toBe(404);
    await Promise.all(asked);
    expect(answers.toSorted()).toEqual([200, 404, 404]);
  });

  it('cancels what has no reader, if its caller wanted that, after the same while', async () => {
    const rig = await listen({ disconnectGrace: 20 });
    const { path } = await held(rig);
    rig.readers.arm('Held', path.split('/').at(-1) ?? '');
    await expect.poll(async () => (await call(rig, path)).json.status).toBe('cancelled');
  });
});

describe('what a journal keeps of a request', () => {
  const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  async function headOf(headers: Readonly<Record<string, string>>) {
    const rig = await listen();
    const key = { 'idempotency-key': randomUUID() };
    const { json } = await post(rig, '/flows/Greet/execute', { name: 'Ada' }, { ...headers, ...key });
    return (await rig.journal.record(json.execution_id))?.head;
  }

  it('is its trace', async () => {
    expect(await headOf({ traceparent: TRACE })).toMatchObject({ traceparent: TRACE });
  });

  it.each([
    'x',
    TRACE.toUpperCase(),
    `${TRACE}-more`,
    TRACE.replace('00-', 'ff-'),
    TRACE.replace(/-\w{32}-/, `-${'0'.repeat(32)}-`),
  ])('is no trace where %s is none', async (traceparent) => {
    expect((await headOf({ traceparent }))?.traceparent).toBeUndefined();
  });

  it('is that the execution is not to outlive its readers', async () => {
    expect(await headOf({ 'x-cancel-on-disconnect': 'true' })).toMatchObject({ cancel_on_disconnect: true });
    expect((await headOf({}))?.cancel_on_disconnect).toBeUndefined();
  });
});

describe('a journal that cannot be written', () => {
  it('is a 503 that says when to ask again, and which execution had begun', async () => {
    const rig = await listen();
    rig.journal.flush = async () => {
      throw new JournalUnavailableError('The disk is full.');
    };
    for (const prefer of ['handling=strict', 'respond-async']) {
      const answer = await post(rig, '/flows/Greet/execute', { name: 'Ada' }, { prefer });
      expect(answer.status).toBe(503);
      expect(answer.json).toMatchObject({ code: 'journal_unavailable', detail: expect.not.stringContaining('disk') });
      expect(answer.headers).toMatchObject({ 'retry-after': '5', 'x-execution-id': expect.any(String) });
      expect(answer.headers.location).toContain(answer.headers['x-execution-id']);
    }
  });

  it('does not take a stream with it', async () => {
    const rig = await listen();
    rig.journal.flush = async () => {
      throw new JournalUnavailableError('The disk is full.');
    };
    const message = await openStream(rig, 'Greet', { name: 'Ada' });
    expect(await readUntil(message, 'flow_completed')).toContain('Hello, Ada');
  });
});

describe('open streams', () => {
  it('are not more than the server holds, and who comes later is told when to try again', async () => {
    const rig = await listen({ maxStreams: 2 });
    const gate = createGate();
    const first = await openStream(rig, 'Held', { gate: gate.name });
    const { path } = await held(rig);
    const second = await openStream(rig, 'Held', { gate: gate.name });
    const count = gate.count;
    for (const answer of [await call(rig, `${path}/events`), await read(await openStream(rig, 'Greet', {}))]) {
      expect(answer.status).toBe(503);
      expect(answer.json.code).toBe('server_full');
      expect(answer.headers['retry-after']).toBe('5');
    }
    expect(gate.count).toBe(count);
    first.destroy();
    second.destroy();
    await expect.poll(async () => (await openStream(rig, 'Greet', { name: 'Ada' })).statusCode).toBe(200);
  });
});
