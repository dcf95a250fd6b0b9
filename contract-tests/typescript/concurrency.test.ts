/** Many readers at once: each gets the events of its own execution, all of them, in order, and nothing else. */
import { randomUUID } from 'node:crypto';
import { FlowLangClient } from '@flowlang/client';
import type { RunningServer } from 'flowlang/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkExchange } from '../conformance/check-exchange.ts';
import { readEvents } from '../conformance/events.ts';
import type { JsonObject } from '../conformance/exchange.ts';
import type { Target } from './play.ts';
import { Recorder } from './record.ts';
import { serveFlows, targetAt } from './serve.ts';

const READERS = 200;
const SLOW = { timeout: 30_000 };

let server: RunningServer;
let target: Target;

beforeAll(async () => {
  server = await serveFlows();
  target = await targetAt(server.url);
});
afterAll(() => server.close(0));

/** The flow ends for all when the last of them has come: so all of them run at the same time. */
function partiesOf(place: string): { place: string; parties: number; me: string }[] {
  return Array.from({ length: READERS }, (_, index) => ({ place, parties: READERS, me: `reader-${index}` }));
}

const EXPECTED = [
  'flow_started',
  'step_started before',
  'step_progress before',
  'step_completed before',
  'step_started meeting',
  'step_completed meeting',
  'step_started after',
  'step_progress after',
  'step_completed after',
  'flow_completed',
];

interface Seen {
  readonly me: string;
  readonly events: readonly JsonObject[];
}

function expectOwnEvents(seen: readonly Seen[]): void {
  const ids = new Set(seen.map(({ events }) => events[0]?.['execution_id']));
  expect(ids.size).toBe(READERS);
  for (const { me, events } of seen) {
    expect(events.map(({ type, step_id }) => (step_id === null ? type : `${type} ${step_id}`))).toEqual(EXPECTED);
    expect(events.map(({ seq }) => seq)).toEqual(EXPECTED.map((_, index) => index + 1));
    expect(new Set(events.map(({ execution_id }) => execution_id)).size).toBe(1);
    expect(events[0]).toMatchObject({ inputs: { me } });
    expect(events.filter(({ type }) => type === 'step_progress')).toMatchObject([{ message: me }, { message: me }]);
    expect(events.at(-1)).toMatchObject({ outputs: { me, arrived: READERS } });
  }
}

test('200 streams at once each have their own events on the wire', SLOW, async () => {
  const seen = await Promise.all(
    partiesOf(randomUUID()).map(async (inputs): Promise<Seen> => {
      const recorder = new Recorder();
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ inputs }),
      };
      await (await recorder.fetch(`${server.url}/flows/Rendezvous/execute/stream`, init)).text();
      const [exchange] = await recorder.exchanges();
      if (exchange === undefined) throw new Error('Nothing was recorded');
      expect(checkExchange(target.contract, exchange)).toEqual([]);
      return { me: inputs.me, events: readEvents(exchange).events.map(({ data }) => data) };
    }),
  );
  expectOwnEvents(seen);
});

test('200 streams of one client at once each have their own events', SLOW, async () => {
  const client = new FlowLangClient({ baseUrl: server.url, retry: false });
  const seen = await Promise.all(
    partiesOf(randomUUID()).map(async (inputs): Promise<Seen> => {
      const events: JsonObject[] = [];
      for await (const event of client.executeFlowStream('Rendezvous', inputs)) events.push({ ...event });
      return { me: inputs.me, events };
    }),
  );
  expectOwnEvents(seen);
});

test('200 readers of one execution each have all of its events', SLOW, async () => {
  const client = new FlowLangClient({ baseUrl: server.url, retry: false });
  const inputs = { place: randomUUID(), parties: 2, me: 'shared' };
  const options = { idempotencyKey: randomUUID() };
  const readers = Array.from({ length: READERS }, () =>
    Array.fromAsync(client.executeFlowStream('Rendezvous', inputs, options)),
  );
  const [other, ...streams] = await Promise.all([
    client.executeFlow('Rendezvous', { ...inputs, me: 'other' }),
    ...readers,
  ] as const);
  expect(other.success).toBe(true);
  for (const events of streams) expect(events).toEqual(streams[0]);
  expect(streams[0]?.map(({ seq }) => seq)).toEqual(EXPECTED.map((_, index) => index + 1));
});
