/** What a name means while a flow runs. */
import { ExpressionError, type Json, type Scope as Names } from '@flowlang/openapi';
import type { DynamicId, PlannedForEach } from './planned.ts';
import type { Values } from './ports.ts';
import type { Run } from './run.ts';

/** What a scope asks of those around it. */
interface Around extends Names {
  /** Of a `parallel`, where it is a branch of it that waits for others. */
  readonly branches?: readonly Scope[];
  isTaken(id: string, by: DynamicId): boolean;
}

/** What an id with `${…}` stands for. */
interface Kept {
  /** Only in a `while` is the same made more than once. */
  readonly by: DynamicId;
  readonly result: Json;
  readonly hasFailed?: true;
}

/**
 * The ids that are set in one stretch of a flow, over those of the stretch around it. A branch of `parallel` and an
 * iteration of `for_each` have their own; the bodies of `if` and `switch` share the one they stand in.
 */
export class Scope implements Names {
  private readonly values = new Map<string, Json>();
  private readonly outer: Around | undefined;
  /** Of ids with `${…}`: they are in the results, and cannot be read. */
  private kept: Map<string, Kept> | undefined;

  constructor(outer?: Around) {
    this.outer = outer;
  }

  lookup(name: string): Json | undefined {
    const value = this.values.get(name);
    return value === undefined ? this.outer?.lookup(name) : value;
  }

  /** What was set here, not around. */
  ownValue(name: string): Json | undefined {
    return this.values.get(name);
  }

  /** The other branches that this one waits for itself. */
  waitsFor(): readonly Scope[] {
    return this.outer?.branches ?? [];
  }

  set(id: string, value: Json): void {
    this.values.set(id, value);
  }

  /** What a caller's data makes of an id must take the place of no other step's result. */
  isTaken(id: string, by: DynamicId): boolean {
    return this.isKept(id, by) || (this.outer?.isTaken(id, by) ?? false);
  }

  isKept(id: string, by: DynamicId): boolean {
    const kept = this.kept?.get(id);
    return kept !== undefined && kept.by !== by && !kept.hasFailed;
  }

  /** @throws ExpressionError */
  throwIfTaken(id: string, by: DynamicId): void {
    if (!this.isTaken(id, by)) return;
    const message = `The id \`${id}\`, made for this item, is that of another step in the body of the loop`;
    throw new ExpressionError(message, by.range);
  }

  /** @throws ExpressionError if the id is taken */
  keep(id: string, kept: Kept): void {
    this.throwIfTaken(id, kept.by);
    this.kept ??= new Map();
    this.kept.set(id, kept);
  }

  /** The results set here, not those around. */
  results(): Values {
    if (this.kept === undefined) return Object.fromEntries(this.values);
    const kept = [...this.kept].map(([id, { result }]) => [id, result] as const);
    return Object.fromEntries([...this.values, ...kept]);
  }

  /**
   * After a join: what was set inside is visible outside.
   *
   * @throws ExpressionError if another branch has made one of its ids
   */
  mergeInto(target: Scope): void {
    this.showTo(target);
    for (const [id, kept] of this.kept ?? []) target.keep(id, kept);
  }

  /** The same of what can be read: after a loop, its ids with `${…}` are in its own results only. */
  showTo(target: Scope): void {
    for (const [id, value] of this.values) target.set(id, value);
  }
}

/** What a flow reads before its first step has run. */
export function rootScope(inputs: Values, execution: Pick<Run, 'id' | 'flow' | 'attempt'>): Scope {
  const scope = new Scope();
  scope.set('inputs', inputs);
  scope.set('execution', { id: execution.id, flow: execution.flow, attempt: execution.attempt });
  return scope;
}

/** Names that are readable inside a stretch, while the ids that are set go to the scope around. */
class Overlay extends Scope {
  private readonly names: Names;
  private readonly target: Scope;

  constructor(names: Names, target: Scope) {
    super();
    this.names = names;
    this.target = target;
  }

  override lookup(name: string): Json | undefined {
    const value = this.names.lookup(name);
    return value === undefined ? this.target.lookup(name) : value;
  }

  override set(id: string, value: Json): void {
    this.target.set(id, value);
  }

  override isTaken(id: string, by: DynamicId): boolean {
    return this.target.isTaken(id, by);
  }

  override keep(id: string, kept: Kept): void {
    this.target.keep(id, kept);
  }
}

/** The body of an `on_error`: `error`, also as `context.last_error`. */
export function handlerScope(target: Scope, error: Json): Scope {
  const names = new Map<string, Json>([
    ['error', error],
    ['context', { last_error: error }],
  ]);
  return new Overlay({ lookup: (name) => names.get(name) }, target);
}

/** The condition and the body of a `while`: all iterations share the scope around. */
export function whileScope(target: Scope, index: number): Scope {
  const loop = { index };
  return new Overlay({ lookup: (name) => (name === 'loop' ? loop : undefined) }, target);
}

/** What a branch of `parallel` reads: what the branches set that it waits for, then what is around. */
export class Behind implements Around {
  readonly branches: readonly Scope[];
  private readonly outer: Scope;

  constructor(branches: readonly Scope[], outer: Scope) {
    this.branches = branches;
    this.outer = outer;
  }

  lookup(name: string): Json | undefined {
    // What is around comes behind all of them: of what one branch sets, another still sees what it was before.
    for (const branch of this.waitedFor()) {
      const value = branch.ownValue(name);
      if (value !== undefined) return value;
    }
    return this.outer.lookup(name);
  }

  isTaken(id: string, by: DynamicId): boolean {
    for (const branch of this.waitedFor()) if (branch.isKept(id, by)) return true;
    return this.outer.isTaken(id, by);
  }

  /** Also those that these have waited for, each once: there may be more ways to one than branches. */
  private *waitedFor(): Generator<Scope> {
    const found = new Set(this.branches);
    // A set goes on with what is added to it.
    for (const branch of found) {
      yield branch;
      for (const before of branch.waitsFor()) found.add(before);
    }
  }
}

/** One iteration: the loop variable, bare and as `inputs.<name>`, and `loop`. Made only when a name is asked for. */
class IterationNames implements Names {
  private readonly outer: Scope;
  private readonly as: string;
  private readonly item: Json;
  private readonly index: number;
  private readonly length: number;
  private inputs: Json | undefined;

  constructor(outer: Scope, as: string, item: Json, index: number, length: number) {
    this.outer = outer;
    this.as = as;
    this.item = item;
    this.index = index;
    this.length = length;
  }

  lookup(name: string): Json | undefined {
    if (name === this.as) return this.item;
    if (name === 'loop') {
      const { index, length } = this;
      return { index, first: index === 0, last: index === length - 1, length };
    }
    if (name !== 'inputs') return undefined;
    this.inputs ??= { ...(this.outer.lookup('inputs') as Values), [this.as]: this.item };
    return this.inputs;
  }
}

/** A scope of its own for one iteration. */
export class IterationScope extends Scope {
  private readonly names: IterationNames;
  private readonly fixedIds: ReadonlySet<string>;

  constructor(outer: Scope, { as, fixedIds }: PlannedForEach, item: Json, index: number, length: number) {
    super(outer);
    this.names = new IterationNames(outer, as, item, index, length);
    this.fixedIds = fixedIds;
  }

  /** Also by steps that have yet to run, or do not run for this item: what the id stands for is in the contract. */
  override isTaken(id: string, by: DynamicId): boolean {
    return this.fixedIds.has(id) || this.isKept(id, by);
  }

  override lookup(name: string): Json | undefined {
    const value = this.names.lookup(name);
    return value === undefined ? super.lookup(name) : value;
  }
}
