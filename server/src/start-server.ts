/** Wires a server: project, journal, engine and HTTP meet here and nowhere else. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Engine } from './engine/engine.ts';
import type { ExecutionHead } from './engine/journal.ts';
import type { EngineLimits } from './engine/limits.ts';
import type { Plans } from './engine/plans.ts';
import type { Logger } from './engine/ports.ts';
import { FlowLangError } from './errors.ts';
import { createApp } from './http/app.ts';
import type { ServerState } from './http/context.ts';
import { isLoopback } from './http/safety.ts';
import { type JournalChoice, type JournalOptions, openJournal } from './open-journal.ts';
import { Catalog, type Snapshot } from './project/catalog.ts';
import { loadConfig } from './project/config.ts';
import type { ProjectLocation } from './project/discover.ts';
import { restorePlan } from './project/kept-plan.ts';
import { loadFlows } from './project/load-flows.ts';
import { BlockingWatch } from './tasks/blocking-watch.ts';
import { TaskThreads } from './tasks/task-threads.ts';
import { VERSION } from './version.ts';
import { silentLogger, systemWorld } from './world.ts';

export interface ServerOptions {
  readonly location: ProjectLocation;
  /** Default `localhost`: only this machine. */
  readonly host?: string;
  /** Default 8000; 0 takes any that is free. */
  readonly port?: number;
  /** Where executions are kept. Default `memory`, which ends with the process. */
  readonly journal?: JournalChoice;
  readonly durability?: JournalOptions['durability'];
  readonly keep?: JournalOptions['keep'];
  readonly keepCount?: JournalOptions['keepCount'];
  /** What the engine grants. */
  readonly limits?: Partial<EngineLimits>;
  /** Origins that a browser may call from. */
  readonly cors?: readonly string[];
  /** Bytes. Default 1 MiB. */
  readonly bodyLimit?: number;
  /** Executions may be listed though the server is not for this machine only. */
  readonly listExecutions?: boolean;
  /** Event streams that are open at a time. Default 20,000. */
  readonly maxStreams?: number;
  /** Milliseconds that the readers of an execution have to come back, where it is cancelled without them. Default 10 s. */
  readonly disconnectGrace?: number;
  /** Default: none. */
  readonly logger?: Logger;
  /** Milliseconds for which a task may keep the event loop before the log tells of it. Default 100. */
  readonly blockingThreshold?: number;
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
  const { location, logger = silentLogger, host = 'localhost', port = 8000, heartbeat, ...rest } = options;
  const { journal: choice = 'memory', limits, blockingThreshold, ...others } = rest;
  const config = loadConfig(location);
  const threads = new TaskThreads(logger);
  const watch = new BlockingWatch(logger, blockingThreshold);
  const catalog = new Catalog(await loadFlows(location, config, { threads, watch }));
  const world = systemWorld(logger, config.redact);
  const journal = await openJournal({ ...others, journal: choice }, location, { now: world.clock.now, logger });
  const arm = (head: ExecutionHead): void => {
    if (head.cancel_on_disconnect) http.readers.arm(head.flow, head.execution_id);
  };
  const engine = new Engine(journal, world, { plans: plansOf(catalog), onResumed: arm, ...(limits && { limits }) });
  const state: ServerState = { phase: 'starting' };
  const resuming = Promise.withResolvers<void>();
  const context = { catalog, engine, journal, logger, version: VERSION, state, heartbeat, resumed: resuming.promise };
  const http = await createApp(context, { ...others, loopbackOnly: isLoopback(host) });
  const { app } = http;
  try {
    await listen(app, host, port);
  } catch (thrown) {
    await journal.close();
    throw thrown;
  }
  resume(engine, state, logger).then(resuming.resolve, (err: unknown) => {
    // A stop closes the journal, and the next start reads on.
    if (state.phase !== 'draining') logger.error({ err }, 'the executions of the journal do not go on');
    resuming.reject(err);
  });
  // Whoever asks for executions is told.
  resuming.promise.catch(() => {});
  const overdue = setInterval(() => engine.endOverdue(), LOOK_FOR_OVERDUE);
  const { port: actual } = app.server.address() as AddressInfo; // It listens on TCP.
  const stop = async (grace: number): Promise<void> => {
    state.phase = 'draining';
    clearInterval(overdue);
    await engine.drain(grace);
    http.letGo();
    await http.openAnswers.given(PATIENCE);
    await app.close();
    await journal.close();
    watch.close();
    await threads.close();
  };
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${urlHost(host)}:${actual}`,
    port: actual,
    app,
    snapshot: catalog.snapshot,
    close(grace = 10_000) {
      stopped ??= stop(grace);
      return stopped;
    },
  };
}

/** What was left goes on while the server listens already. */
async function resume(engine: Engine, state: ServerState, logger: Logger): Promise<void> {
  const begun = performance.now();
  const count = await engine.resume();
  if (count > 0) {
    const executions = count === 1 ? 'one execution goes on' : `${count} executions go on`;
    logger.info({ executions: count, ms: Math.round(performance.now() - begun) }, `${executions} from the journal`);
  }
  if (state.phase === 'starting') state.phase = 'ready';
}

function plansOf(catalog: Catalog): Plans {
  return {
    current(name) {
      const flow = catalog.snapshot.flows.get(name);
      return flow === undefined || flow.state === 'invalid' ? undefined : flow.plan;
    },
    restore: (source) => restorePlan(source, catalog.snapshot.tasksOfFile),
  };
}

/** Milliseconds. */
const LOOK_FOR_OVERDUE = 60_000;

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
