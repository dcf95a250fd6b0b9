/**
 * What a tasks file is written with. Everything is marked by `Symbol.for`, and read by these marks alone: a project may
 * load another copy of `flowlang` than the server that runs it.
 */
import type { Json } from '@flowlang/openapi';
import type { TaskContext } from '../engine/ports.ts';
import { NotImplementedTaskError, ProjectError } from '../errors.ts';
import { isSchema, type Schema } from './schema.ts';

const TASK = Symbol.for('flowlang.task');
const TASKS = Symbol.for('flowlang.tasks');
const NOT_IMPLEMENTED = Symbol.for('flowlang.notImplemented');

/** A task with what its author says about it. Made by {@link defineTask}. */
export interface Task<Input = never, Output = unknown> {
  readonly description?: string | undefined;
  readonly input?: Schema | undefined;
  readonly output?: Schema | undefined;
  readonly thread?: boolean | undefined;
  readonly run: (input: Input, context: TaskContext) => Output | Promise<Output>;
}

/** A plain function is a task too: it gets its inputs as one object. */
export type TaskFunction = (input: never, context: TaskContext) => unknown;

/** The tasks of a file by their names, as `flow.yaml` names them. */
export type TaskMap = Readonly<Record<string, Task | TaskFunction>>;

/** What {@link defineTask} takes. `Input` comes from `input`, and what `run` returns is held to `output`. */
export interface TaskDefinition<Input, Output> {
  /** Shown in the API beside the task's name. */
  readonly description?: string;
  /** What the task takes. Enforced at run time; without it the task gets whatever the flow gives. */
  readonly input?: Schema<unknown, Input>;
  /** What the task returns. Enforced at run time, and the type of the step's result in the flow. */
  readonly output?: Schema<Output, unknown>;
  /**
   * Runs it in a thread, for work that keeps the processor for more than a few milliseconds: in place it would hold up
   * everything else that the server does.
   *
   * The thread loads the tasks file for itself and lives on for the next calls, so that variables of the file are not
   * those of other threads and may be those of an earlier call. Inputs and result are copied as JSON; a call costs
   * 0.1 to 0.2 ms more, and the first one in a thread takes as long as it takes to load the file. `signal`, `logger` and
   * `progress` work as elsewhere; `signal.aborted` changes also in a loop that never waits. A task that has not ended five
   * seconds after its signal fired is ended with its thread.
   */
  readonly thread?: boolean;
  readonly run: (input: Input, context: TaskContext) => Returned<Output> | Promise<Returned<Output>>;
}

/** `output` alone says what is returned. */
type Returned<Output> = NoInfer<Output> | LiteralHint;

/**
 * No value has this type. It makes TypeScript look at what `run` returns as literals: otherwise `{ status: 'paid' }` would
 * be a `string` before it is compared with a schema that takes `'paid'` or `'open'` only.
 */
type LiteralHint = Literal & { readonly [NO_VALUE]: never };
type Literal = 'text' | 0 | true | [] | [Literal, ...Literal[]] | { readonly [key: string]: Literal };
declare const NO_VALUE: unique symbol;

/** Defines a task with a description and with schemas that are enforced and reach the OpenAPI document. */
export function defineTask<Input = Record<string, Json>, Output = unknown>(
  definition: TaskDefinition<Input, Output>,
): Task<Input, Output> {
  const { description, input, output, thread } = definition;
  const run = definition.run as Task<Input, Output>['run']; // It never returns the hint.
  return Object.freeze({ [TASK]: true, description, input, output, thread, run });
}

/** Collects the tasks of a project: what its `flow.ts` exports as default. */
export function defineTasks<T extends TaskMap>(tasks: T): T {
  for (const [name, task] of Object.entries<unknown>(tasks)) checkTask(name, task);
  return Object.defineProperty({ ...tasks }, TASKS, { value: true });
}

/**
 * Stands where a task will be, alone or as its `run`. A flow that names it is shown as incomplete and does not start.
 *
 * @param name the task's name, for the one who calls it nevertheless
 */
export function notImplemented(name: string): (input?: unknown, context?: TaskContext) => never {
  const stub = (): never => {
    throw new NotImplementedTaskError(`The task ${name} is not implemented yet: write it in the tasks file.`);
  };
  return Object.defineProperty(stub, NOT_IMPLEMENTED, { value: true });
}

/** Whether a tasks file exports by default what {@link defineTasks} gave it. */
export function isTaskMap(value: unknown): value is TaskMap {
  return isMarked(value, TASKS);
}

export function isNotImplemented(task: Task | TaskFunction): boolean {
  return isMarked(typeof task === 'function' ? task : task.run, NOT_IMPLEMENTED);
}

function checkTask(name: string, task: unknown): void {
  if (typeof task === 'function') return;
  if (!isMarked(task, TASK)) {
    throw new ProjectError(`The task ${name} is neither a function nor made by defineTask({ … }).`);
  }
  const { input, output, run } = task as Partial<Task>; // Marked, but perhaps by a JavaScript file that no compiler saw.
  if (typeof run !== 'function') throw new ProjectError(`The task ${name} has no function as its \`run\`.`);
  for (const [key, schema] of Object.entries({ input, output })) {
    if (schema === undefined || isSchema(schema)) continue;
    const needed = 'a schema with JSON Schema export: from zod that is 4.2 or later, such as z.object({ … })';
    throw new ProjectError(`The \`${key}\` of the task ${name} is not ${needed}.`);
  }
}

function isMarked(value: unknown, mark: symbol): boolean {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && mark in value;
}
