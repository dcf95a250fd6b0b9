/** The tasks of one file, ready to be called: what their authors said about them is enforced here. */
import type { TaskSignature } from '@flowlang/openapi';
import type { RunnableTask, TaskContext, Tasks } from '../engine/ports.ts';
import { TaskInputError, TaskOutputError } from '../errors.ts';
import type { BlockingWatch } from './blocking-watch.ts';
import { isNotImplemented, type Task, type TaskFunction, type TaskMap } from './define-task.ts';
import { toValueType } from './json-schema.ts';
import { describeIssues, type Schema, type SchemaResult } from './schema.ts';
import type { TaskThreads } from './task-threads.ts';

/** What a program has for the tasks that it runs. Without it every call is a plain call. */
export interface TaskHost {
  readonly watch?: BlockingWatch;
  readonly threads?: TaskThreads;
}

/** What a list of tasks shows of one. */
export interface TaskListing {
  readonly name: string;
  readonly implemented: boolean;
  readonly description?: string;
}

/** The tasks of a tasks file by name. One without any stands for a file that is not there yet. */
export class TaskRegistry implements Tasks {
  private readonly definitions: ReadonlyMap<string, Definition>;
  private readonly runnable: ReadonlyMap<string, RunnableTask>;
  private described: ReadonlyMap<string, TaskSignature> | undefined;

  /** @param file the tasks file, absolute. Without it tasks with `thread: true` run in place: a thread loads a file. */
  constructor(tasks: TaskMap = {}, file?: string, host: TaskHost = {}) {
    this.definitions = new Map(Object.entries(tasks).map(([name, task]) => [name, define(task)]));
    this.runnable = new Map([...this.definitions].map(([name, task]) => [name, makeRunnable(name, task, file, host)]));
  }

  get(name: string): RunnableTask | undefined {
    return this.runnable.get(name);
  }

  /** In the order in which the file has them. */
  list(): readonly TaskListing[] {
    return [...this.definitions].map(([name, { implemented, description }]) =>
      description === undefined ? { name, implemented } : { name, implemented, description },
    );
  }

  /**
   * What the checker needs to know of each task.
   *
   * @throws ProjectError for a task whose schema cannot be described
   */
  signatures(): ReadonlyMap<string, TaskSignature> {
    this.described ??= new Map([...this.definitions].map(([name, task]) => [name, describe(name, task)]));
    return this.described;
  }
}

interface Definition {
  readonly implemented: boolean;
  readonly description: string | undefined;
  readonly input: Schema | undefined;
  readonly output: Schema | undefined;
  readonly thread: boolean;
  readonly run: Run;
}

/** A user's function as it is called: what it takes is known to its schema only. */
type Run = (input: unknown, context: TaskContext) => unknown;

function define(task: Task | TaskFunction): Definition {
  const { description, input, output, thread, run } = typeof task === 'function' ? plain(task) : task;
  const implemented = !isNotImplemented(task);
  return { implemented, description, input, output, thread: thread === true, run: run as Run };
}

function plain(run: TaskFunction): Task {
  return { run };
}

function describe(name: string, { implemented, description, input, output }: Definition): TaskSignature {
  return {
    implemented,
    ...(description !== undefined && { description }),
    ...(input && { input: toValueType(input, 'input', name) }),
    ...(output && { output: toValueType(output, 'output', name) }),
  };
}

/** A task without schemas is the user's function itself; one that answers at once stays so with schemas, too. */
function makeRunnable(name: string, task: Definition, file: string | undefined, host: TaskHost): RunnableTask {
  const { implemented, input, output } = task;
  const { watch, threads } = host;
  if (task.thread && threads !== undefined && file !== undefined) {
    // Its schemas are enforced there, too: what they make of a value, such as a Date, would be lost on the way.
    return { implemented, run: (inputs, context) => threads.run({ file, task: name, inputs }, context) };
  }
  const checked = output ? checkResult(name, output, task.run) : task.run;
  const run = input ? checkInputs(name, input, checked) : checked;
  return { implemented, run: watch ? watch.around(name, run) : run };
}

function checkInputs(name: string, schema: Schema, run: Run): Run {
  const refuse = (issues: string) => new TaskInputError(`The task ${name} does not take these inputs: ${issues}`);
  return (inputs, context) => {
    const result = schema['~standard'].validate(inputs);
    return result instanceof Promise
      ? result.then((late) => run(accept(late, refuse), context))
      : run(accept(result, refuse), context);
  };
}

function checkResult(name: string, schema: Schema, run: Run): Run {
  const refuse = (issues: string) => new TaskOutputError(`The task ${name} returned what it may not: ${issues}`);
  const check = (value: unknown) => {
    const result = schema['~standard'].validate(value);
    return result instanceof Promise ? result.then((late) => accept(late, refuse)) : accept(result, refuse);
  };
  return (inputs, context) => {
    const value = run(inputs, context);
    if (value instanceof Promise) return value.then(check);
    return isThenable(value) ? Promise.resolve(value).then(check) : check(value);
  };
}

function accept(result: SchemaResult<unknown>, refuse: (issues: string) => Error): unknown {
  if (result.issues) throw refuse(describeIssues(result.issues));
  return result.value;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
