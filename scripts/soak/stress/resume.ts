/** A start with ten thousand executions that wait: how long until all wait again, and whether the server lives meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RawConnection, rawRequest } from '../../raw-http.ts';
import { atMost, type Finding, holds, told, withServer } from './rig.ts';
import { beginWaiting, letGo } from './waiting.ts';

const WAITING = 10_000;
const SECONDS = 2;
/** Milliseconds. */
const LIVE_WITHIN = 50;

interface Resumed {
  readonly waiting: number;
  /** From the moment when it listens until all of them wait again. */
  readonly seconds: number;
  readonly sinceStart: number;
  /** Milliseconds of the slowest answer of /livez meanwhile. */
  readonly slowest: number;
  readonly asked: number;
  readonly lastWaits: boolean;
  readonly taken: number;
}

export async function resume(): Promise<Finding[]> {
  const found = await resumeSeconds();
  return [
    atMost(`seconds from listening until ${WAITING} executions wait again`, found.seconds, SECONDS, 's'),
    told('from the start of the process until then', `${found.sinceStart.toFixed(2)} s`),
    holds('the last of them waits', found.lastWaits),
    atMost(`slowest of ${found.asked} answers of /livez meanwhile`, found.slowest, LIVE_WITHIN, 'ms'),
    holds('all take their delivery', found.taken === WAITING, `${found.taken}`),
  ];
}

export function resumeSeconds(): Promise<Resumed> {
  return withServer({ args: ['--max-concurrency', String(2 * WAITING)] }, async ({ server }) => {
    const ids = await beginWaiting(server.port, WAITING);
    await server.end('killed');
    const began = performance.now();
    await server.start();
    const listening = performance.now();
    const live = watchLiveness(server.port);
    const record = await ask(server.port, `/flows/Waiting/executions/${ids.at(-1)}`);
    const resumed = performance.now();
    const liveness = await live.stop();
    return {
      waiting: WAITING,
      seconds: (resumed - listening) / 1000,
      sinceStart: (resumed - began) / 1000,
      ...liveness,
      lastWaits: record.body.includes('"waiting"'),
      taken: await letGo(server.port, ids),
    };
  });
}

async function ask(port: number, path: string): Promise<{ readonly status: number; readonly body: string }> {
  const connection = await RawConnection.open(port);
  const answer = await connection.ask(rawRequest('GET', path));
  connection.close();
  return answer;
}

function watchLiveness(port: number): { stop(): Promise<{ slowest: number; asked: number }> } {
  let stopped = false;
  let slowest = 0;
  let asked = 0;
  const watching = (async () => {
    const connection = await RawConnection.open(port);
    while (!stopped) {
      const began = performance.now();
      await connection.ask(rawRequest('GET', '/livez'));
      slowest = Math.max(slowest, performance.now() - began);
      asked += 1;
      await sleep(5);
    }
    connection.close();
  })();
  return {
    stop: async () => {
      stopped = true;
      await watching;
      return { slowest, asked };
    },
  };
}
