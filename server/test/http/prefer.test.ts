/** `Prefer` (RFC 7240): an answer before the end of the execution. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parsePreferences } from '../../src/http/preferences.ts';
import { createGate } from './gate.ts';
import { call, openStream, parseEvents, post, read, serveForAll } from './harness.ts';

const server = serveForAll();

function hold(gate: string, headers: Readonly<Record<string, string>>) {
  return post(server(), '/flows/Held/execute', { gate }, headers);
}

describe('respond-async', () => {
  it('answers before the end, with the record and where to ask for it', async () => {
    const gate = createGate();
    const { status, headers, json } = await hold(gate.name, { prefer: 'respond-async' });
    expect(status).toBe(202);
    expect(headers).toMatchObject({
      location: `/flows/Held/executions/${json.execution_id}`,
      'x-execution-id': json.execution_id,
      'preference-applied': 'respond-async',
    });
    expect(json).toMatchObject({ flow: 'Held', status: 'running', inputs: { gate: gate.name } });
    gate.open();
    const events = await call(server(), `${headers.location}/events`);
    expect(parseEvents(events.text).at(-1)?.event).toBe('flow_completed');
    expect((await call(server(), String(headers.location))).json).toMatchObject({ outputs: { count: 1 } });
  });

  it('joins what its key began', async () => {
    const gate = createGate();
    const key = { 'idempotency-key': randomUUID() };
    const first = hold(gate.name, key);
    await gate.reached;
    const second = await hold(gate.name, { ...key, prefer: 'respond-async' });
    gate.open();
    expect(second.status).toBe(202);
    expect((await first).json.execution_id).toBe(second.json.execution_id);
    expect(gate.count).toBe(1);
  });

  it('is as strict with the inputs', async () => {
    const answer = await post(server(), '/flows/Greet/execute', {}, { prefer: 'respond-async' });
    expect(answer.status).toBe(422);
  });

  it('is not applied to what is refused', async () => {
    const answer = await post(server(), '/flows/Greet/execute', {}, { prefer: 'respond-async' });
    expect(answer.headers).not.toHaveProperty('preference-applied');
  });

  it('means nothing to a stream', async () => {
    const message = await openStream(server(), 'Greet', { name: 'Ada' }, { prefer: 'respond-async' });
    expect(message.statusCode).toBe(200);
    expect(message.headers).not.toHaveProperty('preference-applied');
    expect(parseEvents((await read(message)).text)).toHaveLength(4);
  });
});

describe('wait', () => {
  it('gives the result where it is there in time', async () => {
    const answer = await post(server(), '/flows/Greet/execute', { name: 'Ada' }, { prefer: 'wait=60' });
    expect(answer.status).toBe(200);
    expect(answer.headers['preference-applied']).toBe('wait=60');
    expect(answer.json).toMatchObject({ success: true });
  });

  it('gives the record where it is not', async () => {
    const gate = createGate();
    const { status, headers, json } = await hold(gate.name, { prefer: 'respond-async, wait=1' });
    gate.open();
    expect(status).toBe(202);
    expect(headers['preference-applied']).toBe('respond-async, wait=1');
    expect(headers.location).toContain(json.execution_id);
  });

  it('of longer than is sensible is cut', async () => {
    const { headers } = await post(server(), '/flows/Greet/execute', { name: 'Ada' }, { prefer: 'wait=999999' });
    expect(headers['preference-applied']).toBe('wait=600');
  });

  it.each(['wait', 'wait=soon', 'wait=-1', 'return=minimal', '=', ',', ';'])('is not what %s says', async (prefer) => {
    const { status, headers } = await post(server(), '/flows/Greet/execute', { name: 'Ada' }, { prefer });
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty('preference-applied');
  });
});

describe('preferences', () => {
  it.each<[string, Record<string, string>]>([
    ['respond-async', { 'respond-async': '' }],
    ['Respond-Async, WAIT = 10', { 'respond-async': '', wait: '10' }],
    ['wait="10"', { wait: '10' }],
    ['wait=1, wait=2', { wait: '1' }],
    [', ,respond-async ,', { 'respond-async': '' }],
    ['respond-async; a=b; c, wait=3', { 'respond-async': '', wait: '3' }],
    ['note="a, wait=5", wait=3', { note: 'a, wait=5', wait: '3' }],
    ['note="say \\"x\\""', { note: 'say "x"' }],
    ['two words, wait=3', { wait: '3' }],
  ])('of %s are read', (header, expected) => {
    expect(Object.fromEntries(parsePreferences(header))).toEqual(expected);
  });

  it('are read from a hostile header in no time', () => {
    const started = performance.now();
    parsePreferences(`a${'; '.repeat(8000)}"`);
    parsePreferences(`${'"\\'.repeat(8000)}`);
    parsePreferences(`${' '.repeat(16_000)}x y`);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
