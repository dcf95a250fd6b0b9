/**
 * Time limits of whatever holds steps. They run on while the server is down, and are durations: a clock that is set while
 * one runs does not end it, and at a restart with a wrong clock it has its whole time at most.
 */
import { tooLate, withTimeout } from './policy.ts';
import { type Frame, within } from './step.ts';

export interface TimeLimit {
  readonly seconds: number;
  /** As the message names what is limited. */
  readonly what: string;
  /** What it is known by in the journal: nothing else in the execution has this name. */
  readonly path: string;
  /** When it began, where that is known. Milliseconds since 1970. */
  readonly began?: number | undefined;
  /** Thrown in place of a TimeoutError. */
  readonly late?: Error;
}

export function withinLimit<T>(frame: Frame, limit: TimeLimit, body: (inner: Frame) => T | Promise<T>): Promise<T> {
  const { run } = frame;
  const { path, seconds } = limit;
  const due = (limit.began ?? began(frame, path)) + seconds * 1000;
  const left = (): number => Math.min(seconds * 1000, Math.max(0, due - run.world.clock.now()));
  const arm = (expire: () => void): (() => void) => {
    if (run.past?.hasExpired(path)) {
      if (run.replay !== undefined) return run.replay.onExpiry(path, expire);
      expire();
      return () => {};
    }
    const begin = (): (() => void) =>
      run.world.clock.after(left(), () => {
        run.note({ kind: 'expired', path });
        expire();
      });
    return run.replay === undefined ? begin() : run.replay.whenOver(begin);
  };
  return withTimeout(limit.late ?? tooLate(limit.what, seconds), arm, frame.cancellation, (cancellation) =>
    body(within(frame, { cancellation })),
  );
}

function began({ run }: Frame, path: string): number {
  const before = run.past?.step(path)?.began;
  if (before !== undefined) return before;
  const at = run.world.clock.now();
  run.note({ kind: 'began', path, at });
  return at;
}
