/**
 * What can be read at one place of a flow. Steps are walked in the order in which they run; a branch is a scope inside
 * of a scope, and where branches meet, what they set is joined: a name is certain where every way leads over it.
 */
import type { KnownPaths } from '../expression/narrowing.ts';
import { NOTHING_KNOWN } from '../expression/narrowing.ts';
import type { Step, ValueType } from '../model.ts';
import { NULL, unionOf } from '../value-type.ts';
import type { Fact } from './exclusive.ts';

/** What a step's id stands for. */
export interface Binding {
  /** Of what is read, null included where the step may not have run. */
  readonly type: ValueType;
  readonly isCertain: boolean;
  /** `if`, `switch` and `exit` have no result. */
  readonly hasResult: boolean;
  /** For each step that may have set it, what is known to hold when it did. */
  readonly setters: readonly (readonly Fact[])[];
  /** The step has failed, and this is its own handler. */
  readonly isFailed?: boolean;
}

/** Of an id that is set again and again, only the latest are compared with the next. */
const MOST_SETTERS = 20;

const UNSET: Binding = { type: NULL, isCertain: false, hasResult: true, setters: [] };

/** Ids of the other branches of a `parallel`. */
export interface Siblings {
  has(id: string): boolean;
  /** In a branch that stands before this one. */
  hasBefore(id: string): boolean;
}

/** How a scope differs from the one around it. */
export interface Fork {
  /** Roots that are no steps: `loop`, the loop variable, `error`. */
  readonly locals?: Readonly<Record<string, ValueType>>;
  readonly known?: KnownPaths;
  readonly facts?: readonly Fact[];
  readonly siblings?: Siblings;
}

export class Scope {
  readonly #parent: Scope | undefined;
  readonly #fork: Fork;
  readonly #own = new Map<string, Binding>();
  #known: KnownPaths;
  /** False after an `exit`: what follows is checked, but answers nothing. */
  isReachable: boolean;

  constructor(fork: Fork, parent?: Scope) {
    this.#fork = fork;
    this.#parent = parent;
    this.isReachable = parent?.isReachable ?? true;
    const outer = parent?.known ?? NOTHING_KNOWN;
    this.#known = fork.known ? new Set([...outer, ...fork.known]) : outer;
  }

  fork(fork: Fork = {}): Scope {
    return new Scope(fork, this);
  }

  /** Paths that the conditions around have shown not to be null. */
  get known(): KnownPaths {
    return this.#known;
  }

  /** All that the conditions around have shown. */
  get facts(): readonly Fact[] {
    return [...(this.#parent?.facts ?? []), ...(this.#fork.facts ?? [])];
  }

  local(name: string): ValueType | undefined {
    const own = this.#fork.locals;
    return own !== undefined && Object.hasOwn(own, name) ? own[name] : this.#parent?.local(name);
  }

  get(name: string): Binding | undefined {
    return this.#own.get(name) ?? this.#parent?.get(name);
  }

  set(name: string, binding: Binding): void {
    this.#own.set(name, binding);
    const isAbout = (path: string) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`);
    if ([...this.#known].some(isAbout)) this.#known = new Set([...this.#known].filter((path) => !isAbout(path)));
  }

  isSibling(name: string): boolean {
    return this.#fork.siblings?.has(name) || (this.#parent?.isSibling(name) ?? false);
  }

  isTakenBySibling(name: string): boolean {
    return this.#fork.siblings?.hasBefore(name) || (this.#parent?.isTakenBySibling(name) ?? false);
  }

  /** What was set in this scope itself. */
  own(): ReadonlyMap<string, Binding> {
    return this.#own;
  }

  /** Names that can be read, for "did you mean". */
  names(): readonly string[] {
    return [...this.#own.keys(), ...Object.keys(this.#fork.locals ?? {}), ...(this.#parent?.names() ?? [])];
  }

  /** Takes over what exactly one of the branches has set. A scope without anything stands for the way around. */
  join(branches: readonly Scope[]): void {
    const names = new Set(branches.flatMap((branch) => [...branch.own().keys()]));
    for (const name of names) {
      const found = branches.map((branch) => branch.get(name) ?? UNSET);
      this.set(name, {
        type: unionOf(found.map((binding) => binding.type)),
        isCertain: found.every((binding) => binding.isCertain),
        hasResult: found.every((binding) => binding.hasResult),
        setters: [...new Set(found.toReversed().flatMap((binding) => binding.setters))].slice(-MOST_SETTERS),
      });
    }
  }

  /** Takes over all that the scopes have set: every one of them was run. */
  absorb(branches: readonly Scope[]): void {
    for (const branch of branches) for (const [name, binding] of branch.own()) this.set(name, binding);
  }
}

/** Calls `visit` for each step, and for those inside of it, in the order of the text. */
export function walkModel(steps: readonly Step[], visit: (step: Step) => void): void {
  for (const step of steps) {
    visit(step);
    for (const inner of innerSteps(step)) walkModel(inner, visit);
    if (step.onError) walkModel(step.onError, visit);
  }
}

function innerSteps(step: Step): readonly (readonly Step[])[] {
  switch (step.kind) {
    case 'task':
    case 'exit':
      return [];
    case 'parallel':
      return step.branches;
    case 'if':
      return [step.then, step.else];
    case 'switch':
      return [...step.cases.map((each) => each.do), step.default ?? []];
    case 'for_each':
      return [step.do];
  }
}
