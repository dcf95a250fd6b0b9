/** `for_each:` — an iteration for every item of a list, each with a scope of its own. */
import type { ExecutionError, Json } from '@flowlang/openapi';
import { describeValue, ExpressionError } from '@flowlang/openapi';
import type { Cancellation } from '../cancellation.ts';
import { runConcurrently } from '../concurrency.ts';
import type { PlannedForEach } from '../planned.ts';
import type { Values } from '../ports.ts';
import { IterationScope } from '../scope.ts';
import { type Frame, identityIn, type Outcome, within } from '../step.ts';
import { StepFailure } from '../step-failure.ts';
import { runAnnounced } from './announced.ts';

export function runForEach(step: PlannedForEach, frame: Frame): Promise<Outcome> {
  const evaluate = (): { list: readonly Json[]; inputs: Values } => {
    const list = step.list(frame.scope);
    if (!Array.isArray(list))
      throw new ExpressionError(`for_each needs a list, but is given ${describeValue(list)}`, step.listRange);
    return { list, inputs: { count: list.length } };
  };
  return runAnnounced(step, frame, evaluate, (inner, { list }) => new Loop(step, inner, list).run());
}

class Loop {
  private readonly step: PlannedForEach;
  private readonly frame: Frame;
  private readonly list: readonly Json[];
  private readonly path: string;
  private readonly results: (Values | null)[] = [];
  private readonly errors: { index: number; error: ExecutionError }[] = [];
  /** The highest index that has ended; without a scope where that item failed. */
  private last: { readonly index: number; readonly scope: IterationScope | undefined } | undefined;

  constructor(step: PlannedForEach, frame: Frame, list: readonly Json[]) {
    this.step = step;
    this.frame = frame;
    this.list = list;
    this.path = identityIn(frame, step.identity).path;
  }

  async run(): Promise<{ exit: Outcome; results: Json }> {
    const { step, frame, list } = this;
    const { run, cancellation } = frame;
    const group = { run, path: this.path };
    const exit = await runConcurrently(list.length, step.maxConcurrency, cancellation, group, (index, below) =>
      this.iterate(index, below),
    );
    this.showLast();
    if (step.id === undefined) return { exit, results: { count: list.length } };
    this.errors.sort((a, b) => a.index - b.index);
    return { exit, results: { results: this.results, count: list.length, errors: this.errors } as unknown as Json };
  }

  private async iterate(index: number, cancellation: Cancellation): Promise<Outcome> {
    const { step, frame, list } = this;
    const scope = new IterationScope(frame.scope, step, list[index] ?? null, index, list.length);
    try {
      const prefix = `${this.path}.item[${index}].`;
      const exit = await frame.runSteps(step.body, within(frame, { scope, cancellation, prefix }));
      if (exit === undefined) this.keep(index, scope);
      return exit;
    } catch (thrown) {
      if (cancellation.reason !== undefined || step.onItemError === 'fail') throw thrown;
      this.keepError(index, thrown);
      return undefined;
    }
  }

  private keep(index: number, scope: IterationScope): void {
    if (this.step.id !== undefined) this.results[index] = scope.results();
    this.noteLast(index, scope);
  }

  /** What is read after the loop is all of the last item, or nothing: never what it left half done, or an earlier one's. */
  private noteLast(index: number, scope: IterationScope | undefined): void {
    if (this.last === undefined || index > this.last.index) this.last = { index, scope };
  }

  private showLast(): void {
    const { scope } = this.frame;
    const last = this.last?.scope;
    last?.showTo(scope);
    // What an iteration before of a `while` has left could not be told from what an item of this loop has given.
    for (const id of this.step.fixedIds) {
      if (last?.ownValue(id) === undefined && scope.lookup(id) !== undefined) scope.set(id, null);
    }
  }

  private keepError(index: number, thrown: unknown): void {
    this.noteLast(index, undefined);
    if (this.step.id === undefined) return;
    this.results[index] = null;
    const error = thrown instanceof StepFailure ? thrown.error : this.frame.run.describe(thrown, {});
    this.errors.push({ index, error });
  }
}
