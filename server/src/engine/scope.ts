/** What a name means while a flow runs. */
import type { Json, Scope as Names } from '@flowlang/openapi';
import type { Values } from './ports.ts';
import type { Run } from './run.ts';

/**
 * The ids that are set in one stretch of a flow, over those of the stretch around it. A branch of `parallel` and an
 * iteration of `for_each` have their own; the bodies of `if` and `switch` share the one they stand in.
 */
export class Scope implements Names {
  private readonly values = new Map<string, Json>();
  private readonly outer: Names | undefined;
  /** Of ids with `${…}`: they are in the results, and cannot be read. */
  private kept: Map<string, Json> | undefined;

  constructor(outer?: Names) {
    this.outer = outer;
  }

  lookup(name: string): Json | undefined {
    const value = this.values.get(name);
    return value === undefined ? this.outer?.lookup(name) : value;
  }

  set(id: string, value: Json): void {
    this.values.set(id, value);
  }

  keep(id: string, value: Json): void {
    this.kept ??= new Map();
    this.kept.set(id, value);
  }

  /** The results set here, not those around. */
  results(): Values {
    return Object.fromEntries(this.kept === undefined ? this.values : [...this.values, ...this.kept]);
  }

  /** After a join: what was set inside is visible outside. */
  mergeInto(target: Scope): void {
    this.showTo(target);
    for (const [id, value] of this.kept ?? []) target.keep(id, value);
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

  override keep(id: string, value: Json): void {
    this.target.keep(id, value);
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

/** What a branch of `parallel` reads: the branches that it depends on, then what is around. */
export function behind(branches: readonly Scope[], outer: Scope): Names {
  return {
    lookup(name) {
      for (const branch of branches) {
        const value = branch.lookup(name);
        if (value !== undefined) return value;
      }
      return outer.lookup(name);
    },
  };
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

  constructor(outer: Scope, as: string, item: Json, index: number, length: number) {
    super(outer);
    this.names = new IterationNames(outer, as, item, index, length);
  }

  override lookup(name: string): Json | undefined {
    const value = this.names.lookup(name);
    return value === undefined ? super.lookup(name) : value;
  }
}
