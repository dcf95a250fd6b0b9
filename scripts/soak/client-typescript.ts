/**
 * Whether the TypeScript client leaves anything behind: sockets, timers, listeners of a signal that lives on, memory.
 *
 *   node scripts/soak/client-typescript.ts [--calls 100000] [--streams 10000]
 */
import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FlowLangClient } from '@flowlang/client';
import { MeasuredServer } from '../bench/load.ts';

/** What is there at one moment. */
export interface Left {
  readonly sockets: number;
  readonly timers: number;
  readonly listeners: number;
  /** Megabytes. */
  readonly heap: number;
}

const INPUTS = { order_id: 'ord_123', quantity: 2, price: 9.5 };

/** Calls at once. */
const LANES = 16;

/** Longer than fetch keeps a connection that nobody uses. */
const KEPT_ALIVE = 6_000;

/** What is there after a warm-up, and after so many calls and so many streams that were left or aborted. */
export async function leftBehind(calls: number, streams: number): Promise<readonly [before: Left, after: Left]> {
  const server = await MeasuredServer.start('flowlang-server.ts');
  // One that lives on, as that of an application does: each call listens to it for a while.
  const { signal } = new AbortController();
  const client = new FlowLangClient({ baseUrl: `http://127.0.0.1:${server.port}` });
  const call = async (): Promise<void> => {
    await client.executeFlow('Measured', INPUTS, { signal }).orThrow();
  };
  const use = async (someCalls: number, someStreams: number): Promise<void> => {
    await lanes(someCalls, call);
    await lanes(someStreams, (index) => leaveStream(client, signal, index));
    await sleep(KEPT_ALIVE);
  };
  await use(Math.min(calls, 2_000), Math.min(streams, 200));
  const before = await count(signal);
  await use(calls, streams);
  const after = await count(signal);
  server.stop();
  return [before, after];
}

/** Leaves a stream in one of the ways in which one is left. */
async function leaveStream(client: FlowLangClient, shared: AbortSignal, index: number): Promise<void> {
  const abort = new AbortController();
  const signal = index % 2 === 0 ? shared : AbortSignal.any([abort.signal, shared]);
  await using stream = client.executeFlowStream('Measured', INPUTS, { signal, onAbort: 'detach' });
  try {
    for await (const { seq } of stream) {
      if (index % 4 === 0 && seq === 2) break;
      if (index % 4 === 1) abort.abort();
      if (index % 4 === 2 && seq === 3) await stream[Symbol.asyncDispose]();
      if (index % 4 === 3 && seq === 5) abort.abort();
    }
  } catch (error) {
    if (!abort.signal.aborted) throw error;
  }
}

async function lanes(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function count(signal: AbortSignal): Promise<Left> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  // Twice, with a turn between: what a finalizer lets go of is collected by the second.
  for (let round = 0; round < 2; round++) {
    if (typeof collect === 'function') collect();
    await sleep(50);
  }
  const resources = process.getActiveResourcesInfo();
  const of = (kind: RegExp): number => resources.filter((resource) => kind.test(resource)).length;
  return {
    sockets: of(/^TCP/),
    timers: of(/^Timeout/),
    listeners: getEventListeners(signal, 'abort').length,
    heap: process.memoryUsage().heapUsed / 1e6,
  };
}

if (import.meta.main) {
  const options = {
    calls: { type: 'string', default: '100000' },
    streams: { type: 'string', default: '10000' },
  } as const;
  const { values } = parseArgs({ options });
  const [before, after] = await leftBehind(Number(values.calls), Number(values.streams));
  console.table({ before, after });
  const grown = after.sockets > before.sockets || after.timers > before.timers || after.listeners > before.listeners;
  process.exit(grown || after.heap - before.heap > 2 ? 1 : 0);
}
