/** What handlers work with. */
import type { Engine } from '../engine/engine.ts';
import type { Journal } from '../engine/journal.ts';
import type { Logger } from '../engine/ports.ts';
import type { Catalog } from '../project/catalog.ts';
import type { FarReaders, Readers } from './readers.ts';
import type { Streams } from './streams.ts';
import type { WaitingCallers } from './waiting-callers.ts';

/** What the app is given. */
export interface HttpContext {
  readonly catalog: Catalog;
  readonly engine: Engine;
  readonly journal: Journal;
  readonly logger: Logger;
  /** Of FlowLang. */
  readonly version: string;
  readonly state: ServerState;
  /** Milliseconds between the comments that keep a quiet stream awake. */
  readonly heartbeat?: number;
  /** Where other processes run executions of the same journal. */
  readonly far?: FarReaders | undefined;
  /** The executions that a start found unfinished go on. Until then, whoever asks for executions waits. */
  readonly resumed?: Promise<void>;
}

/** And what it has itself. */
export interface HandlerContext extends HttpContext {
  readonly streams: Streams;
  readonly readers: Readers;
  readonly callers: WaitingCallers;
  /** Whether executions may be listed. */
  readonly lists: boolean;
}

/** Readiness as the outside sees it. */
export interface ServerState {
  phase: 'starting' | 'ready' | 'draining';
}

export interface AppOptions {
  /** Bytes. */
  readonly bodyLimit?: number;
  /** Milliseconds in which a request must have arrived. Default a minute. */
  readonly requestTimeout?: number;
  /** Origins that a browser may call from; none by default. */
  readonly cors?: readonly string[];
  /** Refuse hosts that are not this machine, against DNS rebinding. */
  readonly loopbackOnly?: boolean;
  /** Executions may be listed though others than this machine can call. */
  readonly listExecutions?: boolean;
  /** Whose X-Forwarded-* headers are believed: addresses and subnets, or how many proxies there are. */
  readonly trustProxy?: string | number;
  /** The log tells of each request, at the level `debug`. */
  readonly logRequests?: boolean;
  /** Event streams that are open at a time. Default 20,000. */
  readonly maxStreams?: number;
  /** Milliseconds that the readers of an execution have to come back, where it is cancelled without them. Default 10 s. */
  readonly disconnectGrace?: number;
}
