/** What stands in a task's place. */
import type { Json } from '@flowlang/openapi';
import type { TaskContext } from '../engine/ports.ts';
import { NonRetryableError } from '../errors.ts';
import type { Task, TaskMap } from '../tasks/define-task.ts';
import { milliseconds } from './duration.ts';

/** The names of tasks, for the editor; those of subflows, and of tasks that are not written yet, are others. */
export type TaskName<T extends TaskMap> = (keyof T & string) | (string & {});

export type InputOf<T extends TaskMap, Name extends string> = Name extends keyof T
  ? T[Name] extends Task<infer Input, unknown>
    ? Input
    : T[Name] extends (input: infer Input, ...rest: never) => unknown
      ? Input
      : Record<string, Json>
  : Record<string, Json>;

export type MockFunction<Input> = (input: Input, context: TaskContext) => unknown;

/** What a mock may be beside a function: a value is returned, an Error is thrown. */
export type MockValue = Json | Error | Delayed | undefined | { readonly [name: string]: unknown };

/**
 * A value, an Error or a function; a list has one of these for each call of an execution. A task that returns a list has a
 * function as its mock.
 */
export type Mock<Input> = MockFunction<Input> | MockValue | readonly (MockFunction<Input> | MockValue)[];

/** A mock that takes its time, by the clock of the test. */
export class Delayed {
  /** Milliseconds. */
  readonly delay: number;
  readonly answer: unknown;

  constructor(delay: number, answer: unknown) {
    this.delay = delay;
    this.answer = answer;
  }
}

/** A mock that answers after this time, by the clock of the test: `takes('10s', { paid: true })`. */
export function takes(time: string | number, answer: unknown): Delayed {
  return new Delayed(milliseconds(time), answer);
}

/** A mock that never answers: only a timeout or a cancellation ends its step. */
export const never: Delayed = new Delayed(Number.POSITIVE_INFINITY, undefined);

/** The list of a mock has no answer left. */
class MockUsedUpError extends NonRetryableError {
  override name = 'MockUsedUpError';
}

/** @param call how often the task was called before in this execution */
export function pickAnswer(task: string, mock: unknown, call: number): unknown {
  if (!Array.isArray(mock)) return mock;
  if (call < mock.length) return mock[call];
  const answers = mock.length === 1 ? 'one answer' : `${mock.length} answers`;
  throw new MockUsedUpError(`${task} is called for the ${call + 1}. time, but its mock has ${answers}.`);
}
