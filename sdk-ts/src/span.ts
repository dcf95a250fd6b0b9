/** A call under way: its tries, and what ends it or one of them, be it a time limit, its signal or its reader. */
import { type Call, labelOf } from './call.ts';
import { TimeoutError, type TimeoutPhase } from './errors.ts';
import { limitsOf } from './limits.ts';
import { delayAfter } from './retry.ts';

export interface Span {
  /**
   * Waits for the work, or throws what ends it: also work that does not heed the signal, such as a custom `fetch`. One at a
   * time: a listener of the signal for each would cost more than all else that the client does in a call.
   */
  within<T>(phase: TimeoutPhase, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Starts a time limit, in place of the one that runs. */
  arm(phase: TimeoutPhase): void;
  /**
   * Ends the try that failed, and waits until the next; throws the error if there is to be none.
   * @param executionId Where it is known what goes on at the server, it is worth waiting until that has restarted.
   */
  pause(failures: number, error: unknown, executionId?: string, atLeast?: number): Promise<void>;
  /** Ends what is waited for, and what would be in the same try. */
  cut(reason?: unknown): void;
  /** Takes back the timer and the listener; whatever still uses the signal is left alone. */
  release(): void;
}

export function openSpan(call: Call): Span {
  const { options, settings } = call;
  const { signal } = options;
  const limits = limitsOf(options, settings.limits);
  const endsAt = performance.now() + limits.total;
  let controller = new AbortController(); // of the try
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onEnd = (_reason: unknown): void => {};

  const restart = (ms: number, onTime: () => void): void => {
    clearTimeout(timer);
    // Beyond that `setTimeout` fires at once; 24 days are as good as none.
    if (ms < 2 ** 31) timer = setTimeout(onTime, ms);
  };
  const cut = (reason?: unknown): void => {
    onEnd(reason);
    controller.abort(reason);
  };
  const onAbort = (): void => cut(signal?.reason);
  const arm = (phase: TimeoutPhase): void => {
    const left = endsAt - performance.now();
    const next = limits[phase] < left ? phase : 'total';
    restart(Math.min(limits[phase], left), () =>
      cut(new TimeoutError(`${labelOf(call)}: timeout.${next} of ${limits[next]} ms is over`, next)),
    );
  };
  const within: Span['within'] = (phase, work) =>
    new Promise((resolve, reject) => {
      onEnd = reject;
      arm(phase);
      if (controller.signal.aborted) reject(controller.signal.reason);
      else work(controller.signal).then(resolve, reject);
    });
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();
  return {
    within,
    arm,
    cut,
    pause: async (failures, thrown, executionId, atLeast = 0) => {
      controller.abort(thrown); // what has ended it before is the reason then
      const error: unknown = controller.signal.reason;
      controller = new AbortController();
      const delay = Math.max(atLeast, delayAfter(failures, error, limits));
      // What has timed out has been waited for.
      const tries = limits.attempts || (!executionId || error instanceof TimeoutError ? 3 : 10);
      // Waiting for a try that cannot be made would only hide the error behind a timeout.
      const isPossible = !signal?.aborted && failures < tries && delay < endsAt - performance.now();
      if (!isPossible) throw error;
      settings.logger.warn?.(`${error}; try ${failures + 1} of ${tries} in ${Math.round(delay)} ms`);
      if (delay > 0) await within('total', () => new Promise((resolve) => restart(delay, resolve as () => void)));
    },
    release: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}
