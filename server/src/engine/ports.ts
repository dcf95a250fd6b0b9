/**
 * All that the engine asks of the world. Whoever fills these ports decides where executions live and what time is: a
 * server, a test with a clock moved by hand, another engine.
 */
import type { Json } from '@flowlang/openapi';

export type Values = { readonly [name: string]: Json };

export interface Clock {
  /** Milliseconds since 1970 UTC, with fractions: durations are measured with it too. */
  now(): number;
  /** Calls `wake` once after `delay`, whatever happens to the clock meanwhile; the answer takes that back. */
  after(delay: number, wake: () => void): () => void;
  /** Calls `wake` once when `now` is at `due`, also where the clock is set meanwhile; the answer takes that back. */
  at(due: number, wake: () => void): () => void;
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
  /** The one that was probably meant by a name that is none. */
  nearest?(name: string): string | undefined;
}
