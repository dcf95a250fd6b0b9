/** `flowlang serve`: serves a project until it is told to stop. */
import { loadConfig } from '../../project/config.ts';
import type { ProjectLocation } from '../../project/discover.ts';
import { type ServerOptions, startServer } from '../../start-server.ts';
import { createLogger } from '../logger.ts';
import { reloadsByDefault, serveUntilTold, tellerOf, WORKER } from '../serving.ts';
import type { ServeOptions } from './serve-options.ts';

export async function serve(options: ServeOptions): Promise<void> {
  const location: ProjectLocation =
    options.multi === undefined ? { projectDir: options.project ?? '.' } : { multiDir: options.multi };
  const config = loadConfig(location);
  const logger = createLogger(config, { level: options.logLevel, worker: config.env[WORKER] });
  const say = tellerOf(config, logger);
  const hotReload = options.reload ?? reloadsByDefault(config);
  const logRequests = options.logLevel === 'debug';
  const given = { location, logger, hotReload, logRequests, ...serverOptions(options) };
  if (options.workers > 1) {
    const { serveTogether } = await import('./serve-together.ts');
    await serveTogether(options, given, say);
    return;
  }
  await serveUntilTold(() => startServer(given), { logger, say, drainTimeout: options.drainTimeout });
}

function serverOptions(options: ServeOptions) {
  const {
    trustProxy,
    host,
    port,
    cors,
    journal,
    durability,
    keep,
    keepCount,
    listExecutions,
    maxStreams,
    disconnectGrace,
  } = options;
  const { maxConcurrency, maxUnfinished, maxTime, maxSteps, maxEvents, maxOutput, maxAllOutput } = options;
  const { maxBody: bodyLimit } = options;
  const limits = {
    concurrency: maxConcurrency,
    queue: maxConcurrency,
    unfinished: maxUnfinished,
    time: maxTime / 1000,
    steps: maxSteps,
    events: maxEvents,
    output: maxOutput,
    allOutput: maxAllOutput,
  };
  const given = {
    ...(cors && { cors }),
    ...(listExecutions && { listExecutions }),
    ...(trustProxy !== undefined && { trustProxy }),
  };
  const kept = { journal, durability, keep, keepCount };
  return { host, port, ...kept, maxStreams, disconnectGrace, bodyLimit, limits, ...given } satisfies Omit<
    ServerOptions,
    'location'
  >;
}
