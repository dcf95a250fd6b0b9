/**
 * The journal as the engine sees it: where executions are kept.
 *
 * 1. What is appended is never waited for; what a caller is told is read back from here, so that no result and no number of
 *    an event gets out before it is kept as safely as this journal can.
 * 2. What an execution needs to go on after a restart is its events, and facts where the events do not tell.
 */
import type { ExecutionError, FlowEvent, FlowFailed, Json, TerminalEvent } from '@flowlang/openapi';
import type { Values } from './ports.ts';

/** What makes two requests one: the same caller, flow, key and body. */
export interface IdempotencyKey {
  readonly key: string;
  /** Of the body: another one under the same key is a conflict. */
  readonly fingerprint: string;
  /** Go on with the execution that the key began; begin none. */
  readonly mustExist?: boolean;
}

/** Where an execution comes from. */
export type Origin = 'api' | 'retry' | 'subflow' | 'trigger';

/** What is known of an execution from its beginning, and never changes. */
export interface ExecutionHead {
  /** A UUIDv7: ids sort by the time of creation. */
  readonly execution_id: string;
  readonly flow: string;
  /** Milliseconds since 1970 UTC. */
  readonly created_at: number;
  /** As they may be shown. */
  readonly inputs: Values;
  /** Who asked; `anonymous` until there is authentication. */
  readonly principal: string;
  readonly origin: Origin;
  /** Of a retry: the execution that it takes up. */
  readonly parent_id?: string | undefined;
  /** Of a retry: the first execution of the line, whose id the idempotency keys of its tasks begin with. */
  readonly root_id?: string | undefined;
  /** From 1; a retry is one more than what it takes up. */
  readonly attempt: number;
  /** W3C Trace Context, as the caller sent it. */
  readonly traceparent?: string | undefined;
  /** It is cancelled when nobody has read it for a while. */
  readonly cancel_on_disconnect?: true | undefined;
}

/** One execution, as the journal first hears of it. */
export interface NewExecution {
  readonly head: ExecutionHead;
  /** Where some are sensitive: as they are. Never shown; a journal that lasts keeps them sealed. */
  readonly secretInputs?: Values | undefined;
  readonly plan: KeptPlan;
  /** What a retry takes over. */
  readonly facts?: readonly Fact[] | undefined;
}

/** What a plan can be made of again, kept once for all executions that run it. */
export interface KeptPlan {
  readonly fingerprint: string;
  /** Asked for when the journal does not have it yet. */
  source(): string;
}

export type Admission =
  | { readonly kind: 'created' }
  /** The key is known: this is the execution that it began. */
  | { readonly kind: 'joined'; readonly execution_id: string }
  | { readonly kind: 'conflict' }
  /** No execution was begun with this key, and none was to be. */
  | { readonly kind: 'unknown' }
  /** No room for another one without forgetting a key too early. */
  | { readonly kind: 'full'; readonly retry_after_seconds: number }
  /** Nothing can be kept now: the disk is full, or fails. */
  | { readonly kind: 'unavailable'; readonly retry_after_seconds: number; readonly problem: string };

/**
 * What a step must know to go on after a restart, where its events do not tell: because they are silent, tell no outputs, or
 * hide something. `path` is that of the step's events, with the indices of the loops around it. Times are milliseconds since 1970.
 */
export type Fact =
  | { readonly kind: 'completed'; readonly path: string; readonly result: Json }
  | { readonly kind: 'failed'; readonly path: string; readonly error: ExecutionError; readonly handled: boolean }
  /** Its `on_error` failed itself. */
  | { readonly kind: 'unhandled'; readonly path: string }
  /** Try number `attempt` failed; the next is due then. */
  | { readonly kind: 'retrying'; readonly path: string; readonly attempt: number; readonly due: number }
  | { readonly kind: 'waiting'; readonly path: string; readonly until: number }
  /** A time limit began to run. */
  | { readonly kind: 'began'; readonly path: string; readonly at: number }
  /** A time limit ran out. */
  | { readonly kind: 'expired'; readonly path: string }
  /** Of steps that ran at once, this one (from 0) ended the others by failing or by an `exit`. */
  | { readonly kind: 'decided'; readonly path: string; readonly job: number }
  /** Somebody asked the execution to end. */
  | { readonly kind: 'cancelled'; readonly reason: string; readonly at: number };

/** Ends of its process at which an execution was in flight, one after the other, without getting on in between. */
export interface Crashes {
  readonly count: number;
  /** How far it had got then, as its `History` counts that. */
  readonly progress: number;
}

/** All that is kept of an execution. */
export interface KeptExecution {
  readonly head: ExecutionHead;
  /** As they are, also where some are sensitive; undefined if they were sealed and the seal cannot be opened. */
  readonly inputs: Values | undefined;
  /** Fingerprint of its plan. */
  readonly plan: string;
  readonly events: readonly FlowEvent[];
  /** In the order in which they were noted. Undefined if they were sealed and the seal cannot be opened. */
  readonly facts: readonly Fact[] | undefined;
  /** As they were counted when it was taken up last. */
  readonly crashes?: Crashes | undefined;
  /** Of one that goes on: the process that ran it last ended without a stop. */
  readonly fell?: boolean;
}

/** What can be shown of an execution without reading its events. */
export interface ExecutionRecord {
  readonly head: ExecutionHead;
  /** Milliseconds since 1970 UTC; undefined while it waits for its turn. */
  readonly started_at: number | undefined;
  /** Once it has ended. */
  readonly last: TerminalEvent | undefined;
}

export type EndStatus = 'completed' | 'failed' | 'cancelled';

/** One row of a list: no inputs, outputs or errors, which may be large. */
export interface ExecutionRow {
  readonly execution_id: string;
  readonly flow: string;
  readonly created_at: number;
  readonly started_at: number | undefined;
  readonly ended_at: number | undefined;
  /** Undefined until it ends. */
  readonly status: EndStatus | undefined;
  readonly origin: Origin;
  readonly parent_id: string | undefined;
  readonly attempt: number;
}

export interface ExecutionQuery {
  readonly flow: string;
  readonly status?: EndStatus;
  /** Only those whose id is lower: the last id of the page before. */
  readonly before?: string;
  readonly limit: number;
}

/** A repeated request with the same key is answered for at least so long after the end. Milliseconds. */
export const KEY_LIFETIME = 15 * 60_000;

/** What becomes of executions, and of the journal, without anybody's asking. */
export interface JournalListener {
  /** What the execution had to say cannot be written: this event of the journal's own has ended it. */
  brokenOff(last: FlowFailed): void;
  /** Nothing is kept any more. */
  lost(why: Error): void;
}

export interface Journal {
  /** What it keeps is there after the process has ended: an execution that has not can go on. */
  readonly lasts: boolean;
  /**
   * Without a key it is admitted at once, and kept with its first events; with one, once it is certain that the key is new.
   */
  create(execution: NewExecution, key?: IdempotencyKey): Admission | Promise<Admission>;
  /** In the order of the calls. Never waits, never throws. */
  append(event: FlowEvent): void;
  note(executionId: string, fact: Fact): void;
  /**
   * Resolves when all that was appended and noted of the execution is kept.
   *
   * @throws JournalUnavailableError if that has failed for a while; it is tried on, and nothing is lost but by a crash
   */
  flush(executionId: string): Promise<void>;
  /** What is kept with `seq` above `after`, oldest first, at most `limit`. */
  read(executionId: string, after: number, limit: number): Promise<readonly FlowEvent[]>;
  /** Calls `wake` whenever there may be more to read; the answer ends that. What is watched is not forgotten. */
  watch(executionId: string, wake: () => void): () => void;
  record(executionId: string): Promise<ExecutionRecord | undefined>;
  /** Newest first. */
  list(query: ExecutionQuery): Promise<readonly ExecutionRow[]>;
  /** For a retry. */
  load(executionId: string): Promise<KeptExecution | undefined>;
  /**
   * Those that have not ended, oldest first, at most `limit`, with ids above `after`; fewer where they are large, and none only
   * at the end. For a start: each is held from then on, as if it had been created now.
   */
  unfinished(after: string | undefined, limit: number): Promise<readonly KeptExecution[]>;
  /**
   * Of one that goes on. Flushed before it does: it may be what ends the process.
   *
   * @param isRun false while it is held back: then no end of the process is laid to its charge
   */
  countCrashes(executionId: string, crashes: Crashes, isRun: boolean): void;
  /** The source of a plan that an execution was created with. */
  plan(fingerprint: string): Promise<string | undefined>;
  /** Before anything is created. */
  listen?(listener: JournalListener): void;
  close(): Promise<void>;
}
