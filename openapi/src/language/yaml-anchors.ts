import type { Report } from './diagnostics.ts';
import type { Range } from './model.ts';
import type { YamlNode } from './yaml-node.ts';

/** Nodes that aliases may stand for, all together. */
export const MAX_ALIASED_NODES = 10_000;

/** The anchors above a place. An alias shares the node of its anchor, and is counted as if it were a copy. */
export class Anchors {
  readonly #nodes = new Map<string, YamlNode | 'open'>();
  readonly #sizes = new WeakMap<YamlNode, number>();
  readonly #report: Report;
  #aliased = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  /** The node of that anchor is being read. */
  open(name: string): void {
    this.#nodes.set(name, 'open');
  }

  set(name: string, node: YamlNode): void {
    this.#nodes.set(name, node);
  }

  /** Counts what a node holds, aliases included. */
  measure(node: YamlNode, children: readonly YamlNode[]): YamlNode {
    const size = children.reduce((sum, each) => sum + (this.#sizes.get(each) ?? 1), 1);
    this.#sizes.set(node, size);
    return node;
  }

  /** The node that an alias stands for, or a report. */
  find(name: string, range: Range): YamlNode | undefined {
    const target = this.#nodes.get(name);
    if (target === undefined) {
      this.#report('FL1001', range, `There is no anchor \`&${name}\` above`, 'Quote the text if it is no alias');
      return undefined;
    }
    if (target === 'open') {
      this.#report('FL1005', range, `The alias \`*${name}\` stands inside of its own anchor`);
      return undefined;
    }
    const before = this.#aliased;
    this.#aliased += this.#sizes.get(target) ?? 1;
    if (this.#aliased <= MAX_ALIASED_NODES) return target;
    if (before <= MAX_ALIASED_NODES) {
      this.#report('FL1005', range, `The aliases of this file stand for more than ${MAX_ALIASED_NODES} values`);
    }
    return undefined;
  }
}
