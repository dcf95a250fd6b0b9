/** What a name means while a flow runs. */
import type { Json, Scope as Names } from '@flowlang/openapi';
import type { Values } from './ports.ts';

/**
 * The ids that are set in one stretch of a flow, over those of the stretch around it. A branch of `parallel` and an
 * iteration of `for_each` have their own; the bodies of `if` and `switch` share the one they stand in.
 */
export class Scope implements Names {
  private readonly values = new Map<string, Json>();
  private readonly outer: Scope | undefined;

  constructor(outer?: Scope) {
    this.outer = outer;
  }

  lookup(name: string): Json | undefined {
    const value = this.values.get(name);
    return value === undefined ? this.outer?.lookup(name) : value;
  }

  set(id: string, value: Json): void {
    this.values.set(id, value);
  }

  /** The results set here, not those around. */
  results(): Values {
    return Object.fromEntries(this.values);
  }

  /** After a join: what was set inside is visible outside. */
  mergeInto(target: Scope): void {
    for (const [id, value] of this.values) target.set(id, value);
  }
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
}

/** The body of an `on_error`: `error`, also as `context.last_error`. */
export function handlerScope(target: Scope, error: Json): Scope {
  const names = new Map<string, Json>([
    ['error', error],
    ['context', { last_error: error }],
  ]);
  return new Overlay({ lookup: (name) => names.get(name) }, target);
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
