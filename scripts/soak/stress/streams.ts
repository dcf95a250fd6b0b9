/** Ten thousand open streams on executions that wait: the memory of the server. */
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStream, rawRequest } from '../../raw-http.ts';
import { atMost, type Finding, holds, many, residentMegabytes, told, withServer } from './rig.ts';
import { letGo } from './waiting.ts';

const STREAMS = 10_000;
const MEGABYTES = 400;

export function streams(): Promise<Finding[]> {
  return withServer(
    { openFiles: 2 * STREAMS, args: ['--max-concurrency', String(2 * STREAMS)] },
    async ({ server }) => {
      const before = residentMegabytes(server.pid);
      const ids: string[] = [];
      const sockets: Socket[] = [];
      const began = performance.now();
      await many(STREAMS, 64, async (index) => {
        const body = JSON.stringify({ inputs: { who: `caller ${index}` } });
        // Else the server would keep the connection, for another request, when the stream has ended.
        const request = rawRequest('POST', '/flows/Waiting/execute/stream', { body, headers: { connection: 'close' } });
        let text = '';
        const waits = (more: string): 'enough' | undefined => {
          text += more;
          return text.includes('step_waiting') ? 'enough' : undefined;
        };
        sockets.push(await openStream(server.port, request, waits));
        ids.push(/\r\nx-execution-id: (\S+)/i.exec(text)?.[1] ?? '');
      });
      const seconds = (performance.now() - began) / 1000;
      // What was only needed to open them may go.
      await sleep(5000);
      const after = residentMegabytes(server.pid);
      const ended = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
      const taken = await letGo(server.port, ids);
      await Promise.race([ended, sleep(30_000)]);
      return [
        atMost(`resident memory with ${STREAMS} open streams on waiting executions`, after, MEGABYTES, 'MB'),
        told('before the first of them', `${before.toFixed(0)} MB`),
        told('time to open them', `${seconds.toFixed(1)} s`),
        holds('all take their delivery', taken === STREAMS, `${taken}`),
        holds(
          'all end',
          sockets.every((socket) => socket.readableEnded || socket.destroyed),
        ),
      ];
    },
  );
}
