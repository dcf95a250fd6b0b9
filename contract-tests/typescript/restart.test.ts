/** A server that goes and comes back: its clients go on with what they had begun, and notice nothing else. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FlowEvent, FlowLangClient } from '@flowlang/client';
import { type RunningServer, startServer } from 'flowlang/server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from './scenario.ts';

let folder: string;
let server: RunningServer;
let client: FlowLangClient;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'flowlang-restart-'));
  server = await serve(0);
  client = new FlowLangClient({ baseUrl: server.url, retry: { attempts: 20, baseDelay: 50, maxDelay: 200 } });
});

afterEach(async () => {
  await server.close(0);
  rmSync(folder, { recursive: true });
});

function serve(port: number): Promise<RunningServer> {
  const journal = `sqlite:${path.join(folder, 'executions.db')}` as const;
  return startServer({ location: { multiDir: path.join(ROOT, 'flows') }, host: '127.0.0.1', port, journal });
}

async function restart(): Promise<void> {
  await server.close(0);
  server = await serve(server.port);
}

function isWaiting(event: FlowEvent): boolean {
  return event.type === 'step_waiting' && event.step_id === 'answer';
}

test('A stream goes on over a restart, and has every event once and in order', async () => {
  const stream = client.executeFlowStream('Approval');
  const events: FlowEvent[] = [];
  for await (const event of stream) {
    events.push(event);
    if (!isWaiting(event)) continue;
    await restart();
    await client.sendEvent('Approval', event.execution_id, 'answered', { approved: true });
  }
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(new Set(events.map(({ execution_id }) => execution_id)).size).toBe(1);
  expect(await stream.result()).toMatchObject({ success: true, outputs: { approved: true } });
}, 30_000);

test('A caller who waits for the result gets it from the server that comes back', async () => {
  const idempotencyKey = crypto.randomUUID();
  const begun = await client.startFlow('Approval', {}, { idempotencyKey });
  for await (const event of begun.events()) if (isWaiting(event)) break;
  const [result, handled] = [client.executeFlow('Approval', {}, { idempotencyKey }), begun.result()];
  await client.health();
  await restart();
  await begun.send('answered', { approved: false });
  expect(await result).toMatchObject({ success: true, execution_id: begun.id, outputs: { approved: false } });
  expect(await handled).toEqual(await result);
}, 30_000);

test('What was known of executions is known after a restart, and a failed one is retried', async () => {
  const failed = await client.executeFlow('Fragile', { name: folder });
  await restart();
  expect(await client.getExecution('Fragile', failed.execution_id)).toMatchObject({
    status: 'failed',
    inputs: { name: folder },
  });
  const [listed] = await Array.fromAsync(client.listExecutions('Fragile'));
  expect(listed?.execution_id).toBe(failed.execution_id);
  const again = await client.retryExecution('Fragile', failed.execution_id);
  // The steps of this process count on: the one that was completed is not among those that run again.
  expect(await again.result()).toMatchObject({ success: true, outputs: { counted: 1 } });
}, 30_000);
