/** What comes of executions that were in flight when the process ended without a stop: perhaps one of them ended it. */
import { CrashLoopError } from '../errors.ts';
import type { History, InFlight } from './history.ts';
import type { Crashes, ExecutionHead, KeptExecution } from './journal.ts';
import type { Logger } from './ports.ts';

/** After so many, one after the other, what was in flight is not run again. */
export const MOST_CRASHES = 5;

/** From so many on, it goes on alone among those like it: a machine may well lose its power twice within a long task. */
const SUSPECT = 3;

/** At one resume; more than these are counted. */
const NAMED = 10;

/** One that goes on. */
export interface Returning {
  readonly kept: KeptExecution;
  readonly past: History;
  readonly crashes: Crashes;
  /** It was in flight when the process ended. */
  readonly fell: boolean;
}

/** @param now milliseconds since 1970 */
export function returning(kept: KeptExecution, past: History, now: number): Returning {
  const { progress } = past;
  const fell = kept.fell === true && past.isBusy(now);
  const before = kept.crashes?.progress === progress ? kept.crashes.count : 0;
  return { kept, past, fell, crashes: { count: before + (fell ? 1 : 0), progress } };
}

export function isSuspect({ count }: Crashes): boolean {
  return count >= SUSPECT && count < MOST_CRASHES;
}

/** Why the whole of it is not run again; undefined where a step that was in flight is told so, and the flow may handle that. */
export function beyondHelp({ crashes, past }: Returning, now: number): CrashLoopError | undefined {
  if (crashes.count < MOST_CRASHES) return undefined;
  // One more: what was told to the step has ended the process, too.
  if (crashes.count === MOST_CRASHES && past.inFlight(now).length > 0) return undefined;
  return crashLoop(crashes.count, 'the execution ran');
}

/** @param when what was in flight */
export function crashLoop(count: number, when: string): CrashLoopError {
  return new CrashLoopError(`The server ended ${count} times while ${when}: it is not run again`);
}

/** Before they go on: it may be the last that this process says. */
export function tell(all: readonly Returning[], logger: Logger, now: number): void {
  const again = all.filter(({ crashes }) => crashes.count >= SUSPECT);
  const once = all.filter(({ crashes, fell }) => fell && crashes.count < SUSPECT);
  const placeOf = ({ kept, past }: Returning) => ({ ...nameOf(kept.head), steps: past.inFlight(now).map(inWords) });
  for (const one of once.length <= NAMED ? once : [])
    logger.info(placeOf(one), 'it was in flight when the server ended, and goes on: what ran is run again');
  if (once.length > NAMED)
    logger.info(
      { executions: once.length },
      `${once.length} executions were in flight when the server ended, and go on`,
    );
  for (const one of again.slice(0, NAMED)) {
    const { count } = one.crashes;
    const what = count < MOST_CRASHES ? 'it goes on alone, since it may be the cause' : 'what ran is not run again';
    logger.warn({ ...placeOf(one), crashes: count }, `it was in flight ${count} times when the server ended: ${what}`);
  }
  if (again.length > NAMED)
    logger.warn(
      { executions: again.length },
      `${again.length} executions were in flight again and again when the server ended`,
    );
}

function inWords({ step, task }: InFlight): string {
  return `${step} (task ${task})`;
}

function nameOf({ execution_id, flow }: ExecutionHead) {
  return { execution_id, flow };
}
