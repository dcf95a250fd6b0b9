/** Executions that a process before this one has left go on. */
import { ResumeError } from '../errors.ts';
import { History } from './history.ts';
import type { ExecutionHead, Fact, Journal, KeptExecution } from './journal.ts';
import type { PlanFinder } from './plans.ts';
import type { Values } from './ports.ts';
import type { Runner } from './runner.ts';

/** So many are read, and brought to where they were, at a time: memory is bounded, and the server answers meanwhile. */
const AT_A_TIME = 200;

export async function resumeAll(
  journal: Journal,
  plans: PlanFinder,
  runner: Runner,
  onResumed: (head: ExecutionHead) => void,
): Promise<number> {
  let count = 0;
  for (let after: string | undefined; ; ) {
    const page = await journal.unfinished(after, AT_A_TIME);
    after = page.at(-1)?.head.execution_id;
    if (after === undefined) return count;
    count += page.length;
    await Promise.all(page.map((kept) => takeUp(kept, plans, runner)));
    for (const { head } of page) onResumed(head);
  }
}

async function takeUp(kept: KeptExecution, plans: PlanFinder, runner: Runner): Promise<void> {
  const { head, events } = kept;
  try {
    const { inputs, facts } = opened(kept);
    const plan = await plans.find(head.flow, kept.plan);
    await runner.goOn({ head, plan, inputs, past: new History(events, facts) });
  } catch (thrown) {
    if (!(thrown instanceof ResumeError)) throw thrown;
    runner.giveUp(head, new History(events, kept.facts ?? []), thrown);
  }
}

/** @throws ResumeError if some of it was sealed, and the seal cannot be opened */
export function opened({ inputs, facts }: KeptExecution): { readonly inputs: Values; readonly facts: readonly Fact[] } {
  if (inputs !== undefined && facts !== undefined) return { inputs, facts };
  throw new ResumeError(
    'What the execution needs to go on is sealed, and the key of the journal is not there, or another one',
  );
}
