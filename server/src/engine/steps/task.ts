/** `task:` — evaluates the inputs, calls the user's function, tries again where the step says so. */
import type { Json } from '@flowlang/openapi';
import { NotImplementedTaskError, noSuchTask, TaskNotFoundError } from '../../errors.ts';
import type { Cancellation } from '../cancellation.ts';
import { crashLoop, MOST_CRASHES } from '../crashes.ts';
import type { PastStep } from '../history.ts';
import { toJson } from '../json.ts';
import { withNames } from '../outputs.ts';
import { presentOf } from '../past.ts';
import type { PlannedTask, StepIdentity } from '../planned.ts';
import { type Arm, mayRetry, retryDelay, settle, sleep, sleepUntil, tooLate, withTimeout } from '../policy.ts';
import type { TaskContext, Values } from '../ports.ts';
import type { Run } from '../run.ts';
import { type Frame, identityIn, keepResult, type MaybePromise, type Outcome } from '../step.ts';
import { StepFailure } from '../step-failure.ts';
import { isThenable } from '../thenable.ts';

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
    return presentOf(this.identity, this.frame)?.then(() => this.begin()) ?? this.begin();
  }

  private begin(): MaybePromise<Outcome> {
    try {
      this.inputs = this.step.inputs(this.frame.scope) as Values; // The parser makes a map of every step's inputs.
    } catch (thrown) {
      // It fails before it starts: there are no inputs to tell of.
      return this.fail(thrown);
    }
    this.startedAt = this.frame.run.stepStarted(this.identity, this.inputs);
    const past = this.frame.run.past?.step(this.identity.path);
    if (past !== undefined) return this.goOn(past);
    return this.runNow();
  }

  private runNow(): MaybePromise<Outcome> {
    if (this.step.retry !== undefined || this.step.timeout !== undefined) return this.runUnderPolicy();
    return this.runOnce();
  }

  /** With its end, if that is known; else with the try that was in flight, or the next one when it is due. */
  private async goOn({ end, retrying }: PastStep): Promise<Outcome> {
    const { run, cancellation } = this.frame;
    if (end !== undefined) {
      run.replay?.touch();
      return end.kind === 'completed' ? this.complete(end.result) : this.failWith(new StepFailure(end.error));
    }
    try {
      await run.replay?.over(cancellation);
      if (retrying === undefined || retrying.due <= run.world.clock.now()) this.refuseCrashLoop();
      else await run.activity.during(sleepUntil(retrying.due, run.world.clock, cancellation));
    } catch (reason) {
      return this.fail(reason);
    }
    return retrying === undefined ? this.runNow() : this.runUnderPolicy(retrying.attempt + 1);
  }

  /** Of what was in flight when the process ended. */
  private refuseCrashLoop(): void {
    const { crashes } = this.frame.run;
    const { name, taskName } = this.step;
    if (crashes >= MOST_CRASHES) throw crashLoop(crashes, `step ${name} (task ${taskName}) ran`);
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
        run,
        (value) => this.complete(this.shape(value)),
        (thrown) => this.fail(thrown),
      );
    } catch (thrown) {
      return this.fail(thrown);
    }
  }

  private async runUnderPolicy(first = 1): Promise<Outcome> {
    for (let attempt = first; ; attempt++) {
      try {
        return this.complete(await this.tryInTime(attempt));
      } catch (thrown) {
        if (!(await this.waitForNextTry(thrown, attempt))) return this.fail(thrown);
      }
    }
  }

  private async tryInTime(attempt: number): Promise<Json> {
    const { cancellation, run } = this.frame;
    // Each try before has told an event of its own, within one step.
    run.throwIfTooManyEvents();
    const once = async (within: Cancellation): Promise<Json> => {
      const result = this.call(attempt, within);
      if (!isThenable(result)) return this.shape(result);
      return settle(result, within, run, (value) => this.shape(value), rethrow);
    };
    if (this.step.timeout === undefined) return once(cancellation);
    const { timeout, taskName } = this.step;
    const arm: Arm = (expire) => run.world.clock.after(timeout * 1000, expire);
    return withTimeout(tooLate(`Task ${taskName}`, timeout), arm, cancellation, once);
  }

  /** False if there is none. */
  private async waitForNextTry(thrown: unknown, attempt: number): Promise<boolean> {
    const { cancellation, run } = this.frame;
    const { retry } = this.step;
    if (retry === undefined || cancellation.reason !== undefined || !mayRetry(thrown, attempt, retry)) return false;
    const delay_ms = retryDelay(retry, attempt, run.world.random());
    const error = this.describe(thrown);
    run.stepRetrying(this.identity, error, attempt, delay_ms);
    return this.rest(delay_ms).then(
      () => true,
      () => false,
    );
  }

  /** Between two tries. Milliseconds. */
  private rest(delay: number): Promise<void> {
    const { cancellation, run } = this.frame;
    return run.activity.during(sleep(delay, run.world.clock, cancellation));
  }

  private call(attempt: number, cancellation: Cancellation): unknown {
    this.attempts = attempt;
    cancellation.throwIfCancelled();
    const { task, taskName } = this.step;
    if (task === undefined) throw this.whatIsMissing();
    if (!task.implemented) throw new NotImplementedTaskError(`Task ${taskName} is not implemented yet`);
    const inputs = toJson(this.inputs) as Record<string, Json>; // A map in, a map out.
    return task.run(inputs, new Context(this.frame.run, this.identity, cancellation, attempt));
  }

  /** What the task returned, as the flow sees it: JSON of its own, with every declared name in it. */
  private shape(result: unknown): Json {
    const what = `Task ${this.step.taskName}`;
    const { limits, outputs } = this.frame.run;
    return withNames(toJson(result, limits.output, outputs), this.step.outputs, what);
  }

  private whatIsMissing(): TaskNotFoundError {
    const { taskName, identity, nearest } = this.step;
    if (identity.kind !== 'connection') return noSuchTask(taskName, nearest);
    return new TaskNotFoundError(`No connection plugin provides ${taskName}.`);
  }

  private complete(outputs: Json): undefined {
    const { run } = this.frame;
    keepResult(this.step, this.frame, outputs);
    run.keepEnd(this.identity, outputs);
    run.stepCompleted(this.identity, outputs, this.startedAt ?? run.world.clock.now());
  }

  private fail(thrown: unknown): never {
    const { run, cancellation } = this.frame;
    if (cancellation.reason !== undefined) {
      run.stepCancelled(this.identity, cancellation.reason.message, this.startedAt);
      throw cancellation.reason;
    }
    return this.failWith(new StepFailure(this.describe(thrown), thrown));
  }

  private failWith(failure: StepFailure): never {
    this.frame.run.stepFailed(this.identity, failure.error, this.startedAt, this.step.onError !== undefined);
    throw failure;
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
    return this.#run.loggerOf(this.#identity);
  }

  get idempotency_key(): string {
    return `${this.#run.rootId}:${this.#identity.path}`;
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
