/** Stands between a flow and its tasks: calls their mocks in their place, and writes down every call. */
import type { RunnableTask, TaskContext, Tasks } from '../engine/ports.ts';
import { isThenable } from '../engine/thenable.ts';
import { noSuchTask } from '../errors.ts';
import type { TaskRegistry, TaskRun } from '../tasks/registry.ts';
import type { TaskCall } from './flow-result.ts';
import { Delayed, pickAnswer } from './mocks.ts';
import type { Recording } from './recording.ts';

export class StandIn {
  private readonly mocks = new Map<string, unknown>();
  private readonly recordings = new Map<string, Recording>();

  mock(task: string, answer: unknown): void {
    this.mocks.set(task, answer);
  }

  forgetMocks(): void {
    this.mocks.clear();
  }

  /** Where the calls of an execution are written down; the answer ends that. */
  record(executionId: string, recording: Recording): () => void {
    this.recordings.set(executionId, recording);
    return () => {
      if (this.recordings.get(executionId) === recording) this.recordings.delete(executionId);
    };
  }

  /** Inside of a task's schemas: its mock gets what it would get, and is held to what it promises. */
  readonly around = (name: string, run: TaskRun): TaskRun => {
    return (inputs, context) => (this.mocks.has(name) ? this.answer(name, inputs, context) : run(inputs, context));
  };

  /** All tasks are there: one that is missing, or not written yet, may have a mock by the time it is called. */
  tasksOf(registry: TaskRegistry): Tasks {
    return { get: (name) => ({ implemented: true, run: this.recorded(name, registry) }) };
  }

  private recorded(task: string, registry: TaskRegistry): RunnableTask['run'] {
    const missing = (): never => {
      throw noSuchTask(task, registry.nearest(task));
    };
    const run = registry.get(task)?.run ?? this.around(task, missing);
    return (inputs, context) => {
      const recording = this.recordings.get(context.execution_id);
      if (recording === undefined) return run(inputs, context);
      const { attempt, execution_id, idempotency_key } = context;
      const path = idempotency_key.slice(execution_id.length + 1);
      const call: Writable<TaskCall> = { task, inputs: structuredClone(inputs), attempt, path };
      recording.calls.push(call);
      return watched(call, () => run(inputs, context), context, recording);
    };
  }

  private answer(task: string, inputs: unknown, context: TaskContext): unknown {
    const recording = this.recordings.get(context.execution_id);
    const answer = pickAnswer(task, this.mocks.get(task), recording?.nextCall(task) ?? 0);
    if (!(answer instanceof Delayed)) return give(answer, inputs, context);
    if (recording === undefined) return undefined;
    const { delay, answer: late } = answer;
    return recording.rest(task, delay, context.signal).then(() => give(late, inputs, context));
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Notes how the call ends, and that it is under way meanwhile. */
function watched(call: Writable<TaskCall>, run: () => unknown, context: TaskContext, recording: Recording): unknown {
  const fails = (error: unknown): void => {
    call.error = error;
  };
  let value: unknown;
  try {
    value = run();
  } catch (thrown) {
    fails(thrown);
    throw thrown;
  }
  if (!isThenable(value)) {
    call.result = value;
    return value;
  }
  const promise = Promise.resolve(value);
  const end = recording.begin(context.signal);
  promise
    .then((result) => {
      call.result = result;
    }, fails)
    .finally(end);
  return promise;
}

function give(answer: unknown, inputs: unknown, context: TaskContext): unknown {
  if (answer instanceof Error) throw answer;
  if (typeof answer === 'function') return answer(inputs, context);
  return answer;
}
