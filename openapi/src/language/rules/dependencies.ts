/** `depends_on`: the order of the branches of a `parallel`, and elsewhere that a step has run. */
import type { Name, Step } from '../model.ts';
import { didYouMean } from '../suggest.ts';
import type { Analysis } from './analysis.ts';
import type { Scope } from './scope.ts';
import { strongComponents } from './strong-components.ts';

/** In what order the branches of a `parallel` are walked, and which others each of them waits for. */
export interface BranchOrder {
  readonly sequence: readonly number[];
  readonly needs: readonly (readonly number[])[];
  /** Branches that another sees, so that no more is said of them: they wait for it too, or its dependency is misnamed. */
  readonly isSeen: (from: number, to: number) => boolean;
}

/** Orders the branches by what their first steps depend on; `owners` are those that have an id. */
export function orderBranches(
  branches: readonly (readonly Step[])[],
  owners: ReadonlyMap<string, readonly number[]>,
  scope: Scope,
  analysis: Analysis,
): BranchOrder {
  const isLost = new Set<number>();
  const links = branches.map(([first], index) =>
    (first?.dependsOn ?? []).flatMap((name): Link[] => {
      const owner = owners.get(name.name)?.find((each) => each !== index);
      if (owner === undefined) {
        if (scope.get(name.name) === undefined) isLost.add(index);
        return [];
      }
      analysis.ordering.add(name);
      return [{ name, owner }];
    }),
  );
  const components = strongComponents(branches.length, (index) => (links[index] ?? []).map(({ owner }) => owner));
  const circleOf = new Map<number, ReadonlySet<number>>();
  for (const component of components.filter(({ length }) => length > 1)) {
    const circle = new Set(component);
    for (const index of component) circleOf.set(index, circle);
    const round = component.flatMap((index) => (links[index] ?? []).filter(({ owner }) => circle.has(owner)));
    reportCircle(round, analysis);
  }
  return {
    sequence: components.flat(),
    needs: links.map((each, index) => {
      const others = new Set(each.map(({ owner }) => owner));
      return [...others].filter((owner) => !circleOf.get(index)?.has(owner));
    }),
    isSeen: (from, to) => isLost.has(from) || (circleOf.get(from)?.has(to) ?? false),
  };
}

interface Link {
  readonly name: Name;
  readonly owner: number;
}

/** One circle is one mistake, and the first link of it is where it is shown. */
function reportCircle(links: readonly Link[], analysis: Analysis): void {
  const [first] = links.toSorted((a, b) => a.name.range.start - b.name.range.start);
  if (first === undefined) return;
  const { name, range } = first.name;
  const message = `This branch waits for \`${name}\`, whose branch waits for this one`;
  analysis.report('FL1404', range, message, 'Remove one of the dependencies');
}

/** Elsewhere it says that a step has run when this one starts. */
export function checkDependencies(step: Step, scope: Scope, analysis: Analysis): void {
  for (const each of step.dependsOn) {
    const { name, range } = each;
    if (analysis.ordering.has(each) || analysis.unreadable.has(name)) continue;
    const binding = scope.read(name);
    if (binding === undefined) reportAbsent(each, step, scope, analysis);
    else if (!binding.isCertain && !scope.known.has(name)) {
      const hint = `Remove it, or run this step under \`if: ${name} != null\``;
      analysis.report('FL1304', range, `The step \`${name}\` may not have run when this one starts`, hint);
    }
  }
}

function reportAbsent({ name, range }: Name, step: Step, scope: Scope, { ids, anonymous, report }: Analysis): void {
  if (scope.isSibling(name)) {
    report(
      'FL1303',
      range,
      `The step \`${name}\` runs in another branch of this \`parallel\``,
      'Write `depends_on` on the first step of the branch',
    );
  } else if (ids.has(name)) {
    const isOwn = step.id === name ? 'is this step itself' : 'has not run when this one starts';
    report('FL1302', range, `The step \`${name}\` ${isOwn}`, 'A step can depend on those before it');
  } else {
    const hint = anonymous.has(name)
      ? `\`${name}\` is a task: give its step an \`id\`, and depend on that`
      : 'Write the `id` of a step before it';
    report('FL1301', range, `There is no step \`${name}\``, didYouMean(name, ids.keys(), hint));
  }
}
