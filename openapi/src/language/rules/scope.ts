/**
 * What can be read at one place of a flow. Steps are walked in the order in which they run; a branch is a scope inside
 * of a scope, and where branches meet, what they set is joined: a name is certain where every way leads over it.
 *
 * A scope holds only how it differs from the one around it: what was copied would make a flow cost its square.
 */
import { type KnownPaths, knownWhen, NOTHING_KNOWN, type ShownPaths } from '../expression/narrowing.ts';
import type { ValueType } from '../model.ts';
import { nullable, propertyNames, typesOf, unionOf } from '../value-type.ts';
import { type Binding, certainNames, latest } from './binding.ts';
import { type Fact, factOf, imply } from './facts.ts';

/** Of what the conditions before have shown, only the latest is remembered: it is copied to each step that has an id. */
const MOST_FACTS = 50;

/** Ids of the other branches of a `parallel`. */
export interface Siblings {
  has(id: string): boolean;
  /** In a branch that stands before this one. */
  hasBefore(id: string): boolean;
  /** Of a branch that this one waits for. */
  get(id: string): Binding | undefined;
}

/** How a scope differs from the one around it. */
export interface Fork {
  /** Roots that are no steps: `loop`, the loop variable, `error`. */
  readonly locals?: Readonly<Record<string, ValueType>>;
  /** The local that is the same as around but for what was added to it. */
  readonly extended?: string;
  readonly known?: ShownPaths;
  readonly facts?: readonly Fact[];
  readonly siblings?: Siblings;
}

export class Scope {
  readonly #parent: Scope | undefined;
  readonly #fork: Fork;
  readonly #own = new Map<string, Binding>();
  readonly #dynamic: ValueType[] = [];
  /** By the name that the paths begin with: it is set anew as a whole. */
  readonly #shown = new Map<string, Set<string>>();
  #isInformed: boolean;
  #facts: readonly Fact[];
  /** False after an `exit`: what follows is checked, but answers nothing. */
  isReachable: boolean;

  constructor(fork: Fork, parent?: Scope) {
    this.#fork = fork;
    this.#parent = parent;
    this.isReachable = parent?.isReachable ?? true;
    this.#isInformed = parent ? parent.#isInformed : false;
    this.#facts = fork.facts ?? [];
    if (fork.known) this.learn(fork.known);
  }

  *#outwards(): Generator<Scope, undefined> {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.#parent) yield scope;
  }

  fork(fork: Fork = {}): Scope {
    return new Scope(fork, this);
  }

  /** Paths that the conditions around, or before, have shown not to be null. */
  get known(): KnownPaths {
    return this.#isInformed ? this.#knownGiven([], []) : NOTHING_KNOWN;
  }

  #knownGiven(facts: readonly Fact[], shown: readonly ShownPaths[]): KnownPaths {
    const isShown = (path: string) => this.#knows(path) || shown.some((paths) => paths.has(path));
    return {
      has: (path) =>
        this.#knows(path) || (facts.length > 0 && this.#proves(path, facts)) || this.#comesWith(path, isShown),
      given: (truth, expression) => {
        const condition = { kind: 'test', expression, range: expression.range } as const;
        const fact = factOf(condition, truth, this);
        return this.#knownGiven([...facts, fact], [...shown, knownWhen(truth, expression)]);
      },
    };
  }

  /** A property of a result that has shown by another one that it is no failure. */
  #comesWith(path: string, isShown: (path: string) => boolean): boolean {
    const root = rootOf(path);
    const binding = this.get(root);
    if (!binding?.together?.has(path.slice(root.length + 1))) return false;
    return propertyNames(binding.type).some((name) => name !== 'error' && isShown(`${root}.${name}`));
  }

  /** With these facts besides, the step of that id has run, and gives no null by itself. */
  #proves(name: string, facts: readonly Fact[]): boolean {
    const binding = this.get(name);
    if (binding === undefined || binding.isCertain || typesOf(binding.type)?.has('null')) return false;
    const here = [...this.facts, ...facts];
    return binding.setters.some((setter) => imply(here, setter));
  }

  /** The same of paths that are not null. */
  learn(paths: Iterable<string>): void {
    for (const path of paths) {
      const root = rootOf(path);
      const shown = this.#shown.get(root);
      if (shown === undefined) this.#shown.set(root, new Set([path]));
      else shown.add(path);
      this.#isInformed = true;
    }
  }

  #knows(path: string): boolean {
    const root = rootOf(path);
    for (const scope of this.#outwards()) {
      if (scope.#shown.get(root)?.has(path)) return true;
      // Here the name was given to something else.
      if (scope.#own.has(root) || scope.#gives(root) || scope.#fork.siblings?.get(root)) return false;
    }
    return false;
  }

  /** All that the conditions around, or before, have shown. */
  get facts(): readonly Fact[] {
    return [...this.#outwards()].flatMap((scope) => scope.#facts);
  }

  /** What holds from here on. */
  assume(facts: readonly Fact[]): void {
    this.#facts = [...this.#facts, ...facts].slice(-MOST_FACTS);
  }

  /** What a name stands for: the same as long as nothing else was given the name. */
  standsFor(name: string): unknown {
    return this.#outwards().find((scope) => scope.#gives(name)) ?? this.get(name);
  }

  local(name: string): ValueType | undefined {
    let scope: Scope | undefined = this;
    while (scope !== undefined && !scope.#hasLocal(name)) scope = scope.#parent;
    return scope ? scope.#fork.locals?.[name] : undefined;
  }

  #hasLocal(name: string): boolean {
    return this.#fork.locals !== undefined && Object.hasOwn(this.#fork.locals, name);
  }

  /** The name is a local here, and another thing than around. */
  #gives(name: string): boolean {
    return this.#hasLocal(name) && this.#fork.extended !== name;
  }

  get(name: string): Binding | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.#parent) {
      const binding = scope.#own.get(name) ?? scope.#fork.siblings?.get(name);
      if (binding !== undefined) return binding;
    }
    return undefined;
  }

  /** What is read by a name here: null where its step may not have run. */
  read(name: string): Binding | undefined {
    const binding = this.get(name);
    if (binding === undefined || binding.isCertain) return binding;
    const facts = binding.setters.length > 0 ? this.facts : [];
    const isCertain = binding.setters.some((setter) => imply(facts, setter));
    return { ...binding, isCertain, type: isCertain ? binding.type : nullable(binding.type) };
  }

  set(name: string, binding: Binding): void {
    this.#own.set(name, binding);
    this.#shown.delete(name);
    // A fact inside of an expression may show that it has run.
    if ((!binding.isCertain && binding.setters.length > 0) || binding.together) this.#isInformed = true;
  }

  /** A step whose id is made in each iteration: it is readable in the results of the loop only. */
  addDynamic(type: ValueType): void {
    this.#dynamic.push(type);
  }

  forgetDynamic(): void {
    this.#dynamic.length = 0;
  }

  isSibling(name: string): boolean {
    return this.#outwards().some((scope) => scope.#fork.siblings?.has(name));
  }

  isTakenBySibling(name: string): boolean {
    return this.#outwards().some((scope) => scope.#fork.siblings?.hasBefore(name));
  }

  /** What was set in this scope itself. */
  own(): ReadonlyMap<string, Binding> {
    return this.#own;
  }

  /** Types of the results whose ids are not known before. */
  dynamic(): readonly ValueType[] {
    return this.#dynamic;
  }

  /** Names that can be read, for "did you mean". */
  *names(): Generator<string> {
    for (const scope of this.#outwards()) {
      yield* scope.#own.keys();
      yield* Object.keys(scope.#fork.locals ?? {});
    }
  }

  /** Takes over what exactly one of the branches has set and shown. A scope without anything stands for the way around. */
  join(branches: readonly Scope[]): void {
    const [first, ...others] = branches;
    for (const [name, set] of ownOf(branches)) {
      // One for all the branches that leave it as it was: of many branches, most do.
      const outside = set.length < branches.length ? this.get(name) : undefined;
      const found = outside === undefined ? set : [...set, outside];
      const isSet = set.length === branches.length || outside !== undefined;
      const isCertain = isSet && found.every((binding) => binding.isCertain);
      const setters = found.toReversed().flatMap((binding) => binding.setters);
      // Its name stays free where it was: that each way leads over it, or knows that it has run, is known to readers only.
      if (!isCertain && isSet && branches.every((branch) => branch.#hasRun(name))) setters.push(this.facts);
      this.set(name, {
        type: unionOf(found.map((binding) => binding.type)),
        isCertain,
        hasResult: found.every((binding) => binding.hasResult),
        setters: latest([...new Set(setters)]),
        together: togetherOf(found),
      });
    }
    // Behind the only way that goes on, all holds that held on it.
    if (first && others.length === 0) this.assume(first.#facts);
    if (first) this.learn(first.#lasting().filter((path) => others.every((one) => one.#knows(path))));
    for (const branch of branches) this.#dynamic.push(...branch.#dynamic);
  }

  #hasRun(name: string): boolean {
    return this.read(name)?.isCertain === true || this.#knows(name);
  }

  /** What it has shown by itself; of an `error` in a handler that says nothing of an `error` around it. */
  #lasting(): readonly string[] {
    return [...this.#shown].flatMap(([root, paths]) => (this.#hasLocal(root) ? [] : [...paths]));
  }

  /** Takes over all that the scopes have set: every one of them was run. */
  absorb(branches: readonly Scope[]): void {
    for (const branch of branches) {
      for (const [name, binding] of branch.#own) this.set(name, binding);
      this.#dynamic.push(...branch.#dynamic);
    }
  }
}

/** What each of the branches has set, by its name. */
function ownOf(branches: readonly Scope[]): ReadonlyMap<string, readonly Binding[]> {
  const found = new Map<string, Binding[]>();
  for (const branch of branches) {
    for (const [name, binding] of branch.own()) {
      const bindings = found.get(name);
      if (bindings === undefined) found.set(name, [binding]);
      else bindings.push(binding);
    }
  }
  return found;
}

/** Of a step on its two ways: one that is told of, beside what a success gives. */
function togetherOf(bindings: readonly Binding[]): Binding['together'] {
  const [told] = bindings.flatMap(({ together }) => together ?? []);
  const isOfAll = (name: string) =>
    bindings.every(({ type, together }) => together?.has(name) ?? certainNames(type).has(name));
  return told && new Set([...told].filter(isOfAll));
}

function rootOf(path: string): string {
  return /^\w+/.exec(path)?.[0] ?? path;
}
