/** What a tasks file imports from `flowlang`. No HTTP, no engine: a tasks file loads in no time. */
export type { Logger, TaskContext } from './engine/ports.ts';
export {
  CancelledError,
  FlowLangError,
  NonRetryableError,
  NotImplementedTaskError,
  TaskInputError,
  TaskOutputError,
  TimeoutError,
} from './errors.ts';
export { printStatus } from './print-status.ts';
export {
  defineTask,
  defineTasks,
  notImplemented,
  type Task,
  type TaskDefinition,
  type TaskFunction,
  type TaskMap,
} from './tasks/define-task.ts';
export type { Schema } from './tasks/schema.ts';
