/** The door for flows that run each other: every file was read once; each is checked after those that it runs. */
import { type CheckResult, checkParsed, isWarning } from './check-flow.ts';
import { CheckMemory } from './check-memory.ts';
import type { TaskSignature } from './flow-types.ts';
import { refuseClashes } from './name-clashes.ts';
import type { ParsedSource } from './parse-source.ts';
import type { ProjectSource } from './project-source.ts';
import type { Callee } from './rules/analysis.ts';
import { brokenCallee, type Links, linkSubflows } from './subflow-links.ts';

/** What a flow finds its tasks in: the same for all whose identity is the same. */
interface Surroundings {
  readonly tasks: ReadonlyMap<string, TaskSignature> | undefined;
  readonly requireTasks: boolean;
}

/** A file, and the tasks that it is checked with. */
interface Job {
  readonly source: ProjectSource;
  readonly around: Surroundings;
}

/**
 * The results of the flows that are served.
 *
 * @param memory of earlier checks of the same project: what nothing has changed for keeps its result
 */
export function checkProject(
  sources: readonly ProjectSource[],
  memory: CheckMemory = new CheckMemory(),
): ReadonlyMap<ParsedSource, CheckResult> {
  const served = sources.filter((source) => source.isServed !== false);
  const check = new ProjectCheck(linkSubflows(sources), memory);
  const results = served.map((source) => [source, check.run({ source, around: check.own(source) })] as const);
  memory.turn();
  return new Map(refuseClashes(results).map(([{ parsed }, result]) => [parsed, result]));
}

/** The files that the served flows run, and those that these run. */
export function subflowsOf(sources: readonly ProjectSource[]): readonly ParsedSource[] {
  const links = linkSubflows(sources);
  return [...links.keys()].filter(({ isServed }) => isServed === false).map(({ parsed }) => parsed);
}

/** Levels of flows that run others: an execution holds all of them at once. */
export const MOST_SUBFLOW_LEVELS = 100;

class ProjectCheck {
  readonly #links: Links;
  readonly #memory: CheckMemory;
  readonly #own = new Map<ProjectSource, Surroundings>();
  readonly #withoutTasks = [false, true].map((requireTasks): Surroundings => ({ tasks: undefined, requireTasks }));
  readonly #done = new Map<Surroundings, Map<ProjectSource, CheckResult>>();
  /** Levels of flows below each. */
  readonly #levels = new Map<ProjectSource, number>();

  constructor(links: Links, memory: CheckMemory) {
    this.#links = links;
    this.#memory = memory;
  }

  /** In which a flow is checked that nobody runs. */
  own(source: ProjectSource): Surroundings {
    const { tasks, requireTasks = false } = source;
    const shared = this.#withoutTasks[requireTasks ? 1 : 0];
    const known = this.#own.get(source) ?? (tasks === undefined && shared ? shared : { tasks, requireTasks });
    this.#own.set(source, known);
    return known;
  }

  run(first: Job): CheckResult {
    // With a stack of its own: a chain of ten thousand flows would be too deep for calls.
    const pending = [first];
    for (let job = pending.at(-1); job !== undefined; job = pending.at(-1)) {
      const before = this.#calls(job).filter((each) => this.#result(each) === undefined);
      if (before.length === 0 || this.#result(job) !== undefined) {
        if (this.#result(job) === undefined) this.#check(job);
        pending.pop();
      } else pending.push(...before);
    }
    return this.#result(first) ?? this.#check(first);
  }

  #calls({ source, around }: Job): readonly Job[] {
    const links = [...(this.#links.get(source)?.values() ?? [])];
    return links.flatMap(({ target }) => (target === undefined ? [] : [this.#jobOf(target, around)]));
  }

  #jobOf(target: ProjectSource, around: Surroundings): Job {
    return { source: target, around: target.tasks === undefined ? around : this.own(target) };
  }

  #result({ source, around }: Job): CheckResult | undefined {
    return this.#done.get(around)?.get(source);
  }

  #check(job: Job): CheckResult {
    const { source, around } = job;
    const { parsed } = source;
    const callees = new Map([...parsed.subflows].map((name) => [name, this.#callee(name, job)]));
    const callee = (name: string): Callee => callees.get(name) ?? this.#callee(name, job);
    const result = this.#memory.result({ parsed, ...around, callees: [...callees.values()] }, () =>
      checkParsed(parsed, { ...around, callee }),
    );
    const below = this.#calls(job).map((each) => this.#levels.get(each.source) ?? 0);
    this.#levels.set(
      source,
      below.reduce((most, levels) => Math.max(most, levels + 1), 0),
    );
    const done = this.#done.get(around) ?? new Map<ProjectSource, CheckResult>();
    this.#done.set(around, done.set(source, result));
    return result;
  }

  #callee(name: string, { source, around }: Job): Callee {
    const link = this.#links.get(source)?.get(name);
    if (link?.target === undefined) return link?.problem ?? { code: 'FL1604', message: `There is no flow \`${name}\`` };
    const { target } = link;
    const result = this.#result(this.#jobOf(target, around));
    if (result === undefined || !result.ok || target.brokenBy !== undefined)
      return brokenCallee(
        name,
        target,
        result?.diagnostics.find((each) => !isWarning(each)),
      );
    if ((this.#levels.get(target) ?? 0) >= MOST_SUBFLOW_LEVELS) return tooDeep(name);
    const { flow, types } = result;
    const { file } = target.parsed.source;
    return { subflow: { file, hasOwnTasks: target.tasks !== undefined, flow, types } };
  }
}

function tooDeep(name: string): Callee {
  return {
    code: 'FL1608',
    message: `With \`${name}\` more than ${MOST_SUBFLOW_LEVELS} levels of flows would run each other`,
    hint: 'Write the steps of some of them into those that run them',
  };
}
