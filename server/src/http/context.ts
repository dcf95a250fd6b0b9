/** What handlers work with. */
import type { Engine } from '../engine/engine.ts';
import type { Journal, Logger } from '../engine/ports.ts';
import type { Catalog } from '../project/catalog.ts';

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
}

/** Readiness as the outside sees it. */
export interface ServerState {
  phase: 'starting' | 'ready' | 'draining';
}

export interface AppOptions {
  /** Bytes. */
  readonly bodyLimit?: number;
  /** Origins that a browser may call from; none by default. */
  readonly cors?: readonly string[];
  /** Refuse hosts that are not this machine, against DNS rebinding. */
  readonly loopbackOnly?: boolean;
}
