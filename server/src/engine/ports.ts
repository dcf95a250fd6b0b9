/**
 * All that the engine asks of the world. Whoever fills these ports decides where executions live and what time is: a
 * server, a test with a clock moved by hand, another engine.
 */
import type { FlowEvent, Json } from '@flowlang/openapi';

export type Values = { readonly [name: string]: Json };

export interface Clock {
  /** Milliseconds since 1970 UTC, with fractions: durations are measured with it too. */
  now(): number;
  /** Calls `wake` once after `delay`; the answer takes that back. */
  after(delay: number, wake: () => void): () => void;
  /** Resolves when whatever else is ready has had its turn. */
  breathe(): Promise<void>;
}

export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface World {
  readonly clock: Clock;
  /** Sortable by time, from a cryptographic source: to know an id is what allows to use it. */
  newExecutionId(): string;
  /** From 0 up to, not including, 1. Spreads retries; nothing that must be replayed depends on it. */
  random(): number;
  /** Takes secrets out of a text that others will see. */
  redact(text: string): string;
  readonly logger: Logger;
}

/** What a task gets beside its inputs. */
export interface TaskContext {
  /** Fires when the result is no longer wanted: a timeout, a failed sibling, a cancelled execution. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Tells readers of the events how far the task is. `fraction` from 0 to 1. */
  progress(fraction: number, message?: string): void;
  /** The number of this try, from 1. */
  readonly attempt: number;
  readonly execution_id: string;
  /** The same for every try of this step in this execution: what to send to a service that can deduplicate. */
  readonly idempotency_key: string;
}

/** User code as the engine calls it: schemas are enforced inside. */
export interface RunnableTask {
  readonly implemented: boolean;
  /** `inputs` are the task's own copy. Answers a value or a promise of one, or throws. */
  run(inputs: Record<string, Json>, context: TaskContext): unknown;
}

export interface Tasks {
  get(name: string): RunnableTask | undefined;
}

/** What makes two requests one: the same caller, flow, key and body. */
export interface IdempotencyKey {
  readonly key: string;
  /** Of the body: another one under the same key is a conflict. */
  readonly fingerprint: string;
  /** Go on with the execution that the key began; begin none. */
  readonly mustExist?: boolean;
}

/** One execution, as the journal first hears of it. */
export interface NewExecution {
  readonly execution_id: string;
  readonly flow: string;
  readonly inputs: Values;
  /** Who asked; `anonymous` until there is authentication. */
  readonly principal: string;
  readonly created_at: number;
}

export type Admission =
  | { readonly kind: 'created' }
  /** The key is known: this is the execution that it began. */
  | { readonly kind: 'joined'; readonly execution_id: string }
  | { readonly kind: 'conflict' }
  /** No execution was begun with this key, and none was to be. */
  | { readonly kind: 'unknown' }
  /** No room for another one without forgetting a key too early. */
  | { readonly kind: 'full'; readonly retry_after_seconds: number };

/**
 * Where executions are kept. `append` never waits; whatever a caller is told is read back from here, so that no number of
 * an event and no result gets out before it is kept as safely as this journal can.
 */
export interface Journal {
  create(execution: NewExecution, key?: IdempotencyKey): Promise<Admission>;
  /** In the order of the calls. */
  append(event: FlowEvent): void;
  /** Resolves when all that was appended of the execution is kept. */
  flush(executionId: string): Promise<void>;
  has(executionId: string): Promise<boolean>;
  /** What is kept with `seq` above `after`, oldest first, at most `limit`. */
  read(executionId: string, after: number, limit: number): Promise<readonly FlowEvent[]>;
  /** Calls `wake` whenever there may be more to read; the answer ends that. What is watched is not forgotten. */
  watch(executionId: string, wake: () => void): () => void;
  close(): Promise<void>;
}
