import type { Logger, TaskContext } from '../engine/ports.ts';

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** What a task gets beside its inputs, to call one by itself: nothing is cancelled, and nothing is logged. */
export function taskContext(own: Partial<TaskContext> = {}): TaskContext {
  return {
    signal: new AbortController().signal,
    logger: SILENT,
    progress() {},
    attempt: 1,
    execution_id: 'test',
    idempotency_key: 'test',
    ...own,
  };
}
