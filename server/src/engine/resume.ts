/** Executions that a process before this one has left go on. */
import { CrashLoopError, ResumeError } from '../errors.ts';
import { beyondHelp, isSuspect, type Returning, returning, tell } from './crashes.ts';
import { History } from './history.ts';
import type { ExecutionHead, Fact, Journal, KeptExecution } from './journal.ts';
import type { PlanFinder } from './plans.ts';
import type { Values, World } from './ports.ts';
import type { Runner } from './runner.ts';

/** So many are read, and brought to where they were, at a time: memory is bounded, and the server answers meanwhile. */
const AT_A_TIME = 200;

interface Parts {
  readonly journal: Journal;
  readonly plans: PlanFinder;
  readonly runner: Runner;
  readonly world: World;
}

export async function resumeAll(parts: Parts, onResumed: (head: ExecutionHead) => void): Promise<number> {
  const { journal, runner } = parts;
  let count = 0;
  for (let after: string | undefined; ; ) {
    const page = await journal.unfinished(after, AT_A_TIME);
    after = page.at(-1)?.head.execution_id;
    if (after === undefined) {
      runner.letSuspectsGoOn();
      return count;
    }
    count += page.length;
    await goOn(page, parts);
    for (const { head } of page) onResumed(head);
  }
}

async function goOn(page: readonly KeptExecution[], { journal, plans, runner, world }: Parts): Promise<void> {
  const now = world.clock.now();
  const all = page.map((kept) => returning(kept, new History(kept.events, kept.facts ?? []), now));
  tell(all, world.logger, now);
  await keepCrashes(all, journal);
  await Promise.all(all.map((one) => takeUp(one, beyondHelp(one, now), plans, runner)));
}

/** Before they run: what runs may end the process. One that was counted once is counted on: its row says who runs it. */
async function keepCrashes(all: readonly Returning[], journal: Journal): Promise<void> {
  const counted = all.filter(({ kept, crashes }) => crashes.count > 0 || kept.crashes !== undefined);
  for (const { kept, crashes } of counted) journal.countCrashes(kept.head.execution_id, crashes, !isSuspect(crashes));
  // Where that cannot be kept they go on all the same.
  await Promise.all(counted.map(({ kept }) => journal.flush(kept.head.execution_id))).catch(() => {});
}

async function takeUp(
  { kept, past, crashes }: Returning,
  why: CrashLoopError | undefined,
  plans: PlanFinder,
  runner: Runner,
): Promise<void> {
  const { head } = kept;
  try {
    if (why !== undefined) throw why;
    const { inputs } = opened(kept);
    const plan = await plans.find(head.flow, kept.plan);
    await runner.goOn({ head, plan, inputs, past, crashes });
  } catch (thrown) {
    if (!(thrown instanceof ResumeError || thrown instanceof CrashLoopError)) throw thrown;
    runner.giveUp(head, past, thrown);
  }
}

/** @throws ResumeError if some of it was sealed, and the seal cannot be opened */
export function opened({ inputs, facts }: KeptExecution): { readonly inputs: Values; readonly facts: readonly Fact[] } {
  if (inputs !== undefined && facts !== undefined) return { inputs, facts };
  throw new ResumeError(
    'What the execution needs to go on is sealed, and the key of the journal is not there, or another one',
  );
}
