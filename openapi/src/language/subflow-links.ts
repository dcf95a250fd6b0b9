/** Which files run which, and where that goes wrong: a name that none or several have, circles, flows with errors. */
import type { Diagnostic } from './diagnostics.ts';
import { locate } from './format-diagnostic.ts';
import type { ProjectSource } from './project-source.ts';
import type { CalleeProblem } from './rules/analysis.ts';
import { strongComponents } from './rules/strong-components.ts';
import { SubflowLookup } from './subflow-lookup.ts';

/** What a subflow's name in one file stands for: another file, or a problem. */
export type Link =
  | { readonly target: ProjectSource; readonly problem?: never }
  | { readonly target?: never; readonly problem: CalleeProblem };

/** By file and by name, for the files that the served flows lead to. */
export type Links = ReadonlyMap<ProjectSource, ReadonlyMap<string, Link>>;

/** Circles are cut: what is left can be followed to its end. */
export function linkSubflows(sources: readonly ProjectSource[]): Links {
  const lookup = new SubflowLookup(sources);
  const links = new Map<ProjectSource, Map<string, Link>>();
  const pending = sources.filter(({ isServed }) => isServed !== false).reverse();
  for (let source = pending.pop(); source !== undefined; source = pending.pop()) {
    if (links.has(source)) continue;
    const own = new Map<string, Link>();
    links.set(source, own);
    for (const name of source.parsed.subflows) {
      const link = linkOf(name, source, lookup);
      own.set(name, link);
      if (link.target) pending.push(link.target);
    }
  }
  cutCircles(links);
  return links;
}

function linkOf(name: string, caller: ProjectSource, lookup: SubflowLookup): Link {
  const [target, second, ...rest] = lookup.find(name, caller);
  if (target === undefined) {
    const message = `There is no flow \`${name}\` in this project`;
    return { problem: { code: 'FL1604', message, hint: lookup.suggest(name) } };
  }
  if (second === undefined) return { target };
  const message = `\`${name}\` could be ${filesOf([target, second, ...rest])}`;
  return { problem: { code: 'FL1605', message, hint: 'Rename one of them, or write the name that only one has' } };
}

function cutCircles(links: ReadonlyMap<ProjectSource, Map<string, Link>>): void {
  const sources = [...links.keys()];
  const indices = new Map(sources.map((source, index) => [source, index]));
  const targets = sources.map((source) =>
    [...(links.get(source)?.values() ?? [])].flatMap(({ target }) => (target && indices.get(target)) ?? []),
  );
  const components = strongComponents(sources.length, (index) => targets[index] ?? []);
  for (const component of components) {
    const circle = new Set(component.flatMap((index) => sources[index] ?? []));
    for (const source of circle) {
      for (const [name, { target }] of links.get(source) ?? []) {
        if (target && circle.has(target))
          links.get(source)?.set(name, { problem: circleProblem(name, source, circle) });
      }
    }
  }
}

function circleProblem(name: string, source: ProjectSource, circle: ReadonlySet<ProjectSource>): CalleeProblem {
  const others = [
    ...circle
      .values()
      .filter((each) => each !== source)
      .take(MOST_SHOWN + 1),
  ];
  const through = others.length === 0 ? 'is this flow itself' : `runs this flow again, through ${filesOf(others)}`;
  return { code: 'FL1606', message: `\`${name}\` ${through}`, hint: 'Repeat steps with `while` or `for_each` instead' };
}

/** What a caller is told of a flow that cannot run: enough to find the place. */
export function brokenCallee(name: string, { parsed, brokenBy }: ProjectSource, error?: Diagnostic): CalleeProblem {
  if (error === undefined)
    return { code: 'FL1607', message: `The flow \`${name}\` cannot run: ${brokenBy}`, hint: 'Mend it there' };
  const { file, line, column, message, hint } = locate(error, parsed.source);
  return {
    code: 'FL1607',
    message: `The flow \`${name}\` has an error, at ${file}:${line}:${column}: ${message}`,
    hint: hint ?? 'Mend it there',
  };
}

const MOST_SHOWN = 5;

function filesOf(sources: readonly ProjectSource[]): string {
  const files = sources.slice(0, MOST_SHOWN).map(({ parsed }) => parsed.source.file);
  if (sources.length > files.length) return `${files.join(', ')} and more`;
  return files.length < 2 ? files.join() : `${files.slice(0, -1).join(', ')} and ${files.at(-1)}`;
}
