/** A server inside a program of one's own: `api.ts`. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type AssembledServer, type AssemblyOptions, assembleServer } from './assemble-server.ts';
import { createLogger, type LogLevel } from './cli/logger.ts';
import { reloadsByDefault, serveUntilTold, type Teller, tellerOf } from './cli/serving.ts';
import { terminal } from './cli/terminal.ts';
import type { Logger } from './engine/ports.ts';
import { FlowLangError, ProjectError } from './errors.ts';
import { isLoopback } from './http/safety.ts';
import { loadConfig } from './project/config.ts';
import type { ProjectLocation } from './project/discover.ts';
import { startListening } from './start-server.ts';

export type { LogLevel };

/** `journal` is `sqlite` by default: executions survive a restart. */
export interface FlowServerOptions extends Omit<AssemblyOptions, 'location'> {
  /** A folder with one flow.yaml. Default: the folder in which the program was started. */
  readonly projectDir?: string;
  /** A folder whose folders have a flow.yaml each. */
  readonly multiDir?: string;
  /** Puts edits in force at once. Default: on a terminal. Never with NODE_ENV=production. */
  readonly hotReload?: boolean;
  /** Default: lines on standard error; with NODE_ENV=production, JSON on standard output. pino fits. */
  readonly logger?: Logger;
  /** Lines below this level are left out. Default `info`. */
  readonly logLevel?: LogLevel;
}

export interface RunOptions {
  /** Default `localhost`: only this machine. */
  readonly host?: string;
  /** Default 8000; 0 takes any that is free. */
  readonly port?: number;
}

/**
 * Serves a project as `flowlang serve` does.
 *
 * ```ts
 * const server = new FlowServer({ projectDir: import.meta.dirname, hotReload: true });
 * export const { app } = server;
 * if (import.meta.main) await server.run({ host: '0.0.0.0', port: 8000 });
 * ```
 */
export class FlowServer {
  /** For routes of one's own, and for `app.inject`. The project is loaded before it answers. */
  readonly app: FastifyInstance;
  private readonly server: AssembledServer;
  private readonly logger: Logger;
  private readonly say: Teller;
  private host: string | undefined;

  /** @throws ProjectError if both a folder of one flow and one of several are given */
  constructor(options: FlowServerOptions = {}) {
    const { projectDir, multiDir, logLevel = 'info', ...others } = options;
    const location = locationOf(projectDir, multiDir);
    const config = loadConfig(location);
    const { logger } = options;
    this.logger =
      logger === undefined ? createLogger(config, { level: logLevel, worker: undefined }) : atLeast(logLevel, logger);
    this.say = tellerOf(config, this.logger);
    this.server = assembleServer(
      { journal: 'sqlite', hotReload: reloadsByDefault(config), ...others, location, logger: this.logger },
      () => this.isLocal(),
    );
    this.app = this.server.app;
    // `app.listen` and `app.inject` do not go through `run`.
    this.app.addHook('onListen', async () => this.server.resume());
    this.app.addHook('onRequest', (_request, _reply, done) => {
      this.server.resume();
      done();
    });
  }

  /**
   * Listens, and resolves when a signal has ended it and what ran has had its time. What keeps it from listening (a flow that
   * is not there, a port that is taken) it tells on standard error, and ends with code 2.
   */
  async run({ host = 'localhost', port = 8000 }: RunOptions = {}): Promise<void> {
    this.host = host;
    try {
      const { logger, say } = this;
      await serveUntilTold(() => startListening(this.server, host, port), { logger, say });
    } catch (thrown) {
      if (!(thrown instanceof FlowLangError)) throw thrown;
      terminal.note(`flowlang: ${thrown.message}`);
      process.exitCode = 2;
    }
  }

  /** Takes no new work, gives what runs `grace` milliseconds (default 10 s), cancels the rest, and ends. */
  close(grace?: number): Promise<void> {
    return this.server.close(grace);
  }

  private isLocal(): boolean {
    if (this.host !== undefined) return isLoopback(this.host);
    // A socket in the file system is for this machine, whatever it is called.
    const addresses: readonly (AddressInfo | string)[] = this.app.addresses();
    return addresses.every((one) => typeof one === 'string' || isLoopback(one.address));
  }
}

function locationOf(projectDir: string | undefined, multiDir: string | undefined): ProjectLocation {
  if (multiDir === undefined) return { projectDir: projectDir ?? '.' };
  if (projectDir === undefined) return { multiDir };
  throw new ProjectError('A FlowServer takes `projectDir` or `multiDir`, not both.');
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

function atLeast(level: LogLevel, logger: Logger): Logger {
  const lowest = level === 'silent' ? LEVELS.length : LEVELS.indexOf(level);
  const nothing = (): void => {};
  const log = (one: keyof Logger): Logger[keyof Logger] =>
    LEVELS.indexOf(one) < lowest ? nothing : (fields, message) => logger[one](fields, message);
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
