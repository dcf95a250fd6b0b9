/** An execution that nothing runs: it tells the events of its flow one after the other, and ends as it was told to. */
import type { FlowEvent, TerminalEvent } from '../events.ts';
import { isTerminal } from '../events.ts';
import type { ExecutionError, ExecutionStatus, InvalidInput } from '../wire.ts';
import { SchemaCheck } from './json-schema.ts';
import type { FailedRun } from './options.ts';
import type { MockFlow, MockStepEvent, Schema } from './project.ts';

export type Outcome = { readonly outputs: Readonly<Record<string, unknown>> } | { readonly failure: FailedRun };

export interface Beginning {
  readonly id: string;
  readonly flow: string;
  readonly script: MockFlow;
  readonly inputs: unknown;
  readonly parent?: MockExecution;
  /** Milliseconds before each event. */
  readonly delay: number;
}

const ENDS: readonly string[] = ['step_completed', 'step_failed', 'step_cancelled'];

export class MockExecution {
  readonly id: string;
  readonly flow: string;
  readonly attempt: number;
  readonly parentId: string | null;
  readonly inputs: unknown;
  readonly createdAt: string = now();
  readonly events: FlowEvent[] = [];
  readonly #script: MockFlow;
  readonly #delay: number;
  /** Steps that have begun and not ended, by path. */
  readonly #open = new Map<string, { readonly step: MockStepEvent; readonly since: number }>();
  readonly #began = Date.now();
  #reason: string | undefined;
  #waiting: { readonly event: string; readonly schema: Schema; readonly take: (payload: unknown) => void } | undefined;
  /** What was delivered to a step, which is going to answer it. */
  #payload: { readonly value: unknown } | undefined;
  #changed = Promise.withResolvers<void>();
  #wake: () => void = () => {};

  constructor({ id, flow, script, inputs, parent, delay }: Beginning) {
    this.id = id;
    this.flow = flow;
    this.inputs = inputs;
    this.attempt = (parent?.attempt ?? 0) + 1;
    this.parentId = parent?.id ?? null;
    this.#script = script;
    this.#delay = delay;
  }

  get last(): TerminalEvent | undefined {
    const event = this.events.at(-1);
    return event !== undefined && isTerminal(event) ? event : undefined;
  }

  get status(): ExecutionStatus {
    return this.last?.status ?? (this.#waiting === undefined ? 'running' : 'waiting');
  }

  /** Resolves with the next event. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  async ended(): Promise<TerminalEvent> {
    for (;;) {
      if (this.last !== undefined) return this.last;
      await this.changed;
    }
  }

  cancel(reason: string): void {
    this.#reason ??= reason;
    this.#wake();
  }

  /** What is wrong with the payload; undefined where no step waits for the event. The step waits on for one that fits. */
  deliver(event: string, payload: unknown): readonly InvalidInput[] | undefined {
    if (this.#waiting?.event !== event) return undefined;
    const { schema, take } = this.#waiting;
    const faults = new SchemaCheck(schema).faults(payload);
    if (faults.length === 0) take(payload);
    return faults;
  }

  async run(outcome: Promise<Outcome>): Promise<void> {
    this.#tell({ type: 'flow_started', status: 'running', step_id: null, inputs: this.inputs });
    const end = await Promise.race([outcome, this.#cancelled()]);
    const failing = end !== undefined && 'failure' in end ? end.failure : undefined;
    for (const step of this.#script.steps) {
      if (await this.#pause()) return this.#endCancelled();
      const told = this.#told(step);
      this.#tell(told);
      if (failing !== undefined && failing.stepId === step.step_id && step.type === 'step_started') break;
      if (step.type === 'step_waiting' && typeof step['event'] === 'string') await this.#wait(step['event'], step.path);
    }
    if (await this.#pause()) return this.#endCancelled();
    if (failing !== undefined) this.#endFailed(failing);
    else if (end !== undefined && 'outputs' in end) this.#end('completed', { success: true, outputs: end.outputs });
  }

  /** The event as the sample has it, but for what this execution knows better. */
  #told(step: MockStepEvent): Record<string, unknown> {
    const payload = this.#payload;
    this.#payload = undefined;
    const until = 'until' in step ? { until: now() } : {};
    return { ...step, ...until, ...(payload !== undefined && 'outputs' in step && { outputs: payload.value }) };
  }

  async #wait(event: string, path: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const take = (value: unknown): void => {
      this.#payload = { value };
      resolve();
    };
    this.#waiting = { event, schema: this.#script.payloads[path] ?? {}, take };
    await Promise.race([promise, this.#cancelled()]);
    this.#waiting = undefined;
  }

  /** True once it was cancelled. */
  async #pause(): Promise<boolean> {
    if (this.#delay > 0 && this.#reason === undefined) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const elapsed = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, this.#delay);
      });
      await Promise.race([elapsed, this.#cancelled()]);
      clearTimeout(timer);
    }
    return this.#reason !== undefined;
  }

  #cancelled(): Promise<undefined> {
    return new Promise((resolve) => {
      this.#wake = () => resolve(undefined);
      if (this.#reason !== undefined) resolve(undefined);
    });
  }

  #endCancelled(): void {
    const reason = this.#reason ?? '';
    for (const { step, since } of [...this.#open.values()].reverse()) {
      this.#tell({
        ...placeOf(step),
        type: 'step_cancelled',
        status: 'cancelled',
        reason,
        duration_ms: Date.now() - since,
      });
    }
    this.#end('cancelled', { reason, cleanup_errors: [] });
  }

  #endFailed({ type, message, stepId }: FailedRun): void {
    const failed = [...this.#open.values()].find(({ step }) => step.step_id === stepId)?.step;
    const error: ExecutionError = {
      type,
      message,
      ...(failed !== undefined && { step_id: failed.step_id, attempts: 1 }),
      ...(failed?.task !== undefined && { task: failed.task }),
    };
    for (const { step, since } of [...this.#open.values()].reverse()) {
      const isCause = failed !== undefined && (step === failed || failed.path.startsWith(`${step.path}.`));
      const end = isCause
        ? { type: 'step_failed', status: 'failed', error, handled: false }
        : { type: 'step_cancelled', status: 'cancelled', reason: 'another step failed' };
      this.#tell({ ...placeOf(step), ...end, duration_ms: Date.now() - since });
    }
    this.#end('failed', { success: false, error });
  }

  #end(status: TerminalEvent['status'], more: Record<string, unknown>): void {
    this.#tell({ type: `flow_${status}`, status, step_id: null, ...more, duration_ms: Date.now() - this.#began });
  }

  #tell(told: Record<string, unknown>): void {
    const { type, path } = told;
    const began = typeof path === 'string' ? this.#open.get(path) : undefined;
    if (type === 'step_started')
      this.#open.set(String(path), { step: told as unknown as MockStepEvent, since: Date.now() }); // by its type
    const isEnd = ENDS.includes(String(type));
    if (isEnd) this.#open.delete(String(path));
    const envelope = { seq: this.events.length + 1, execution_id: this.id, flow: this.flow, timestamp: now() };
    const duration = isEnd && began !== undefined ? { duration_ms: Date.now() - began.since } : {};
    this.events.push({ ...told, ...envelope, ...duration } as unknown as FlowEvent); // what is generated is held to the contract by tests
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers<void>();
    resolve();
  }
}

function placeOf({ step_id, kind, path, task, parent_step_id }: MockStepEvent): Partial<MockStepEvent> {
  return {
    step_id,
    kind,
    path,
    ...(task !== undefined && { task }),
    ...(parent_step_id !== undefined && { parent_step_id }),
  };
}

function now(): string {
  return new Date().toISOString();
}
