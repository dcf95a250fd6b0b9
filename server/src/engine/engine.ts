/** Takes in executions, runs them, and answers how they ended. What it knows of them afterwards is in the journal. */
import { isTerminal, type Json, type TerminalEvent } from '@flowlang/openapi';
import {
  CancelledError,
  IdempotencyConflictError,
  type InputProblem,
  OverloadedError,
  UnknownKeyError,
} from '../errors.ts';
import { Cancellation } from './cancellation.ts';
import { runFlow } from './flow.ts';
import type { Plan } from './planned.ts';
import type { IdempotencyKey, Journal, World } from './ports.ts';
import { Run } from './run.ts';

export interface Started {
  readonly executionId: string;
  /** Nothing was begun: the key is known, and this is the execution that it began. */
  readonly joined: boolean;
  /** The last event, once it is kept. It never rejects because of what a flow does. */
  readonly finished: Promise<TerminalEvent>;
}

/** What became of a delivered event. A payload that does not fit leaves the step waiting. */
export type Delivery =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'not_waiting' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'invalid'; readonly problems: readonly InputProblem[] };

export interface StartOptions {
  readonly key?: IdempotencyKey;
  readonly principal?: string;
  /** Called when the execution is in the journal and before it runs: the moment to watch it from its first event. */
  readonly onAdmitted?: (executionId: string) => void;
}

interface Running {
  readonly run: Run;
  readonly cancellation: Cancellation;
}

export class Engine {
  private readonly journal: Journal;
  private readonly world: World;
  private readonly running = new Map<string, Running>();
  private idle: (() => void) | undefined;

  constructor(journal: Journal, world: World) {
    this.journal = journal;
    this.world = world;
  }

  /** How many executions run now. */
  get load(): number {
    return this.running.size;
  }

  /**
   * Judges the inputs and begins an execution.
   *
   * @throws InvalidInputsError, IdempotencyConflictError, UnknownKeyError, OverloadedError; then nothing was executed
   */
  async start(plan: Plan, given: unknown, options: StartOptions = {}): Promise<Started> {
    const inputs = plan.judgeInputs(given);
    const id = this.world.newExecutionId();
    const created_at = this.world.clock.now();
    const principal = options.principal ?? 'anonymous';
    const execution = { execution_id: id, flow: plan.flow, inputs, principal, created_at };
    const admission = await this.journal.create(execution, options.key);
    switch (admission.kind) {
      case 'created':
        options.onAdmitted?.(id);
        return { executionId: id, joined: false, finished: this.run(id, plan, inputs) };
      case 'joined':
        options.onAdmitted?.(admission.execution_id);
        return { executionId: admission.execution_id, joined: true, finished: this.watchEnd(admission.execution_id) };
      case 'conflict':
        throw new IdempotencyConflictError(
          'This Idempotency-Key came before with another body. Use a new key for a new request.',
        );
      case 'unknown':
        throw new UnknownKeyError(
          'No execution of this flow has this Idempotency-Key (any longer): there is nothing to go on with.',
        );
      case 'full':
        throw new OverloadedError('The server is full', admission.retry_after_seconds);
    }
  }

  /** Asks a running execution to end. `ended` if it has already, `unknown` if this flow has none with that id. */
  async cancel(flow: string, executionId: string, reason: string): Promise<'cancelled' | 'ended' | 'unknown'> {
    const running = this.running.get(executionId);
    if (running === undefined) return this.endedOrUnknown(flow, executionId);
    if (running.run.flow !== flow) return 'unknown';
    running.cancellation.cancel(new CancelledError(reason));
    return 'cancelled';
  }

  /** Gives a `wait_for` step what it waits for. */
  async deliver(flow: string, executionId: string, event: string, payload: Json): Promise<Delivery> {
    const running = this.running.get(executionId);
    if (running === undefined) {
      const state = await this.endedOrUnknown(flow, executionId);
      return { kind: state === 'ended' ? 'not_waiting' : 'unknown' };
    }
    if (running.run.flow !== flow) return { kind: 'unknown' };
    const found = running.run.waits.deliver(event, payload);
    return typeof found === 'string' ? { kind: found } : { kind: 'invalid', problems: found };
  }

  /** Resolves when nothing runs any more. What still runs after `grace` milliseconds is cancelled. */
  async drain(grace: number): Promise<void> {
    if (this.running.size === 0) return;
    const idle = new Promise<void>((resolve) => {
      this.idle = resolve;
    });
    const stop = this.world.clock.after(grace, () => {
      for (const { cancellation } of this.running.values())
        cancellation.cancel(new CancelledError('the server shuts down'));
    });
    await idle;
    stop();
  }

  private async run(id: string, plan: Plan, inputs: Parameters<typeof runFlow>[1]): Promise<TerminalEvent> {
    const cancellation = new Cancellation();
    const run = new Run(id, plan.flow, this.world, this.journal);
    this.running.set(id, { run, cancellation });
    try {
      const last = await runFlow(plan, inputs, run, cancellation);
      await this.journal.flush(id);
      return last;
    } finally {
      this.running.delete(id);
      if (this.running.size === 0) this.idle?.();
    }
  }

  private async endedOrUnknown(flow: string, executionId: string): Promise<'ended' | 'unknown'> {
    const [first] = await this.journal.read(executionId, 0, 1);
    return first?.flow === flow ? 'ended' : 'unknown';
  }

  /** Follows the execution in the journal: another request runs it. */
  private watchEnd(id: string): Promise<TerminalEvent> {
    return new Promise((resolve, reject) => {
      let seen = 0;
      const look = async (): Promise<void> => {
        for (const event of await this.journal.read(id, seen, Number.MAX_SAFE_INTEGER)) {
          seen = event.seq;
          if (!isTerminal(event)) continue;
          unwatch();
          resolve(event);
        }
      };
      const unwatch = this.journal.watch(id, () => void look().catch(reject));
      void look().catch(reject);
    });
  }
}
