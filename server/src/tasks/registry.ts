/** The tasks of one file, ready to be called: what their authors said about them is enforced here. */
import { closest, type TaskSignature } from '@flowlang/openapi/language';
import type { RunnableTask, TaskContext, Tasks } from '../engine/ports.ts';
import { isThenable } from '../engine/thenable.ts';
import { TaskInputError, TaskOutputError } from '../errors.ts';
import type { BlockingWatch } from './blocking-watch.ts';
import { isNotImplemented, type Task, type TaskFunction, type TaskMap } from './define-task.ts';
import type { FreshModules } from './fresh-modules.ts';
import { toValueType } from './json-schema.ts';
import { describeIssues, type Schema, type SchemaResult } from './schema.ts';
import type { TaskThreads } from './task-threads.ts';
import type { CalledTask } from './thread-call.ts';
import { packEdition } from './thread-edition.ts';

/** A user's function as it is called: what it takes is known to its schema only. */
export type TaskRun = (input: unknown, context: TaskContext) => unknown;

/** What a program has for the tasks that it runs. Without it every call is a plain call. */
export interface TaskHost {
  readonly watch?: BlockingWatch;
  readonly threads?: TaskThreads;
  /** Calls a task's function in its place; inside of its schemas, which hold for what stands in for it, too. */
  readonly around?: (name: string, run: TaskRun) => TaskRun;
  /** Where tasks files are loaded anew when they have changed. */
  readonly modules?: FreshModules;
}

/** What a list of tasks shows of one. */
export interface TaskListing {
  readonly name: string;
  readonly implemented: boolean;
  readonly description?: string;
  /** Where the tasks file has none of this name: the one that was probably meant. */
  readonly nearest?: string;
}

/** The tasks of a tasks file by name. One without any stands for a file that is not there yet. */
export class TaskRegistry implements Tasks {
  private readonly definitions: ReadonlyMap<string, Definition>;
  private readonly runnable: ReadonlyMap<string, RunnableTask>;
  private described: ReadonlyMap<string, TaskSignature> | undefined;

  /** @param file the tasks file, absolute. Without it tasks with `thread: true` run in place: a thread loads a file. */
  constructor(tasks: TaskMap = {}, file?: string, host: TaskHost = {}) {
    this.definitions = new Map(Object.entries(tasks).map(([name, task]) => [name, define(task)]));
    const home = homeOf(this.definitions.values(), file, host);
    this.runnable = new Map([...this.definitions].map(([name, task]) => [name, makeRunnable(name, task, home, host)]));
  }

  get(name: string): RunnableTask | undefined {
    return this.runnable.get(name);
  }

  nearest(name: string): string | undefined {
    return closest(name, this.definitions.keys());
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
  readonly run: TaskRun;
}

function define(task: Task | TaskFunction): Definition {
  const { description, input, output, thread, run } = typeof task === 'function' ? plain(task) : task;
  const implemented = !isNotImplemented(task);
  return { implemented, description, input, output, thread: thread === true, run: run as TaskRun };
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

/** Where threads find the tasks. */
type Home = Pick<CalledTask, 'file' | 'edition'>;

function homeOf(tasks: IteratorObject<Definition>, file: string | undefined, { modules }: TaskHost): Home | undefined {
  if (file === undefined) return undefined;
  if (modules === undefined || !tasks.some(({ thread }) => thread)) return { file };
  // A thread may begin when the file has changed already.
  return { file, edition: packEdition(modules.edition(file)) };
}

/** A task without schemas is the user's function itself; one that answers at once stays so with schemas, too. */
function makeRunnable(name: string, task: Definition, home: Home | undefined, host: TaskHost): RunnableTask {
  const { implemented, input, output } = task;
  const { watch, threads, around } = host;
  if (task.thread && threads !== undefined && home !== undefined) {
    // Its schemas are enforced there, too: what they make of a value, such as a Date, would be lost on the way.
    return { implemented, run: (inputs, context) => threads.run({ ...home, task: name, inputs }, context) };
  }
  const called = around ? around(name, task.run) : task.run;
  const checked = output ? checkResult(name, output, called) : called;
  const run = input ? checkInputs(name, input, checked) : checked;
  return { implemented, run: watch ? watch.around(name, run) : run };
}

function checkInputs(name: string, schema: Schema, run: TaskRun): TaskRun {
  const refuse = (issues: string) => new TaskInputError(`The task ${name} does not take these inputs: ${issues}`);
  return (inputs, context) => {
    const result = schema['~standard'].validate(inputs);
    return result instanceof Promise
      ? result.then((late) => run(accept(late, refuse), context))
      : run(accept(result, refuse), context);
  };
}

function checkResult(name: string, schema: Schema, run: TaskRun): TaskRun {
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
