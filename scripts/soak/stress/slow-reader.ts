/** A client that reads one byte a second, beside two hundred others: nobody waits for it, and it costs no memory. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { openStream, rawRequest } from '../../raw-http.ts';
import { atMost, type Finding, holds, many, residentMegabytes, withServer } from './rig.ts';

const OTHERS = 200;
const ITEMS = 100;
/** More events than the buffers of the operating system take. */
const SLOW_ITEMS = 30_000;

export function slowReader(): Promise<Finding[]> {
  return withServer({}, async ({ server }) => {
    await round(server.port);
    const alone = await round(server.port);
    const before = residentMegabytes(server.pid);
    const slow = await readSlowly(server.port);
    const beside = await round(server.port);
    const after = residentMegabytes(server.pid);
    const read = slow.stop();
    return [
      holds('the slow reader is still at it', read > 0, `${read} bytes`),
      atMost('time of 200 streams beside it, against without it', beside / alone, 2, '×'),
      atMost('memory that the server has taken meanwhile', after - before, 100, 'MB'),
    ];
  });
}

/** Milliseconds until all others have read their streams. */
async function round(port: number): Promise<number> {
  const began = performance.now();
  await many(OTHERS, OTHERS, async () => {
    let tail = '';
    const socket = await openStream(port, requestOf(ITEMS), (text) => {
      tail = (tail + text).slice(-1000);
      return tail.includes('flow_completed') ? 'enough' : undefined;
    });
    socket.destroy();
  });
  return performance.now() - began;
}

async function readSlowly(port: number): Promise<{ stop(): number }> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.write(requestOf(SLOW_ITEMS));
  let read = 0;
  await once(socket, 'readable');
  const timer = setInterval(() => {
    read += socket.read(1)?.length ?? 0;
  }, 1000);
  // The rest of a second, so that its execution has made more than anybody has read.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  return {
    stop: () => {
      clearInterval(timer);
      socket.destroy();
      return read;
    },
  };
}

function requestOf(items: number): Buffer {
  const body = JSON.stringify({ inputs: { items: Array.from({ length: items }, (_, index) => index) } });
  return rawRequest('POST', '/flows/Many/execute/stream', { body });
}
