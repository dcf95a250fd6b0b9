/** `flowlang serve`: serves a project until it is told to stop. */
import { once } from 'node:events';
import type { Logger } from '../../engine/ports.ts';
import type { JournalChoice } from '../../open-journal.ts';
import { implementationProgress, type LoadedFlow } from '../../project/catalog.ts';
import { loadConfig } from '../../project/config.ts';
import type { ProjectLocation } from '../../project/discover.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../start-server.ts';
import { VERSION } from '../../version.ts';
import { terminal, terminalLogger } from '../terminal.ts';

export interface ServeOptions {
  readonly project?: string;
  readonly multi?: string;
  readonly host: string;
  readonly port: number;
  readonly journal: JournalChoice;
  readonly durability: 'full' | 'normal';
  /** Milliseconds, as all times. */
  readonly keep: number;
  readonly keepCount: number;
  readonly maxConcurrency: number;
  readonly maxTime: number;
  readonly maxSteps: number;
  readonly maxEvents: number;
  readonly maxOutput: number;
  readonly maxBody: number;
  readonly maxStreams: number;
  readonly drainTimeout: number;
  readonly listExecutions?: boolean;
  readonly cors?: readonly string[];
}

export async function serve(options: ServeOptions): Promise<void> {
  const location: ProjectLocation =
    options.multi === undefined ? { projectDir: options.project ?? '.' } : { multiDir: options.multi };
  const logger = terminalLogger(loadConfig(location).redact);
  surviveStrays(logger);
  // Listened to from the start: one that comes while the project is loaded is no reason to be killed.
  const told = Promise.race(SIGNALS.map((signal) => once(process, signal)));
  const server = await startServer({ location, logger, ...serverOptions(options) });
  announce(server);
  const [signal] = await told;
  for (const again of SIGNALS) process.once(again, () => process.exit(1));
  terminal.note(`\n${signal}: taking no new work, finishing what runs. Once more to stop at once.`);
  await server.close(options.drainTimeout);
}

function serverOptions(options: ServeOptions): Omit<ServerOptions, 'location'> {
  const { host, port, cors, journal, durability, keep, keepCount, listExecutions, maxStreams } = options;
  const { maxConcurrency, maxTime, maxSteps, maxEvents, maxOutput, maxBody: bodyLimit } = options;
  const limits = {
    concurrency: maxConcurrency,
    queue: maxConcurrency,
    time: maxTime / 1000,
    steps: maxSteps,
    events: maxEvents,
    output: maxOutput,
  };
  const given = { ...(cors && { cors }), ...(listExecutions && { listExecutions }) };
  return { host, port, journal, durability, keep, keepCount, maxStreams, bodyLimit, limits, ...given };
}

/** What a task leaves behind, a promise or a timer that nobody waits for, must not end the executions of others. */
function surviveStrays(logger: Logger): void {
  const log = (err: unknown): void =>
    logger.error({ err }, 'a task left something behind that failed; the server goes on');
  process.on('unhandledRejection', log);
  process.on('uncaughtException', log);
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

function announce(server: RunningServer): void {
  const flows = [...server.snapshot.flows.values()];
  for (const flow of flows) if (flow.state === 'invalid') terminal.note(`${flow.frames}\n`);
  terminal.print(
    `FlowLang ${VERSION} serves ${flows.length === 1 ? 'one flow' : `${flows.length} flows`} on ${server.url}\n`,
  );
  const width = Math.max(...flows.map((flow) => flow.name.length));
  for (const flow of flows) terminal.print(`  ${flow.name.padEnd(width)}  ${describe(flow)}`);
  terminal.print(`\n  Reference  ${server.url}/docs\n  Stop       Ctrl-C`);
}

function describe(flow: LoadedFlow): string {
  if (flow.state === 'invalid')
    return terminal.style('red', 'invalid     it is shown, and answers 503 until it is mended');
  const { tasks, pendingTasks } = flow;
  const progress = implementationProgress(tasks.length, tasks.length - pendingTasks.length);
  if (flow.state === 'ready') return `${terminal.style('green', 'ready')}       ${progress}`;
  return `${terminal.style('yellow', 'incomplete')}  ${progress}, to do: ${pendingTasks.join(', ')}`;
}
