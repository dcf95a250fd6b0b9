/** Takes in executions, has them run, and answers how they ended. What it knows of them afterwards is in the journal. */
import type { Json, TerminalEvent } from '@flowlang/openapi';
import {
  IdempotencyConflictError,
  JournalUnavailableError,
  NotFailedError,
  OverloadedError,
  UnknownKeyError,
} from '../errors.ts';
import { type Cancelled, Control, type Elsewhere, type LiveQuery, type LiveStatus } from './control.ts';
import { History } from './history.ts';
import type { Admission, EndStatus, ExecutionHead, ExecutionRow, IdempotencyKey, Journal } from './journal.ts';
import { DEFAULT_LIMITS, type EngineLimits } from './limits.ts';
import type { Delivery } from './live.ts';
import type { Plan } from './planned.ts';
import { NO_PLANS, PlanFinder, type Plans } from './plans.ts';
import type { World } from './ports.ts';
import { opened, resumeAll } from './resume.ts';
import { factsForRetry } from './retry-facts.ts';
import { Runner, type Work } from './runner.ts';
import { joinedTo } from './watch-end.ts';

export interface Started {
  readonly executionId: string;
  /** Nothing was begun: the key is known, and this is the execution that it began. */
  readonly joined: boolean;
  /**
   * The last event, once it is kept. It never rejects because of what a flow does, and nobody has to wait for it.
   *
   * @throws JournalUnavailableError, LostExecutionError, SuspendedError if the server shuts down before the end
   */
  readonly finished: Promise<TerminalEvent>;
}

export interface StartOptions {
  readonly key?: IdempotencyKey | undefined;
  readonly principal?: string | undefined;
  /** W3C Trace Context. */
  readonly traceparent?: string | undefined;
  /** For the log. */
  readonly requestId?: string | undefined;
  /** Kept with the execution; whoever counts its readers asks for it. */
  readonly cancelOnDisconnect?: boolean | undefined;
  /** Called when the execution is in the journal and before it runs: the moment to watch it from its first event. */
  readonly onAdmitted?: ((executionId: string) => void) | undefined;
}

export type ExecutionStatus = LiveStatus | EndStatus;

/** An execution as it may be shown. */
export interface Execution {
  readonly head: ExecutionHead;
  readonly status: ExecutionStatus;
  /** Milliseconds since 1970 UTC. */
  readonly started_at: number | undefined;
  /** Its last event, once it has ended. */
  readonly last: TerminalEvent | undefined;
}

/** One of a list of them. */
export interface ListedExecution extends Omit<ExecutionRow, 'status'> {
  readonly status: ExecutionStatus;
}

export interface ListQuery extends LiveQuery {
  readonly status?: ExecutionStatus;
}

export interface EngineOptions {
  /** Where an execution that goes on after a restart finds its plan. */
  readonly plans?: Plans;
  readonly limits?: Partial<EngineLimits>;
  /** Called for each execution that goes on after a restart. */
  readonly onResumed?: (head: ExecutionHead) => void;
  /** Where this process has not all executions of the journal. */
  readonly elsewhere?: Elsewhere | undefined;
}

/** Seconds after which a full server may have room again. */
const FULL_FOR = 1;

export class Engine {
  private readonly journal: Journal;
  private readonly world: World;
  private readonly plans: PlanFinder;
  private readonly onResumed: (head: ExecutionHead) => void;
  private readonly runner: Runner;
  private readonly elsewhere: Elsewhere | undefined;
  /** What other processes ask of the executions of this one. */
  readonly here: Control;

  constructor(journal: Journal, world: World, { plans = NO_PLANS, limits, onResumed, elsewhere }: EngineOptions = {}) {
    this.journal = journal;
    this.world = world;
    this.plans = new PlanFinder(plans, journal);
    this.onResumed = onResumed ?? (() => {});
    this.runner = new Runner(journal, world, { ...DEFAULT_LIMITS, ...limits });
    this.elsewhere = elsewhere;
    this.here = new Control(this.runner, journal, world);
  }

  get hasLostJournal(): boolean {
    return this.runner.hasLostJournal;
  }

  /** How many executions have not ended. */
  get load(): number {
    return this.runner.size;
  }

  /**
   * Judges the inputs and begins an execution.
   *
   * @throws InvalidInputsError, IdempotencyConflictError, UnknownKeyError, OverloadedError, JournalUnavailableError; then
   *   nothing was executed
   */
  async start(plan: Plan, given: unknown, options: StartOptions = {}): Promise<Started> {
    const inputs = plan.judgeInputs(given);
    const shown = plan.conceal?.show(inputs) ?? inputs;
    const head: ExecutionHead = {
      execution_id: this.world.newExecutionId(),
      flow: plan.flow,
      created_at: Math.floor(this.world.clock.now()),
      inputs: shown,
      principal: options.principal ?? 'anonymous',
      origin: 'api',
      attempt: 1,
      traceparent: options.traceparent,
      cancel_on_disconnect: options.cancelOnDisconnect === true ? true : undefined,
    };
    return this.admit({ head, plan, inputs, requestId: options.requestId }, options);
  }

  /**
   * Begins a new execution that takes up a failed one: what was completed is not run again. Undefined if the flow has no
   * such execution.
   *
   * @throws NotFailedError, ResumeError, and what `start` throws
   */
  async retry(flow: string, executionId: string, options: StartOptions = {}): Promise<Started | undefined> {
    const kept = await this.journal.load(executionId);
    if (kept?.head.flow !== flow) return undefined;
    if (kept.events.at(-1)?.type !== 'flow_failed') {
      throw new NotFailedError('Only an execution that has failed can be retried');
    }
    const { inputs, facts } = opened(kept);
    const plan = await this.plans.find(flow, kept.plan);
    const { root_id = executionId, inputs: shown, traceparent } = kept.head;
    const head: ExecutionHead = {
      execution_id: this.world.newExecutionId(),
      flow,
      created_at: Math.floor(this.world.clock.now()),
      inputs: shown,
      principal: options.principal ?? 'anonymous',
      origin: 'retry',
      parent_id: executionId,
      root_id,
      attempt: kept.head.attempt + 1,
      traceparent: options.traceparent ?? traceparent,
    };
    const taken = factsForRetry(kept.events, facts);
    return this.admit(
      { head, plan, inputs, past: new History([], taken), requestId: options.requestId },
      options,
      taken,
    );
  }

  /** Undefined if the flow has no such execution, or it is forgotten. */
  async find(flow: string, executionId: string): Promise<Execution | undefined> {
    const record = await this.journal.record(executionId);
    if (record?.head.flow !== flow) return undefined;
    const [status = 'running'] = record.last === undefined ? await this.statuses([executionId]) : [record.last.status];
    return { ...record, status };
  }

  /** Newest first. */
  async list({ status, ...query }: ListQuery): Promise<readonly ListedExecution[]> {
    if (status === 'queued' || status === 'running' || status === 'waiting') return this.listLive(query, status);
    const rows = await this.journal.list({ ...query, ...(status !== undefined && { status }) });
    const live = rows.filter((row) => row.status === undefined).map((row) => row.execution_id);
    const statuses = await this.statuses(live);
    return rows.map((row) => ({ ...row, status: row.status ?? statuses[live.indexOf(row.execution_id)] ?? 'running' }));
  }

  /**
   * Asks an execution to end. `ended` if it has already, `unknown` if this flow has none with that id.
   *
   * @throws JournalUnavailableError, SuspendedError, MovingError
   */
  async cancel(flow: string, executionId: string, reason: string): Promise<Cancelled> {
    const cancelled = await this.here.cancel(flow, executionId, reason);
    if (cancelled !== 'not_here') return cancelled;
    // Of one process it has ended in this moment.
    return this.elsewhere?.cancel(flow, executionId, reason) ?? 'ended';
  }

  /**
   * Gives a `wait_for` step what it waits for.
   *
   * @throws JournalUnavailableError, SuspendedError, MovingError
   */
  async deliver(flow: string, executionId: string, event: string, payload: Json): Promise<Delivery> {
    const delivery = await this.here.deliver(flow, executionId, event, payload);
    if (delivery !== 'not_here') return delivery;
    return this.elsewhere?.deliver(flow, executionId, event, payload) ?? { kind: 'not_waiting' };
  }

  /** Lets all executions go on that a process before this one has left; resolves, with their number, when they are where they were. */
  resume(): Promise<number> {
    const { journal, plans, runner, world } = this;
    return resumeAll({ journal, plans, runner, world }, this.onResumed);
  }

  /**
   * Resolves when nothing runs any more, after `grace` milliseconds at most. What is left then goes on when the server
   * starts again; where the journal ends with the process, it is cancelled.
   */
  drain(grace: number): Promise<void> {
    return this.runner.drain(grace);
  }

  /** To be called now and then: ends what has taken longer than an execution may. */
  endOverdue(): void {
    this.runner.endOverdue();
  }

  private admit(
    work: Work,
    options: StartOptions,
    facts?: Parameters<typeof factsForRetry>[1],
  ): Started | Promise<Started> {
    const { head, plan, inputs } = work;
    const { isFull } = this.runner;
    if (isFull && options.key === undefined) throw new OverloadedError('The server is full', FULL_FOR);
    // One that is full still answers for what it has begun.
    const key = options.key && isFull ? { ...options.key, mustExist: true } : options.key;
    const secretInputs = plan.conceal === undefined ? undefined : inputs;
    const execution = { head, plan: plan.kept, secretInputs, facts };
    const admission = this.journal.create(execution, key);
    // A promise less for each request: most are admitted at once.
    if (admission instanceof Promise) return admission.then((late) => this.answer(late, work, options));
    return this.answer(admission, work, options);
  }

  private answer(admission: Admission, work: Work, options: StartOptions): Started {
    const { head } = work;
    switch (admission.kind) {
      case 'created': {
        let finished: Promise<TerminalEvent>;
        try {
          options.onAdmitted?.(head.execution_id);
        } finally {
          // Whatever became of its listener: it is admitted, and would be there as running for ever.
          finished = this.runner.begin(work);
        }
        return { executionId: head.execution_id, joined: false, finished };
      }
      case 'joined':
        options.onAdmitted?.(admission.execution_id);
        return joinedTo(this.journal, admission.execution_id);
      case 'conflict':
        throw new IdempotencyConflictError(
          'This Idempotency-Key came before with another body. Use a new key for a new request.',
        );
      case 'unknown':
        if (options.key?.mustExist !== true) throw new OverloadedError('The server is full', FULL_FOR);
        throw new UnknownKeyError(
          'No execution of this flow has this Idempotency-Key (any longer): there is nothing to go on with.',
        );
      case 'full':
        throw new OverloadedError('The server is full', admission.retry_after_seconds);
      case 'unavailable':
        throw new JournalUnavailableError(admission.problem);
    }
  }

  /** In the order of the ids; undefined where nobody runs it. */
  private async statuses(executionIds: readonly string[]): Promise<readonly (LiveStatus | undefined)[]> {
    const here = executionIds.map((id) => this.here.status(id));
    const missing = executionIds.filter((_, at) => here[at] === undefined);
    if (this.elsewhere === undefined || missing.length === 0) return here;
    const there = await this.elsewhere.statuses(missing);
    return executionIds.map((id, at) => here[at] ?? there[missing.indexOf(id)]);
  }

  private async listLive(query: LiveQuery, status: LiveStatus): Promise<readonly ListedExecution[]> {
    const here = this.here.list(query, status);
    if (this.elsewhere === undefined) return here;
    const there = await this.elsewhere.list(query, status);
    return [...here, ...there].sort((a, b) => (a.execution_id < b.execution_id ? 1 : -1)).slice(0, query.limit);
  }
}
