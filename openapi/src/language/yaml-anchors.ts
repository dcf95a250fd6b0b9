import type { Report } from './diagnostics.ts';
import type { Range } from './model.ts';
import type { YamlNode } from './yaml-node.ts';

/** Nodes that aliases may stand for, all together. */
export const MAX_ALIASED_NODES = 10_000;

const HINT = 'Write the value out in its place';

/** The anchors above a place. An alias shares the node of its anchor, and is counted as if it were a copy. */
export class Anchors {
  readonly #nodes = new Map<string, YamlNode | 'open'>();
  readonly #sizes = new Map<YamlNode, number>();
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

  /** The node that an alias stands for, or a report. */
  find(name: string, range: Range): YamlNode | undefined {
    const target = this.#nodes.get(name);
    if (target === undefined) {
      this.#report('FL1001', range, `There is no anchor \`&${name}\` above`, 'Quote the text if it is no alias');
      return undefined;
    }
    if (target === 'open') {
      this.#report('FL1005', range, `The alias \`*${name}\` stands inside of its own anchor`, HINT);
      return undefined;
    }
    const before = this.#aliased;
    this.#aliased += this.#sizeOf(target);
    if (this.#aliased <= MAX_ALIASED_NODES) return target;
    if (before <= MAX_ALIASED_NODES) {
      const message = `The aliases of this file stand for more than ${MAX_ALIASED_NODES} values`;
      this.#report('FL1005', range, message, HINT);
    }
    return undefined;
  }
  /** How many nodes it stands for. Each is counted once: what aliases share could be too much to walk through. */
  #sizeOf(node: YamlNode): number {
    if (node.kind === 'scalar') return 1;
    const known = this.#sizes.get(node);
    if (known !== undefined) return known;
    const children = node.kind === 'list' ? node.items : node.entries.map((entry) => entry.value);
    const size = children.reduce((sum, each) => sum + this.#sizeOf(each), 1);
    this.#sizes.set(node, size);
    return size;
  }
}
