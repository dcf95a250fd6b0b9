/** Wires a server: project, journal, engine and HTTP meet here and nowhere else. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Engine } from './engine/engine.ts';
import type { Journal, Logger } from './engine/ports.ts';
import { FlowLangError } from './errors.ts';
import { createApp } from './http/app.ts';
import type { ServerState } from './http/context.ts';
import { isLoopback } from './http/safety.ts';
import { MemoryJournal } from './journal/memory.ts';
import { Catalog, type Snapshot } from './project/catalog.ts';
import { loadConfig } from './project/config.ts';
import type { ProjectLocation } from './project/discover.ts';
import { loadFlows } from './project/load-flows.ts';
import { VERSION } from './version.ts';
import { silentLogger, systemWorld } from './world.ts';

export interface ServerOptions {
  readonly location: ProjectLocation;
  /** Default `localhost`: only this machine. */
  readonly host?: string;
  /** Default 8000; 0 takes any that is free. */
  readonly port?: number;
  /** Where executions are kept. `memory` ends with the process. */
  readonly journal?: 'memory';
  /** Origins that a browser may call from. */
  readonly cors?: readonly string[];
  /** Bytes. Default 1 MiB. */
  readonly bodyLimit?: number;
  /** Default: none. */
  readonly logger?: Logger;
  /** Milliseconds between the comments that keep a quiet stream awake. Default 15 s. */
  readonly heartbeat?: number;
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
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { location, logger = silentLogger, host = 'localhost', port = 8000, heartbeat, ...limits } = options;
  const config = loadConfig(location);
  const snapshot = await loadFlows(location, config);
  const world = systemWorld(logger, config.redact);
  const journal: Journal = new MemoryJournal({ now: world.clock.now });
  const engine = new Engine(journal, world);
  const state: ServerState = { phase: 'starting' };
  const { app, openAnswers } = await createApp(
    { catalog: new Catalog(snapshot), engine, journal, logger, version: VERSION, state, heartbeat },
    { ...limits, loopbackOnly: isLoopback(host) },
  );
  await listen(app, host, port);
  state.phase = 'ready';
  const { port: actual } = app.server.address() as AddressInfo; // It listens on TCP.
  const stop = async (grace: number): Promise<void> => {
    state.phase = 'draining';
    await engine.drain(grace);
    await openAnswers.given(PATIENCE);
    await app.close();
    await journal.close();
  };
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${urlHost(host)}:${actual}`,
    port: actual,
    app,
    snapshot,
    close(grace = 10_000) {
      stopped ??= stop(grace);
      return stopped;
    },
  };
}

/** Milliseconds that readers have, after the last execution has ended, to take the rest of their answers. */
const PATIENCE = 5000;

/** Where a browser on this machine finds it. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (thrown) {
    await app.close();
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EADDRINUSE') throw new PortInUseError(`Port ${port} is taken. Choose another with --port.`);
    if (code === 'EACCES') throw new FlowLangError(`Port ${port} may not be used by this user. Choose one above 1023.`);
    if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL')
      throw new FlowLangError(`${host} is no address of this machine.`);
    throw thrown;
  }
}
