/**
 * A pattern as an automaton without empty steps (Glushkov's): a state for each character that it writes, an edge to each
 * that may follow, counted as often as there are ways to go.
 */
import type { PatternNode } from './pattern-syntax.ts';

export interface Automaton {
  /** Of each state the regular expression of its one character. */
  readonly states: readonly string[];
  readonly edges: readonly ReadonlyMap<number, number>[];
}

/** Repetitions are written out up to this many states; larger ones are read as "any number of times". */
const MOST_COPIES = 60;

interface Part {
  readonly nullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const NOTHING: Part = { nullable: true, first: [], last: [] };

export function buildAutomaton(root: PatternNode): Automaton {
  const builder = new Builder();
  builder.build(root);
  return builder;
}

class Builder implements Automaton {
  readonly states: string[] = [];
  readonly edges: Map<number, number>[] = [];

  build(node: PatternNode): Part {
    switch (node.kind) {
      case 'empty':
        return NOTHING;
      case 'atom': {
        const state = this.states.push(node.source) - 1;
        this.edges.push(new Map());
        return { nullable: false, first: [state], last: [state] };
      }
      case 'sequence':
        return node.items.reduce<Part>((part, item) => this.#follow(part, this.build(item)), NOTHING);
      case 'choice': {
        const parts = node.items.map((item) => this.build(item));
        return {
          nullable: parts.some((part) => part.nullable),
          first: parts.flatMap((part) => part.first),
          last: parts.flatMap((part) => part.last),
        };
      }
      case 'repeat':
        return this.#repeat(node);
    }
  }

  #repeat({ item, least, most }: Extract<PatternNode, { kind: 'repeat' }>): Part {
    const copies = Number.isFinite(most) ? most : Math.max(least, 1);
    if (copies === 0) return NOTHING;
    if (copies * sizeOf(item) > MOST_COPIES && copies > 1) return optional(this.#loop(this.build(item)), least === 0);
    let part: Part = NOTHING;
    // From the last copy to the first: each optional one holds those after it, so that no text fits in two ways.
    for (let index = copies; index >= 1; index -= 1) {
      const own = this.build(item);
      const copy = index === copies && !Number.isFinite(most) ? this.#loop(own) : own;
      part = optional(this.#follow(copy, part), index > least);
    }
    return part;
  }

  #loop(part: Part): Part {
    this.#connect(part.last, part.first);
    return part;
  }

  #follow(left: Part, right: Part): Part {
    this.#connect(left.last, right.first);
    return {
      nullable: left.nullable && right.nullable,
      first: left.nullable ? [...left.first, ...right.first] : left.first,
      last: right.nullable ? [...right.last, ...left.last] : right.last,
    };
  }

  #connect(from: readonly number[], to: readonly number[]): void {
    for (const state of from) {
      const edges = this.edges[state];
      for (const next of to) edges?.set(next, (edges.get(next) ?? 0) + 1);
    }
  }
}

function optional(part: Part, isOptional: boolean): Part {
  return isOptional ? { ...part, nullable: true } : part;
}

function sizeOf(node: PatternNode): number {
  switch (node.kind) {
    case 'empty':
      return 0;
    case 'atom':
      return 1;
    case 'repeat': {
      const copies = Number.isFinite(node.most) ? node.most : Math.max(node.least, 1);
      const size = sizeOf(node.item);
      return copies * size > MOST_COPIES ? size : copies * size;
    }
    default:
      return node.items.reduce((sum, item) => sum + sizeOf(item), 0);
  }
}
