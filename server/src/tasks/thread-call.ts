/** What goes between the main thread and the threads of tasks. */
import type { MessagePort } from 'node:worker_threads';
import type { Json } from '@flowlang/openapi';
import type { Logger, TaskContext } from '../engine/ports.ts';
import type { Thrown } from '../engine/thrown.ts';
import type { PackedEdition } from './thread-edition.ts';

/** A call, as a thread gets it. */
export interface ThreadCall extends Pick<TaskContext, 'attempt' | 'execution_id' | 'idempotency_key'> {
  /** The tasks file, absolute. */
  readonly file: string;
  /** Of the file, where it may change while the program runs. */
  readonly edition?: PackedEdition | undefined;
  readonly task: string;
  readonly inputs: Record<string, Json>;
  /** To the thread goes why the result is no longer wanted; back come messages, of which the answer is the last. */
  readonly port: MessagePort;
}

/** What whoever calls says. */
export type CalledTask = Pick<ThreadCall, 'file' | 'edition' | 'task' | 'inputs'>;

export type ThreadMessage =
  | { readonly kind: 'progress'; readonly fraction: number; readonly message: string | undefined }
  | { readonly kind: 'log'; readonly level: keyof Logger; readonly fields: object; readonly message: string }
  | { readonly kind: 'result'; readonly result: Json }
  | { readonly kind: 'error'; readonly error: Thrown };

/** What a task left behind has failed, when nobody waited for it. */
export interface Stray {
  readonly stray: Thrown;
}

/** A task may send messages of its own that way. */
export function isStray(message: unknown): message is Stray {
  return typeof message === 'object' && message !== null && 'stray' in message;
}

/** A copy of an error that Node makes has lost its name and all that is its own. */
export function unpackError({ name, message, stack, retryable, cause }: Thrown): Error {
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  if (cause !== undefined) error.cause = Object.assign(new Error(), { name: cause });
  return retryable === undefined ? error : Object.assign(error, { retryable });
}
