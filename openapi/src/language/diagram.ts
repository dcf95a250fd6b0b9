/**
 * A flow as a Mermaid flowchart.
 *
 * Nodes are written where they belong (a loop's inside its subgraph) and all edges after them: Mermaid takes a node for
 * part of the subgraph in which it is first named.
 */
import { conditionText, label, limitsText, timeText, valueText, waitText } from './diagram-text.ts';
import type { BranchStep, Flow, ForEachStep, ParallelStep, Step, SwitchStep, WhileStep } from './model.ts';

/** Draws every step, the handlers of errors included. The same flow gives the same text. */
export function renderMermaid(flow: Flow): string {
  const diagram = new Diagram();
  const start = diagram.node('([', label(flow.name, ...timeText(flow.timeout)), '])');
  const ends = diagram.steps(flow.steps, [{ from: start }]);
  if (ends.length > 0) diagram.connect(ends, diagram.node('([', label('end'), '])'));
  if (flow.onError) diagram.steps(flow.onError, [{ from: start, says: 'error', onError: true }]);
  if (flow.onCancel) diagram.steps(flow.onCancel, [{ from: start, says: 'cancelled', onError: true }]);
  return diagram.toString();
}

/** Its id where it has one, what it does, and what bounds it. */
function named(step: Step, does: string): string {
  return label(...new Set([step.id ?? does, does]), ...limitsText(step));
}

/** An edge whose other end is not drawn yet. */
interface Loose {
  readonly from: string;
  readonly says?: string;
  readonly onError?: true;
}

class Diagram {
  readonly #nodes: string[] = [];
  readonly #edges: string[] = [];
  #count = 0;
  #depth = 1;

  toString(): string {
    return `${['flowchart TD', ...this.#nodes, ...this.#edges].join('\n')}\n`;
  }

  node(open: string, text: string, close: string): string {
    const id = this.#nextId();
    this.#line(`${id}${open}${text}${close}`);
    return id;
  }

  connect(loose: readonly Loose[], to: string): void {
    for (const { from, says, onError } of loose) {
      const arrow = onError ? '-.->' : '-->';
      this.#edges.push(`  ${from} ${arrow}${says === undefined ? '' : `|${label(says)}|`} ${to}`);
    }
  }

  /** Draws them one after the other, and gives what goes on from the last. */
  steps(steps: readonly Step[], entries: readonly Loose[]): readonly Loose[] {
    return steps.reduce<readonly Loose[]>((loose, step) => this.#step(step, loose), entries);
  }

  #step(step: Step, entries: readonly Loose[]): readonly Loose[] {
    if (step.guard === undefined) return this.#withHandler(step, entries);
    const question = this.node('{', label(conditionText(step.guard)), '}');
    this.connect(entries, question);
    return [...this.#withHandler(step, [{ from: question, says: 'yes' }]), { from: question, says: 'no' }];
  }

  #withHandler(step: Step, entries: readonly Loose[]): readonly Loose[] {
    const [node, ends] = this.#draw(step);
    this.connect(entries, node);
    if (step.onError === undefined) return ends;
    return [...ends, ...this.steps(step.onError, [{ from: node, says: 'error', onError: true }])];
  }

  /** The node that stands for the step, and what goes on from it. */
  #draw(step: Step): readonly [node: string, ends: readonly Loose[]] {
    switch (step.kind) {
      case 'task':
        return this.#plain('[', named(step, step.task), ']');
      case 'if':
        return this.#branch(step);
      case 'switch':
        return this.#switch(step);
      case 'parallel':
        return this.#parallel(step);
      case 'for_each':
        return this.#loop(step, `for each ${step.as} in ${valueText(step.list)}`, step.maxConcurrency);
      case 'while':
        return this.#loop(step, `while ${conditionText(step.condition)}`, 1);
      case 'connection':
        return this.#plain('[(', named(step, step.builtin), ')]');
      case 'subflow':
        return this.#plain('[[', named(step, step.subflow), ']]');
      case 'wait':
        return this.#plain('>', label(step.id, waitText(step), ...limitsText(step)), ']');
      case 'wait_for':
        return this.#plain('>', label(step.id, `wait for ${valueText(step.event)}`, ...limitsText(step)), ']');
      case 'fail':
        return [this.node('([', label(`fail: ${valueText(step.message)}`), '])'), []];
      case 'exit': {
        const reason = step.reason && `exit: ${valueText(step.reason)}`;
        return [this.node('([', label(reason ?? 'exit'), '])'), []];
      }
    }
  }

  #plain(open: string, text: string, close: string): readonly [string, readonly Loose[]] {
    const node = this.node(open, text, close);
    return [node, [{ from: node }]];
  }

  #branch(step: BranchStep): readonly [string, readonly Loose[]] {
    const node = this.node('{', label(conditionText(step.condition)), '}');
    const yes = this.steps(step.then, [{ from: node, says: 'yes' }]);
    return [node, [...yes, ...this.steps(step.else, [{ from: node, says: 'no' }])]];
  }

  #switch(step: SwitchStep): readonly [string, readonly Loose[]] {
    const node = this.node('{', label(valueText(step.value)), '}');
    const cases = step.cases.flatMap((one) => {
      return this.steps(one.do, [{ from: node, says: one.when.map(valueText).join(' or ') }]);
    });
    return [node, [...cases, ...this.steps(step.default ?? [], [{ from: node, says: 'otherwise' }])]];
  }

  #parallel(step: ParallelStep): readonly [string, readonly Loose[]] {
    const limit = step.maxConcurrency === undefined ? undefined : `${step.maxConcurrency} at a time`;
    const fork = this.node('{{', label(step.id, 'in parallel', limit, ...limitsText(step)), '}}');
    const ends = step.branches.flatMap((branch) => this.steps(branch, [{ from: fork }]));
    if (ends.length === 0 && step.branches.length > 0) return [fork, []];
    const join = this.node('{{', label('all done'), '}}');
    this.connect(step.branches.length === 0 ? [{ from: fork }] : ends, join);
    return [fork, [{ from: join }]];
  }

  #loop(step: ForEachStep | WhileStep, head: string, atOnce: number): readonly [string, readonly Loose[]] {
    const loop = this.#nextId();
    const limit = atOnce === 1 ? undefined : `${atOnce} at a time`;
    this.#line(`subgraph ${loop}[${label(step.id, head, limit, ...limitsText(step))}]`);
    this.#depth += 1;
    const ends = this.steps(step.do, []);
    // Also what makes the subgraph of an empty body one: Mermaid draws no empty one.
    this.connect(ends, this.node('((', label('next'), '))'));
    this.#depth -= 1;
    this.#line('end');
    return [loop, [{ from: loop }]];
  }

  #nextId(): string {
    this.#count += 1;
    return `n${this.#count}`;
  }

  #line(text: string): void {
    this.#nodes.push(`${'  '.repeat(this.#depth)}${text}`);
  }
}
