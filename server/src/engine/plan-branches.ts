/** `depends_on` inside `parallel`: which branch waits for which. */
import { type Step, walkSteps } from '@flowlang/openapi';

type Branches = readonly (readonly Step[])[];

/** For each branch those that its first step depends on; undefined if no branch depends on another. */
export function branchNeeds(branches: Branches): readonly (readonly number[])[] | undefined {
  if (branches.every(([first]) => (first?.dependsOn.length ?? 0) === 0)) return undefined;
  const owners = new Map<string, number>();
  for (const [index, branch] of branches.entries()) {
    for (const { id } of walkSteps(branch)) if (id !== undefined) owners.set(id, index);
  }
  return branches.map(([first], index) => {
    // A name of no branch is a step that has run before, as the checker has seen.
    const found = (first?.dependsOn ?? []).flatMap(({ name }) => owners.get(name) ?? []);
    return [...new Set(found)].filter((owner) => owner !== index);
  });
}

/** The branches, each behind those that it needs: started in this order none waits for one that cannot start. */
export function inOrder(count: number, needs: readonly (readonly number[])[] | undefined): readonly number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  if (needs === undefined) return all;
  const order = new Set<number>();
  const add = (index: number): void => {
    if (order.has(index)) return;
    for (const need of needs[index] ?? []) add(need);
    order.add(index);
  };
  for (const index of all) add(index);
  return [...order];
}
