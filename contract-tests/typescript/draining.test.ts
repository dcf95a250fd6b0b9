/** What a server answers that is told to stop. It can be told so once: each test has a server of its own. */
import { randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type FlowEvent, FlowLangClient, ServerError } from '@flowlang/client';
import type { RunningServer } from 'flowlang/server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkExchange } from '../conformance/check-exchange.ts';
import type { Exchange } from '../conformance/exchange.ts';
import type { Target } from './play.ts';
import { Recorder } from './record.ts';
import { serveFlows, targetAt } from './serve.ts';

/** Milliseconds: time to ask a few questions, before the executions are cancelled. */
const GRACE = 1_000;

let server: RunningServer;
let target: Target;
let recorder: Recorder;
let client: FlowLangClient;

beforeEach(async () => {
  server = await serveFlows();
  target = await targetAt(server.url);
  recorder = new Recorder();
  client = new FlowLangClient({ baseUrl: server.url, fetch: recorder.fetch, retry: false });
});
afterEach(() => server.close(0).catch(() => {}));

/** Nobody else comes to this place. */
function alone(): { place: string; parties: number } {
  return { place: randomUUID(), parties: 2 };
}

/** An execution that ends only by being cancelled, and the promise of all its events. */
async function waiting(): Promise<{ events: Promise<FlowEvent[]> }> {
  const signal = new EventTarget();
  const met = once(signal, 'met');
  const read = async (): Promise<FlowEvent[]> => {
    const events: FlowEvent[] = [];
    for await (const event of client.executeFlowStream('Rendezvous', alone())) {
      events.push(event);
      if (event.step_id === 'meeting') signal.dispatchEvent(new Event('met'));
    }
    return events;
  };
  const events = read();
  await Promise.race([met, events]);
  return { events };
}

async function ask(path: string): Promise<[status: number, body: unknown]> {
  const response = await recorder.fetch(`${server.url}${path}`, { method: 'GET' });
  return [response.status, await response.json()];
}

async function wireProblems(): Promise<string[]> {
  const exchanges: Exchange[] = await recorder.exchanges();
  return exchanges.flatMap((exchange) => checkExchange(target.contract, exchange));
}

test('A draining server takes no new work, and says so', async () => {
  const { events } = await waiting();
  const closed = server.close(GRACE);
  const refused = await client.executeFlow('Failing').catch((error: unknown) => error);
  const readiness = await ask('/readyz');
  const liveness = await ask('/livez');
  expect(refused).toBeInstanceOf(ServerError);
  expect(refused).toMatchObject({ status: 503, code: 'server_draining' });
  expect(readiness).toEqual([503, { status: 'draining' }]);
  expect(liveness).toEqual([200, { status: 'alive' }]);
  await Promise.all([events, closed]);
  expect(await wireProblems()).toEqual([]);
});

test('An execution that outlasts the grace is cancelled, and its stream ends with that', async () => {
  const { events } = await waiting();
  const closed = server.close(0);
  expect((await events).slice(-2)).toMatchObject([
    { type: 'step_cancelled', step_id: 'meeting', reason: expect.any(String) },
    { type: 'flow_cancelled', step_id: null, status: 'cancelled', cleanup_errors: [] },
  ]);
  await closed;
  expect(await wireProblems()).toEqual([]);
});

test('A caller who waits is told of the cancellation as a result', async () => {
  const arrived = requestArrives();
  const result = client.executeFlow('Rendezvous', alone());
  await arrived;
  await ask('/livez');
  const closed = server.close(0);
  expect(await result).toMatchObject({ success: false, error: { type: 'Cancelled' } });
  await closed;
  expect(await wireProblems()).toEqual([]);
});

/** The server runs in this process: Node itself tells when a request has come. */
function requestArrives(): Promise<void> {
  return new Promise((resolve) => {
    const heard = (): void => {
      unsubscribe('http.server.request.start', heard);
      resolve();
    };
    subscribe('http.server.request.start', heard);
  });
}
