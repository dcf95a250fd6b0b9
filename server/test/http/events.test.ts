/** The events of an execution by its id: as a stream that can be gone on with, and in pages. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createGate } from './gate.ts';
import { call, open, parseEvents, post, readUntil, type Sent, serveForAll } from './harness.ts';

const server = serveForAll();
const JSON_ONLY = { headers: { accept: 'application/json' } };

async function ended(flow = 'Greet', inputs: unknown = { name: 'Ada' }): Promise<string> {
  const answer = await post(server(), `/flows/${flow}/execute`, inputs, { 'idempotency-key': randomUUID() });
  return `/flows/${flow}/executions/${answer.headers['x-execution-id']}/events`;
}

async function held() {
  const gate = createGate();
  const answer = await post(server(), '/flows/Held/execute', { gate: gate.name }, { prefer: 'respond-async' });
  await gate.reached;
  return { gate, path: `${answer.headers.location}/events` };
}

function ids(text: string): readonly number[] {
  return parseEvents(text).map(({ id }) => Number(id));
}

describe('a stream of the events', () => {
  it('has all of them, whatever is accepted', async () => {
    const path = await ended();
    for (const headers of [{}, { accept: '*/*' }, { accept: 'text/event-stream' }] as Sent['headers'][]) {
      const answer = await call(server(), path, headers === undefined ? {} : { headers });
      expect(answer.headers['content-type']).toContain('text/event-stream');
      expect(path).toContain(String(answer.headers['x-execution-id']));
      expect(ids(answer.text)).toEqual([1, 2, 3, 4]);
    }
  });

  it.each<[string, string, readonly number[]]>([
    ['2', '', [3, 4]],
    ['', '?after=3', [4]],
    ['1', '?after=3', [2, 3, 4]],
    ['0', '', [1, 2, 3, 4]],
  ])('begins after Last-Event-ID %s, or %s', async (lastEventId, query, expected) => {
    const headers = { 'last-event-id': lastEventId };
    expect(ids((await call(server(), `${await ended()}${query}`, { headers })).text)).toEqual(expected);
  });

  it('follows what still runs', async () => {
    const { gate, path } = await held();
    const { request, response } = open(server(), path, { headers: { 'last-event-id': '1' } });
    request.end();
    const message = await response;
    await readUntil(message, 'step_started');
    gate.open();
    expect(await readUntil(message, 'flow_completed')).toContain('"count":1');
  });

  it('begins at once where there is nothing to tell yet', async () => {
    const { gate, path } = await held();
    const { request, response } = open(server(), path, { headers: { 'last-event-id': '2' } });
    request.end();
    expect((await response).statusCode).toBe(200);
    gate.open();
  });

  it('is a 204 for whoever has the last event: there is nothing to come back for', async () => {
    const answer = await call(server(), await ended(), { headers: { 'last-event-id': '4' } });
    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect(answer.headers).not.toHaveProperty('content-type');
  });

  it.each(['5', '999', 'x', '-1'])('is a 400 after Last-Event-ID %s', async (lastEventId) => {
    const answer = await call(server(), await ended(), { headers: { 'last-event-id': lastEventId } });
    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe('invalid_request');
  });

  it('has no body for HEAD, and is not held open', async () => {
    const { gate, path } = await held();
    const answer = await call(server(), path, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    gate.open();
  });
});

describe('a page of the events', () => {
  it('has all that there are, and says that they are complete', async () => {
    const { json, headers } = await call(server(), await ended(), JSON_ONLY);
    expect(headers['content-type']).toContain('application/json');
    expect(json.events.map(({ seq }: { seq: number }) => seq)).toEqual([1, 2, 3, 4]);
    expect(json.next_after).toBeNull();
  });

  it('leads to the next one', async () => {
    const path = await ended('Chatty', { count: 60 });
    const seen: number[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const { json } = await call(server(), `${path}?after=${after}&limit=50`, JSON_ONLY);
      expect(json.events.length).toBeLessThanOrEqual(50);
      for (const { seq } of json.events) seen.push(seq);
      after = json.next_after;
    }
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => index + 1));
    expect(seen.length).toBeGreaterThan(120);
  });

  it('of what still runs says from where to ask again, also when it is empty', async () => {
    const { gate, path } = await held();
    const first = await call(server(), path, JSON_ONLY);
    expect(first.json.next_after).toBe(2);
    const second = await call(server(), `${path}?after=2`, JSON_ONLY);
    expect(second.json).toEqual({ events: [], next_after: 2 });
    gate.open();
  });

  it('is empty and complete after the last', async () => {
    const { json } = await call(server(), `${await ended()}?after=4`, JSON_ONLY);
    expect(json).toEqual({ events: [], next_after: null });
  });

  it('holds fewer where they are large', async () => {
    const path = await ended('Chatty', { count: 30, size: 100_000 });
    const { text, json } = await call(server(), `${path}?limit=1000`, JSON_ONLY);
    expect(text.length).toBeLessThan(1_400_000);
    expect(json.next_after).toBe(json.events.at(-1).seq);
  });

  it.each(['after=-1', 'after=x', 'limit=0', 'limit=1001', 'after=5'])(
    'cannot be asked for with ?%s',
    async (query) => {
      expect((await call(server(), `${await ended()}?${query}`, JSON_ONLY)).status).toBe(400);
    },
  );

  it('is nothing but JSON or a stream', async () => {
    expect((await call(server(), await ended(), { headers: { accept: 'text/html' } })).status).toBe(406);
  });
});
