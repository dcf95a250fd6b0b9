/** What `serve`, with one process or several, and a program of one's own do alike: they serve until they are told to stop. */
import { once } from 'node:events';
import type { Logger } from '../engine/ports.ts';
import { implementationProgress, type LoadedFlow, pendingText } from '../project/catalog.ts';
import type { Config } from '../project/config.ts';
import { firstError } from '../project/flow-resources.ts';
import type { RunningServer } from '../start-server.ts';
import { VERSION } from '../version.ts';
import { terminal } from './terminal.ts';

export interface Serving {
  readonly logger: Logger;
  readonly say: Teller;
  /** Milliseconds that a stop waits for what runs. */
  readonly drainTimeout?: number;
}

/** Resolves when all is ended. */
export async function serveUntilTold(
  start: () => Promise<RunningServer>,
  { logger, say, drainTimeout }: Serving,
): Promise<void> {
  surviveStrays(logger);
  const told = toldToStop();
  const server = await start();
  say.serves(server);
  await stopping(told, say);
  await server.close(drainTimeout);
}

/** Where somebody sits and edits. */
export function reloadsByDefault({ production }: Config): boolean {
  return process.stdout.isTTY && !production;
}

/** Resolves with the first one. Listened to from the start: one that comes while the project is loaded is no reason to be killed. */
export function toldToStop(): Promise<string> {
  return Promise.race(SIGNALS.map((signal) => once(process, signal).then(() => signal)));
}

/** Resolves when the server is told to stop; the next signal ends it at once. */
export async function stopping(told: Promise<string>, say: Teller, end: () => void = () => {}): Promise<void> {
  const signal = await told;
  for (const again of SIGNALS) {
    process.on(again, () => {
      // The shell and the kernel both say that a terminal has gone: that is told twice, and meant once.
      if (again === 'SIGHUP') return;
      end();
      process.exit(1);
    });
  }
  say.stops(signal);
}

/** What the environment of a worker says of it. */
export const WORKER = 'FLOWLANG_WORKER';

/** What is to be known of a server beside its log. */
export interface Teller {
  serves(server: RunningServer, processes?: readonly number[]): void;
  stops(signal: string): void;
}

/** In production nothing but lines of JSON. */
export function tellerOf({ production }: Config, logger: Logger): Teller {
  if (!production)
    return {
      serves: announce,
      stops: (signal) =>
        terminal.note(`\n${signal}: taking no new work, finishing what runs. Once more to stop at once.`),
    };
  return {
    serves({ url, snapshot }, processes) {
      const flows = [...snapshot.flows.values()];
      for (const { name, state, file, diagnostics } of flows)
        if (state === 'invalid')
          logger.error({ flow: name, file, problem: firstError(diagnostics) }, 'a flow is invalid, and answers 503');
      logger.info({ version: VERSION, url, flows: flows.length, processes }, 'the server is ready');
    },
    stops: (signal) => logger.info({ signal }, 'the server takes no new work, and finishes what runs'),
  };
}

/** What a task leaves behind, a promise or a timer that nobody waits for, must not end the executions of others. */
export function surviveStrays(logger: Logger): void {
  const log = (err: unknown): void =>
    logger.error({ err }, 'a task left something behind that failed; the server goes on');
  process.on('unhandledRejection', log);
  process.on('uncaughtException', log);
}

/** With SIGHUP comes the end of a terminal, or of a session. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function announce(server: RunningServer, processes: readonly number[] = []): void {
  const flows = [...server.snapshot.flows.values()];
  for (const flow of flows) if (flow.state === 'invalid') terminal.note(`${flow.frames}\n`);
  terminal.print(
    `FlowLang ${VERSION} serves ${flows.length === 1 ? 'one flow' : `${flows.length} flows`} on ${server.url}\n`,
  );
  const width = Math.max(...flows.map((flow) => flow.name.length));
  for (const flow of flows) terminal.print(`  ${flow.name.padEnd(width)}  ${describe(flow)}`);
  if (processes.length > 0) terminal.print(`\n  Workers    ${processes.length}, processes ${processes.join(', ')}`);
  terminal.print(`\n  Reference  ${server.url}/docs\n  Stop       Ctrl-C`);
}

function describe(flow: LoadedFlow): string {
  if (flow.state === 'invalid')
    return terminal.style('red', 'invalid     it is shown, and answers 503 until it is mended');
  const { tasks, pendingTasks } = flow;
  const progress = implementationProgress(tasks.length, tasks.length - pendingTasks.length);
  if (flow.state === 'ready') return `${terminal.style('green', 'ready')}       ${progress}`;
  return `${terminal.style('yellow', 'incomplete')}  ${progress}, to do: ${pendingText(tasks)}`;
}
