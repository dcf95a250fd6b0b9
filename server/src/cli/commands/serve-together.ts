/** `flowlang serve --workers N`: the process that leads, or one of those that it has begun with the same command line. */
import cluster from 'node:cluster';
import { FlowLangError } from '../../errors.ts';
import { sqliteOptions } from '../../open-journal.ts';
import { discover } from '../../project/discover.ts';
import type { ServerOptions } from '../../start-server.ts';
import { portIsFree } from '../../workers/free-port.ts';
import { Crew } from '../../workers/lead.ts';
import { work } from '../../workers/work.ts';
import { systemClock } from '../../world.ts';
import { SIGNALS, stopping, surviveStrays, type Teller, toldToStop, WORKER } from '../serving.ts';
import type { ServeOptions } from './serve-options.ts';

type Given = ServerOptions & Required<Pick<ServerOptions, 'logger' | 'limits' | 'maxStreams'>>;

export async function serveTogether(options: ServeOptions, given: Given, say: Teller): Promise<void> {
  if (cluster.isWorker) await serveAsOne(given, options, say);
  else await lead(options, given, say);
}

async function lead(options: ServeOptions, given: Given, say: Teller): Promise<void> {
  const { workers, journal, drainTimeout } = options;
  if (journal === 'memory')
    throw new FlowLangError(
      'Workers share a journal in a file: leave --journal memory out, or --workers. (What is in memory one process knows alone.)',
    );
  const { location, logger } = given;
  // Said here, before a journal is made where nothing is.
  await discover(location);
  await portIsFree(options.host, options.port);
  const tools = { now: systemClock.now, logger };
  const told = toldToStop();
  const crew = await Crew.begin({
    workers,
    journal: sqliteOptions(journal, given, location, tools),
    environment: (number) => ({ [WORKER]: String(number) }),
    logger,
  });
  await stopping(told, say, () => crew.kill());
  await crew.close(drainTimeout);
}

async function serveAsOne(given: Given, { workers }: ServeOptions, say: Teller): Promise<void> {
  // A terminal sends its signals to all processes: the one that leads tells the others what to do.
  for (const signal of SIGNALS) process.on(signal, () => {});
  surviveStrays(given.logger);
  const { concurrency = workers, queue = workers, unfinished = workers } = given.limits;
  const share = (whole: number): number => Math.ceil(whole / workers);
  const shares = { concurrency: share(concurrency), queue: share(queue), unfinished: share(unfinished) };
  const limits = { ...given.limits, ...shares };
  const options = { ...given, limits, maxStreams: share(given.maxStreams) };
  if (!(await work(options, { onAnnounce: (server, processes) => say.serves(server, processes) })))
    process.exitCode = 2;
}
