/** What a thread of `TaskThreads` runs: it loads the tasks file itself, and calls the task as the main thread would. */
import { inspect } from 'node:util';
import { type MessagePort, parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { toJson } from '../engine/json.ts';
import type { Logger, TaskContext } from '../engine/ports.ts';
import { readThrown, type Thrown } from '../engine/thrown.ts';
import { TaskNotFoundError } from '../errors.ts';
import { loadTasks } from './load-tasks.ts';
import type { TaskRegistry } from './registry.ts';
import { type Stray, type ThreadCall, type ThreadMessage, unpackError } from './thread-call.ts';
import { adoptEdition, type PackedEdition } from './thread-edition.ts';

const registries = new Map<string, Promise<TaskRegistry>>();

// What a task leaves behind must not end the thread under the task of somebody else.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (thrown: unknown) => parentPort?.postMessage({ stray: readThrown(thrown) } satisfies Stray));
}

export async function runCall(call: ThreadCall): Promise<void> {
  const { port } = call;
  const post = (message: ThreadMessage): void => port.postMessage(message);
  const signal = listen(port);
  try {
    const task = await find(call);
    signal.throwIfAborted();
    const result = await task.run(call.inputs, contextOf(call, signal, post));
    post({ kind: 'result', result: toJson(result) });
  } catch (thrown) {
    post({ kind: 'error', error: readThrown(thrown) });
  }
}

async function find({ file, edition, task }: ThreadCall) {
  const version = edition?.url ?? file;
  const loading = registries.get(version) ?? load(file, edition);
  registries.set(version, loading);
  const found = (await loading).get(task);
  if (found === undefined) {
    throw new TaskNotFoundError(
      `The task ${task} is not in the tasks file any more. It was changed after the server had started: restart it.`,
    );
  }
  return found;
}

function load(file: string, edition: PackedEdition | undefined): Promise<TaskRegistry> {
  if (edition !== undefined) adoptEdition(edition);
  return loadTasks(file, undefined, edition?.url);
}

function contextOf(call: ThreadCall, signal: AbortSignal, post: (message: ThreadMessage) => void): TaskContext {
  const { attempt, execution_id, idempotency_key } = call;
  const log = (level: keyof Logger) => (fields: object, message: string) => {
    try {
      post({ kind: 'log', level, fields, message: String(message) });
    } catch {
      // It holds what cannot be copied, such as a function.
      post({ kind: 'log', level, fields: { fields: inspect(fields) }, message: String(message) });
    }
  };
  return {
    signal,
    attempt,
    execution_id,
    idempotency_key,
    logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    progress: (fraction, message) =>
      post({
        kind: 'progress',
        fraction: Number(fraction),
        message: message === undefined ? undefined : String(message),
      }),
  };
}

/** A signal that a loop sees, too, which never waits and so never gets a message. */
function listen(port: MessagePort): AbortSignal {
  const controller = new AbortController();
  const { signal } = controller;
  let isAborted = false;
  const stop = (reason: Thrown): void => {
    isAborted = true;
    controller.abort(unpackError(reason));
  };
  const look = (): boolean => {
    const told = isAborted ? undefined : receiveMessageOnPort(port);
    if (told !== undefined) stop(told.message);
    return isAborted;
  };
  port.on('message', stop);
  return Object.defineProperties(signal, {
    aborted: { get: look },
    throwIfAborted: {
      value: () => {
        if (look()) throw signal.reason;
      },
    },
  });
}
