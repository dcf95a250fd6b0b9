/** What a step's `retry` and `timeout` mean. */
import { LONGEST_RETRY_DELAY, type Retry } from '@flowlang/openapi';
import { CancelledError, SuspendedError, TimeoutError } from '../errors.ts';
import type { Activity } from './activity.ts';
import { Cancellation } from './cancellation.ts';
import type { Clock, World } from './ports.ts';
import { readThrown, type Thrown } from './thrown.ts';

/** How long a task that was told to stop may take to clean up before its step ends without it. Milliseconds. */
export const CANCEL_GRACE = 5_000;

/** The name that callers, `retry_on` and `do_not_retry_on` know an error by. */
export function errorType({ name, cause }: Thrown): string {
  return name === 'NonRetryableError' && cause !== undefined ? cause : name;
}

export function mayRetry(thrown: unknown, attempt: number, retry: Retry): boolean {
  if (attempt >= retry.maxAttempts) return false;
  const error = readThrown(thrown);
  // By a property and not by its class: a project may hold a second copy of flowlang.
  if (error.retryable === false) return false;
  const type = errorType(error);
  if (retry.doNotRetryOn.includes(type)) return false;
  return retry.retryOn === undefined || retry.retryOn.includes(type);
}

/**
 * Milliseconds to wait after the failed try number `attempt` (from 1).
 *
 * @param random from 0 up to 1, for the jitter
 */
export function retryDelay(retry: Retry, attempt: number, random: number): number {
  const growth =
    retry.backoff === 'fixed' ? 1 : retry.backoff === 'linear' ? attempt : retry.multiplier ** (attempt - 1);
  // Not Infinity, which times a delay of 0 is no number.
  const finite = Math.min(growth, Number.MAX_VALUE);
  const delay = Math.min(retry.delay * finite, retry.maxDelay ?? LONGEST_RETRY_DELAY, LONGEST_RETRY_DELAY);
  const spread = retry.jitter === 'full' ? random : 1 + retry.jitter * (2 * random - 1);
  return Math.round(delay * spread * 1000);
}

/** Waits, unless it is cancelled before. Milliseconds. */
export function sleep(delay: number, clock: Clock, cancellation: Cancellation): Promise<void> {
  return unlessCancelled((wake) => clock.after(delay, wake), cancellation);
}

/** The same, until the clock is at `due`. */
export function sleepUntil(due: number, clock: Clock, cancellation: Cancellation): Promise<void> {
  return unlessCancelled((wake) => clock.at(due, wake), cancellation);
}

function unlessCancelled(arm: Arm, cancellation: Cancellation): Promise<void> {
  return new Promise((resolve, reject) => {
    const offCancel = cancellation.onCancel((reason) => {
      stop();
      reject(reason);
    });
    const stop = arm(() => {
      offCancel();
      resolve();
    });
  });
}

/** What of an execution a running task touches. */
interface Place {
  readonly world: World;
  readonly activity: Activity;
}

/**
 * What comes of a task that is running: its result or error, or the reason why nobody waits for it any longer. On a
 * timeout, or when the server stops, that is at once. On any other cancellation the task gets a moment to stop, so that nothing runs on behind a step
 * that has ended.
 *
 * @param succeed makes the answer; what it throws goes to `fail`
 * @param fail makes the answer, or throws
 */
export function settle<T>(
  running: PromiseLike<unknown>,
  cancellation: Cancellation,
  { world: { clock }, activity }: Place,
  succeed: (value: unknown) => T,
  fail: (thrown: unknown) => T,
): Promise<T> {
  // One promise, not a chain of them: this is every asynchronous step's way.
  return new Promise((resolve, reject) => {
    let stopGrace: (() => void) | undefined;
    let ended = false;
    let refused = false;
    const leave = (): void => {
      if (!ended) activity.taskEnded();
      ended = true;
    };
    activity.taskBegan();
    const refuse = (thrown: unknown): void => {
      // A task that fails because it was told to stop would fail its step a second time.
      if (refused) return;
      refused = true;
      leave();
      try {
        resolve(fail(thrown));
      } catch (failure) {
        reject(failure);
      }
    };
    const off = cancellation.onCancel((reason) => {
      if (reason instanceof TimeoutError || reason instanceof SuspendedError) refuse(reason);
      else stopGrace = clock.after(CANCEL_GRACE, () => refuse(reason));
    });
    const end = (): boolean => {
      off();
      stopGrace?.();
      return cancellation.reason === undefined;
    };
    running.then(
      (value) => {
        if (!end()) return refuse(cancellation.reason);
        leave();
        try {
          resolve(succeed(value));
        } catch (thrown) {
          refuse(thrown);
        }
      },
      (thrown) => refuse(end() ? thrown : cancellation.reason),
    );
  });
}

/** Calls `expire` when the time is up; the answer takes that back. */
export type Arm = (expire: () => void) => () => void;

/** Runs `body` below a cancellation of its own that fires when the time is up, with `late` as the reason. */
export async function withTimeout<T>(
  late: Error,
  arm: Arm,
  parent: Cancellation,
  body: (cancellation: Cancellation) => T | Promise<T>,
): Promise<T> {
  const cancellation = new Cancellation(parent);
  const stop = arm(() => cancellation.cancel(late));
  try {
    const value = await body(cancellation);
    if (cancellation.reason === late) throw late;
    return value;
  } finally {
    stop();
    cancellation.release();
  }
}

/** @param what as the message names it */
export function tooLate(what: string, seconds: number): TimeoutError {
  return new TimeoutError(`${what} took longer than its timeout of ${seconds} s`);
}

/** Why the branches of a step are cancelled when one of them fails or ends the flow. */
export function siblingEnded(why: 'failed' | 'ended the flow'): CancelledError {
  return new CancelledError(`a sibling ${why}`);
}
