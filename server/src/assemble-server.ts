/** Wires a server: project, journal, engine and HTTP meet here and nowhere else. */
import type { FastifyInstance } from 'fastify';
import type { Elsewhere } from './engine/control.ts';
import { Engine } from './engine/engine.ts';
import type { ExecutionHead, Journal } from './engine/journal.ts';
import type { EngineLimits } from './engine/limits.ts';
import type { Plans } from './engine/plans.ts';
import type { Logger } from './engine/ports.ts';
import { addServices, type HttpServices, newApp } from './http/app.ts';
import type { ServerState } from './http/context.ts';
import { readOrigins } from './http/origins.ts';
import type { FarReaders, Readers } from './http/readers.ts';
import { type JournalChoice, type JournalOptions, openJournal } from './open-journal.ts';
import { type OpenProject, openProject } from './open-project.ts';
import type { Catalog, Snapshot } from './project/catalog.ts';
import type { ProjectLocation } from './project/discover.ts';
import { restorePlan } from './project/kept-plan.ts';
import { VERSION } from './version.ts';
import { silentLogger, systemWorld } from './world.ts';

export interface AssemblyOptions {
  readonly location: ProjectLocation;
  /** Where executions are kept. Default `memory`, which ends with the process. */
  readonly journal?: JournalChoice;
  readonly durability?: JournalOptions['durability'];
  readonly keep?: JournalOptions['keep'];
  readonly keepCount?: JournalOptions['keepCount'];
  /** What the engine grants. */
  readonly limits?: Partial<EngineLimits>;
  /** Origins that a browser may call from, such as `http://localhost:5173`; `*` is any. Default: none. */
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
  /** Puts edits of the project in force at once. Default false; never with NODE_ENV=production. */
  readonly hotReload?: boolean;
  /** Whose X-Forwarded-* headers are believed: addresses and subnets, or how many proxies there are. Default: nobody's. */
  readonly trustProxy?: string | number;
  /** The log tells of each request, at the level `debug`. */
  readonly logRequests?: boolean;
  /** Milliseconds between the comments that keep a quiet stream awake. Default 15 s. */
  readonly heartbeat?: number;
}

/** What makes a server one of several processes that share a journal. */
export interface Fellowship {
  readonly elsewhere: Elsewhere;
  readonly far: FarReaders;
  openJournal(tools: { readonly now: () => number; readonly logger: Logger }): Promise<Journal>;
  /** Called before it listens. */
  join(parts: {
    readonly engine: Engine;
    readonly readers: Readers;
    /** What this process was given to go on with is where it was. */
    readonly resumed: Promise<void>;
  }): void;
}

/** A server that does not listen yet. */
export interface AssembledServer {
  /** Loads the project when it is made ready: before it listens, or answers its first request. */
  readonly app: FastifyInstance;
  /** Of a server that is ready. */
  readonly snapshot: Snapshot;
  /** What the journal has that did not end goes on. Once. */
  resume(): void;
  /** Takes no new work, gives what runs `grace` milliseconds (default 10 s), cancels the rest, and ends. */
  close(grace?: number): Promise<void>;
}

/** @param isLocal answers, from when it listens on, whether it does for this machine only */
export function assembleServer(
  options: AssemblyOptions,
  isLocal: () => boolean,
  fellows?: Fellowship,
): AssembledServer {
  const app = newApp(options);
  const assembly = new Assembly(app, options, isLocal, fellows);
  app.register(Object.assign(() => assembly.open(), WHOLE_APP));
  return {
    app,
    get snapshot() {
      return assembly.snapshot;
    },
    resume: () => assembly.resume(),
    close: (grace) => assembly.close(grace),
  };
}

/** What is registered belongs to the app itself, and not to a part of it. */
const WHOLE_APP = { [Symbol.for('skip-override')]: true };

/** What is open while the server is. */
interface Parts {
  readonly project: OpenProject;
  readonly engine: Engine;
  readonly http: HttpServices;
  readonly release: () => Promise<void>;
}

class Assembly {
  private readonly app: FastifyInstance;
  private readonly options: AssemblyOptions;
  private readonly isLocal: () => boolean;
  private readonly fellows: Fellowship | undefined;
  private readonly logger: Logger;
  private readonly state: ServerState = { phase: 'starting' };
  private readonly resuming = Promise.withResolvers<void>();
  private parts: Parts | undefined;
  private isResumed = false;
  private isClosing = false;
  private drained: Promise<void> | undefined;

  constructor(app: FastifyInstance, options: AssemblyOptions, isLocal: () => boolean, fellows?: Fellowship) {
    this.fellows = fellows;
    this.app = app;
    this.options = options;
    this.isLocal = isLocal;
    this.logger = options.logger ?? silentLogger;
    // Whoever asks for executions is told.
    this.resuming.promise.catch(() => {});
    // A program of one's own may close the app itself.
    app.addHook('preClose', () => this.drain());
    app.addHook('onClose', async () => {
      if (!this.isClosing) await this.parts?.release();
    });
  }

  get snapshot(): Snapshot {
    if (this.parts === undefined) throw new Error('the server is not ready');
    return this.parts.project.catalog.snapshot;
  }

  async open(): Promise<void> {
    const { options, logger, state, fellows } = this;
    const { location, journal: choice = 'memory', limits, heartbeat } = options;
    const cors = readOrigins(options.cors ?? []);
    const project = await openProject(options, logger);
    const { catalog, config } = project;
    const world = systemWorld(logger, config.redact);
    const tools = { now: world.clock.now, logger };
    const opening = fellows?.openJournal(tools) ?? openJournal({ ...options, journal: choice }, location, tools);
    const journal = await opening.catch(async (thrown) => {
      await project.close();
      throw thrown;
    });
    const arm = (head: ExecutionHead): void => {
      if (head.cancel_on_disconnect) http.readers.arm(head.flow, head.execution_id);
    };
    const engine = new Engine(journal, world, {
      plans: plansOf(catalog),
      onResumed: arm,
      elsewhere: fellows?.elsewhere,
      ...(limits && { limits }),
    });
    const resumed = this.resuming.promise;
    const tied = { catalog, engine, journal, logger, state, far: fellows?.far };
    const context = { ...tied, version: VERSION, heartbeat, resumed };
    const http = await addServices(this.app, context, withLocality({ ...options, cors }, this.isLocal));
    fellows?.join({ engine, readers: http.readers, resumed });
    const overdue = setInterval(() => engine.endOverdue(), LOOK_FOR_OVERDUE);
    const release = async (): Promise<void> => {
      clearInterval(overdue);
      await journal.close();
      await project.close();
    };
    this.parts = { project, engine, http, release };
  }

  resume(): void {
    if (this.isResumed || this.parts === undefined) return;
    this.isResumed = true;
    const { state, logger, resuming, parts } = this;
    goOn(parts.engine, state, logger).then(resuming.resolve, (err: unknown) => {
      // A stop closes the journal, and the next start reads on.
      if (state.phase !== 'draining') logger.error({ err }, 'the executions of the journal do not go on');
      resuming.reject(err);
    });
  }

  async close(grace?: number): Promise<void> {
    this.isClosing = true;
    await this.drain(grace);
    await this.app.close();
    // Until then somebody may ask for executions.
    await this.parts?.release();
    this.parts = undefined;
  }

  private drain(grace = 10_000): Promise<void> {
    this.drained ??= this.letAllEnd(grace);
    return this.drained;
  }

  private async letAllEnd(grace: number): Promise<void> {
    this.state.phase = 'draining';
    if (this.parts === undefined) return;
    const { engine, http } = this.parts;
    await engine.drain(grace);
    http.letGo();
    await http.openAnswers.given(PATIENCE);
  }
}

function withLocality(options: AssemblyOptions, isLocal: () => boolean) {
  return {
    ...options,
    get loopbackOnly() {
      return isLocal();
    },
  };
}

/** What was left goes on while the server listens already. */
async function goOn(engine: Engine, state: ServerState, logger: Logger): Promise<void> {
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
    generation: () => catalog.snapshot,
  };
}

/** Milliseconds. */
const LOOK_FOR_OVERDUE = 60_000;

/** Milliseconds that readers have, after the last execution has ended, to take the rest of their answers. */
const PATIENCE = 5000;
