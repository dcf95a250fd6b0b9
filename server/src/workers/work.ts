/** One of several processes that serve a project together. */
import { once } from 'node:events';
import { FlowLangError } from '../errors.ts';
import { type RunningServer, type ServerOptions, startServer } from '../start-server.ts';
import { Link } from './link.ts';
import type { Message } from './peer.ts';

export interface WorkEvents {
  /** All workers listen, and this is the one that tells so. */
  readonly onAnnounce: (server: RunningServer, processes: readonly number[]) => void;
}

/** Serves until the process that leads tells it to stop; a failure is told to that one. Answers whether it could begin. */
export async function work(options: ServerOptions, { onAnnounce }: WorkEvents): Promise<boolean> {
  const stop = Promise.withResolvers<number>();
  const running = Promise.withResolvers<RunningServer>();
  const link = new Link(say, {
    announce: (processes) => void running.promise.then((server) => onAnnounce(server, processes)),
    drain: (grace) => stop.resolve(grace),
  });
  process.on('message', (message) => link.hub.take(message));
  let server: RunningServer;
  try {
    server = await startServer(options, link);
  } catch (thrown) {
    link.hub.tell('cannot', thrown instanceof FlowLangError ? thrown.message : String(thrown));
    // The one that leads has heard it, and ends this one.
    await once(process, 'disconnect');
    return false;
  }
  running.resolve(server);
  link.hub.tell('listens');
  await server.close(await stop.promise);
  return true;
}

/** What cannot be said any more is no failure: without the one that leads, this process ends. */
function say(message: Message): void {
  process.send?.(message, undefined, undefined, () => {});
}
