/** Runs several stretches of steps at once, as one: the first that fails or ends the flow ends all. */
import { Cancellation } from './cancellation.ts';
import { siblingEnded } from './policy.ts';
import type { Run } from './run.ts';
import type { MaybePromise, Outcome } from './step.ts';

/** The step that runs the jobs, as the journal knows it: which of them ended the others is kept. */
export interface Group {
  readonly run: Run;
  readonly path: string;
}

/**
 * Starts the jobs 0 to `count` - 1 in order, at most `limit` at once, each below a cancellation of its own, and answers
 * when none runs any more.
 *
 * @returns the first `exit` that a job answered
 * @throws what the first failing job threw
 */
export async function runConcurrently(
  count: number,
  limit: number,
  parent: Cancellation,
  { run, path }: Group,
  job: (index: number, cancellation: Cancellation) => MaybePromise<Outcome>,
): Promise<Outcome> {
  const group = new Cancellation(parent);
  const decided = run.past?.decided(path);
  let next = 0;
  let outcome: Outcome;
  let failure: { readonly thrown: unknown } | undefined;

  /** Answers whether this job ends the others: the first that may, and after a restart the one that did before. */
  const decide = (index: number): boolean => {
    if (group.reason !== undefined || (decided ?? index) !== index) return false;
    if (decided === undefined && count > 1) run.note({ kind: 'decided', path, job: index });
    return true;
  };

  const work = async (): Promise<void> => {
    while (next < count && group.reason === undefined) {
      const index = next++;
      try {
        const exit = await job(index, group);
        if (exit === undefined || !decide(index)) continue;
        outcome = exit;
        group.cancel(siblingEnded('ended the flow'));
      } catch (thrown) {
        if (!decide(index)) continue;
        failure = { thrown };
        group.cancel(siblingEnded('failed'));
      }
    }
  };

  await Promise.all(Array.from({ length: Math.min(limit, count) }, work));
  group.release();
  parent.throwIfCancelled();
  if (failure !== undefined) throw failure.thrown;
  return outcome;
}
