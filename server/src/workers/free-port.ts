/** Workers have the port open, too: where the process that led them was killed, they may still be about to end. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE = 3000;
const LOOK_AGAIN = 50;

/** Resolves when the port can be used, or is not going to be: then whoever listens says why. */
export async function portIsFree(host: string, port: number): Promise<void> {
  for (const until = performance.now() + PATIENCE; performance.now() < until; await delay(LOOK_AGAIN)) {
    const server = createServer();
    try {
      server.listen({ host, port });
      await once(server, 'listening');
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE') continue;
      return;
    }
    server.close();
    await once(server, 'close');
    return;
  }
}
