/** Starts a server that listens. */
import { flushCompileCache } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type AssembledServer, type AssemblyOptions, assembleServer, type Fellowship } from './assemble-server.ts';
import { FlowLangError } from './errors.ts';
import { listenBeside } from './http/node-server.ts';
import { isLoopback } from './http/safety.ts';
import type { Snapshot } from './project/catalog.ts';

export interface ServerOptions extends AssemblyOptions {
  /** Default `localhost`: only this machine. */
  readonly host?: string;
  /** Default 8000; 0 takes any that is free. */
  readonly port?: number;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly app: FastifyInstance;
  readonly snapshot: Snapshot;
  /** Takes no new work, gives what runs `grace` milliseconds (default 10 s), cancels the rest, and ends. */
  close(grace?: number): Promise<void>;
}

/** The port is taken by another program. */
export class PortInUseError extends FlowLangError {
  override name = 'PortInUseError';
}

/**
 * Loads the project and serves it.
 *
 * @throws ProjectError if there is nothing to serve, PortInUseError
 */
export function startServer(
  { host = 'localhost', port = 8000, ...options }: ServerOptions,
  fellows?: Fellowship,
): Promise<RunningServer> {
  return startListening(
    assembleServer(options, () => isLoopback(host), fellows),
    host,
    port,
  );
}

export async function startListening(server: AssembledServer, host: string, port: number): Promise<RunningServer> {
  const { app } = server;
  try {
    await app.ready();
    // One that is killed writes nothing at its end, and would compile everything again at each start: what takes the types out
    // of tasks alone is 15 MB. Before it listens, for it takes a moment.
    flushCompileCache();
    await listen(app, host, port);
  } catch (thrown) {
    // The reason of the failure is what a person is to know.
    await server.close(0).catch(() => {});
    throw thrown;
  }
  server.resume();
  const { port: actual } = app.server.address() as AddressInfo; // It listens on TCP.
  return {
    url: `http://${urlHost(host)}:${actual}`,
    port: actual,
    app,
    get snapshot() {
      return server.snapshot;
    },
    close: (grace) => server.close(grace),
  };
}

/** Where a browser on this machine finds it. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
    if (host === 'localhost') await listenBeside(app);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EADDRINUSE') throw new PortInUseError(`Port ${port} is taken. Choose another with --port.`);
    if (code === 'EACCES') throw new FlowLangError(`Port ${port} may not be used by this user. Choose one above 1023.`);
    if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL')
      throw new FlowLangError(`${host} is no address of this machine.`);
    if (code === 'EMFILE' || code === 'ENFILE')
      throw new FlowLangError('No more files may be opened: raise the limit (`ulimit -n`, `LimitNOFILE` of systemd).');
    throw thrown;
  }
}
