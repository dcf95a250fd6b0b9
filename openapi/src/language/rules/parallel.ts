/** `parallel`: every branch runs, and sees only the branches that it waits for. */
import type { ParallelStep, Step, ValueType } from '../model.ts';
import { walkSteps } from '../steps.ts';
import { ANY } from '../value-type.ts';
import type { Analysis, Ends } from './analysis.ts';
import type { Binding } from './binding.ts';
import { type BranchOrder, orderBranches } from './dependencies.ts';
import { resultsOf } from './results.ts';
import type { Scope, Siblings } from './scope.ts';

export function checkParallel(
  step: ParallelStep,
  scope: Scope,
  analysis: Analysis,
): { readonly ends: Ends; readonly type: ValueType } {
  const owners = ownersOf(step.branches);
  const order = orderBranches(step.branches, owners, scope, analysis);
  const walked: Scope[] = [];
  const siblingsOf = siblingsAmong(owners, order, walked);
  const ends: boolean[] = [];
  for (const index of order.sequence) {
    const branch = scope.fork({ siblings: siblingsOf(index) });
    ends.push(analysis.walk(step.branches[index] ?? [], branch, analysis));
    walked[index] = branch;
  }
  const type = resultsOf(walked);
  scope.absorb(walked);
  return { ends: ends.includes(true), type };
}

type Owners = ReadonlyMap<string, readonly number[]>;

/** The branches in which each id is given, in the order of the text. */
function ownersOf(branches: readonly (readonly Step[])[]): Owners {
  const owners = new Map<string, number[]>();
  for (const [index, steps] of branches.entries()) {
    for (const { id } of walkSteps(steps)) {
      if (id === undefined) continue;
      const found = owners.get(id);
      if (found === undefined) owners.set(id, [index]);
      else if (found.at(-1) !== index) found.push(index);
    }
  }
  return owners;
}

/** What is seen by mistake: the mistake was reported, and this is no second one. */
const UNKNOWN: Binding = { type: ANY, isCertain: true, hasResult: true, setters: [] };

function siblingsAmong(
  owners: Owners,
  { needs, isSeen }: BranchOrder,
  walked: readonly Scope[],
): (index: number) => Siblings {
  return (index) => {
    const other = (id: string) => owners.get(id)?.find((owner) => owner !== index);
    return {
      has: (id) => other(id) !== undefined,
      hasBefore: (id) => (owners.get(id)?.[0] ?? index) < index,
      get(id) {
        const owner = other(id);
        if (owner === undefined) return undefined;
        if (isSeen(index, owner)) return UNKNOWN;
        return leads(index, owner, needs) ? walked[owner]?.own().get(id) : undefined;
      },
    };
  };
}

/** A branch that sees another through more than this can name it in its own `depends_on`. */
const MOST_BETWEEN = 1_000;

/** What a branch waits for may itself have waited for others. */
function leads(from: number, to: number, needs: BranchOrder['needs']): boolean {
  const reached = new Set([from]);
  // A set goes on with what is added to it.
  for (const index of reached) {
    if (index === to) return true;
    if (reached.size < MOST_BETWEEN) for (const need of needs[index] ?? []) reached.add(need);
  }
  return false;
}
