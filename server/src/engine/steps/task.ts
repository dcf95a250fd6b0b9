/** `task:` — evaluates the inputs, calls the user's function, tries again where the step says so. */
import type { Json } from '@flowlang/openapi';
import { NotImplementedTaskError, TaskNotFoundError } from '../../errors.ts';
import type { Cancellation } from '../cancellation.ts';
import { toJson } from '../json.ts';
import { withNames } from '../outputs.ts';
import type { PlannedTask, StepIdentity } from '../planned.ts';
import { mayRetry, retryDelay, settle, sleep, withTimeout } from '../policy.ts';
import type { TaskContext, Values } from '../ports.ts';
import { type Run, StepFailure } from '../run.ts';
import { type Frame, identityIn, keepResult, type MaybePromise, type Outcome } from '../step.ts';

export function runTask(step: PlannedTask, frame: Frame): MaybePromise<Outcome> {
  return new TaskCall(step, frame).run();
}

class TaskCall {
  private readonly step: PlannedTask;
  private readonly frame: Frame;
  private readonly identity: StepIdentity;
  private startedAt: number | undefined;
  private inputs: Values = {};
  private attempts = 0;

  constructor(step: PlannedTask, frame: Frame) {
    this.step = step;
    this.frame = frame;
    this.identity = identityIn(frame, step.identity);
  }

  run(): MaybePromise<Outcome> {
    try {
      this.inputs = this.step.inputs(this.frame.scope) as Values; // The parser makes a map of every step's inputs.
    } catch (thrown) {
      // It fails before it starts: there are no inputs to tell of.
      return this.fail(thrown);
    }
    this.startedAt = this.frame.run.stepStarted(this.identity, this.inputs);
    if (this.step.retry !== undefined || this.step.timeout !== undefined) return this.runUnderPolicy();
    return this.runOnce();
  }

  /** The common case, kept free of promises that it does not need. */
  private runOnce(): MaybePromise<Outcome> {
    const { cancellation, run } = this.frame;
    try {
      const result = this.call(1, cancellation);
      if (!isThenable(result)) return this.complete(this.shape(result));
      return settle(
        result,
        cancellation,
        run.world.clock,
        (value) => this.complete(this.shape(value)),
        (thrown) => this.fail(thrown),
      );
    } catch (thrown) {
      return this.fail(thrown);
    }
  }

  private async runUnderPolicy(): Promise<Outcome> {
    for (let attempt = 1; ; attempt++) {
      try {
        return this.complete(await this.tryInTime(attempt));
      } catch (thrown) {
        if (!(await this.waitForNextTry(thrown, attempt))) return this.fail(thrown);
      }
    }
  }

  private async tryInTime(attempt: number): Promise<Json> {
    const { cancellation, run } = this.frame;
    const once = async (within: Cancellation): Promise<Json> => {
      const result = this.call(attempt, within);
      if (!isThenable(result)) return this.shape(result);
      return settle(result, within, run.world.clock, (value) => this.shape(value), rethrow);
    };
    if (this.step.timeout === undefined) return once(cancellation);
    return withTimeout(this.step.timeout, `Task ${this.step.taskName}`, run.world.clock, cancellation, once);
  }

  /** False if there is none. */
  private async waitForNextTry(thrown: unknown, attempt: number): Promise<boolean> {
    const { cancellation, run } = this.frame;
    const { retry } = this.step;
    if (retry === undefined || cancellation.reason !== undefined || !mayRetry(thrown, attempt, retry)) return false;
    const delay_ms = retryDelay(retry, attempt, run.world.random());
    const error = this.describe(thrown);
    run.stepRetrying(this.identity, error, attempt, delay_ms);
    return sleep(delay_ms, run.world.clock, cancellation).then(
      () => true,
      () => false,
    );
  }

  private call(attempt: number, cancellation: Cancellation): unknown {
    this.attempts = attempt;
    cancellation.throwIfCancelled();
    const { task, taskName } = this.step;
    if (task === undefined) throw new TaskNotFoundError(this.whatIsMissing());
    if (!task.implemented) throw new NotImplementedTaskError(`Task ${taskName} is not implemented yet`);
    const inputs = toJson(this.inputs) as Record<string, Json>; // A map in, a map out.
    return task.run(inputs, new Context(this.frame.run, this.identity, cancellation, attempt));
  }

  /** What the task returned, as the flow sees it: JSON of its own, with every declared name in it. */
  private shape(result: unknown): Json {
    return withNames(toJson(result), this.step.outputs, `Task ${this.step.taskName}`);
  }

  private whatIsMissing(): string {
    const { taskName, identity } = this.step;
    if (identity.kind === 'connection') return `No connection plugin provides ${taskName}.`;
    return `The tasks file has no task ${taskName}. Names are case-sensitive.`;
  }

  private complete(outputs: Json): undefined {
    keepResult(this.step, this.frame, outputs);
    this.frame.run.stepCompleted(this.identity, outputs, this.startedAt ?? this.frame.run.world.clock.now());
  }

  private fail(thrown: unknown): never {
    const { run, cancellation } = this.frame;
    if (cancellation.reason !== undefined) {
      run.stepCancelled(this.identity, cancellation.reason.message, this.startedAt);
      throw cancellation.reason;
    }
    const error = this.describe(thrown);
    run.stepFailed(this.identity, error, this.startedAt, this.step.onError !== undefined);
    throw new StepFailure(error, thrown);
  }

  private describe(thrown: unknown) {
    const attempts = Math.max(this.attempts, 1);
    return this.frame.run.describe(thrown, { step_id: this.step.name, task: this.step.taskName, attempts });
  }
}

/** Made for every try; what costs something is made only when the task asks for it. */
class Context implements TaskContext {
  readonly attempt: number;
  readonly execution_id: string;
  readonly #run: Run;
  readonly #identity: StepIdentity;
  readonly #cancellation: Cancellation;

  constructor(run: Run, identity: StepIdentity, cancellation: Cancellation, attempt: number) {
    this.#run = run;
    this.#identity = identity;
    this.#cancellation = cancellation;
    this.attempt = attempt;
    this.execution_id = run.id;
  }

  get signal(): AbortSignal {
    return this.#cancellation.signal;
  }

  get logger() {
    return this.#run.logger;
  }

  get idempotency_key(): string {
    return `${this.#run.id}:${this.#identity.path}`;
  }

  /** Of use from a destructured `{ progress }` too. */
  progress = (fraction: number, message?: string): void => {
    // A task that goes on after its step has ended has nobody left to tell.
    if (this.#cancellation.reason !== undefined) return;
    const progress = Math.min(1, Math.max(0, Number(fraction) || 0));
    this.#run.stepProgress(this.#identity, progress, message === undefined ? undefined : String(message));
  };
}

function rethrow(thrown: unknown): never {
  throw thrown;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
