/** What can be asked of an execution that has not ended. */
import type { Json } from '@flowlang/openapi';
import { SuspendedError } from '../errors.ts';
import type { ExecutionRow, Journal } from './journal.ts';
import type { Delivery } from './live.ts';
import type { World } from './ports.ts';
import type { Runner } from './runner.ts';

export type LiveStatus = 'queued' | 'running' | 'waiting';

/** One of those that have not ended. */
export interface LiveExecution extends Omit<ExecutionRow, 'status'> {
  readonly status: LiveStatus;
}

export interface LiveQuery {
  readonly flow: string;
  /** The last id of the page before. */
  readonly before?: string;
  readonly limit: number;
}

export type Cancelled = 'cancelled' | 'ended' | 'unknown';

/** `not_here`: it has not ended as far as the journal knows, and does not run here. */
export type NotHere = 'not_here';

/** Executions that other processes run on the same journal. */
export interface Elsewhere {
  /** @throws MovingError if nobody runs it at the moment; and what the engine's own throws */
  cancel(flow: string, executionId: string, reason: string): Promise<Cancelled>;
  deliver(flow: string, executionId: string, event: string, payload: Json): Promise<Delivery>;
  /** In the order of the ids; undefined where nobody runs it. */
  statuses(executionIds: readonly string[]): Promise<readonly (LiveStatus | undefined)[]>;
  list(query: LiveQuery, status: LiveStatus): Promise<readonly LiveExecution[]>;
}

/** Of the executions of this process. */
export class Control {
  private readonly runner: Runner;
  private readonly journal: Journal;
  private readonly world: World;

  constructor(runner: Runner, journal: Journal, world: World) {
    this.runner = runner;
    this.journal = journal;
    this.world = world;
  }

  async cancel(flow: string, executionId: string, reason: string): Promise<Cancelled | NotHere> {
    const live = this.runner.get(executionId);
    if (live === undefined) return this.stateOf(flow, executionId);
    if (live.head.flow !== flow) return 'unknown';
    if (live.run.isSuspended) throw new SuspendedError(executionId);
    live.cancel(reason, this.world.clock.now());
    await this.journal.flush(executionId);
    return 'cancelled';
  }

  async deliver(flow: string, executionId: string, event: string, payload: Json): Promise<Delivery | NotHere> {
    const live = this.runner.get(executionId);
    if (live === undefined) {
      const state = await this.stateOf(flow, executionId);
      if (state === 'not_here') return state;
      return { kind: state === 'ended' ? 'not_waiting' : 'unknown' };
    }
    if (live.head.flow !== flow) return { kind: 'unknown' };
    if (live.run.isSuspended) throw new SuspendedError(executionId);
    const delivery = live.deliver(event, payload);
    if (delivery.kind !== 'delivered') return delivery;
    // The step ends now, with the payload; that must not be lost once it is said to be delivered.
    await this.world.clock.breathe();
    await this.journal.flush(executionId);
    return delivery;
  }

  status(executionId: string): LiveStatus | undefined {
    return this.runner.get(executionId)?.status;
  }

  /** Newest first. */
  list({ flow, before, limit }: LiveQuery, status: LiveStatus): readonly LiveExecution[] {
    const live = [...this.runner.all()].filter(
      (one) =>
        one.head.flow === flow && one.status === status && (before === undefined || one.head.execution_id < before),
    );
    const newest = live.sort((a, b) => (a.head.execution_id < b.head.execution_id ? 1 : -1)).slice(0, limit);
    return newest.map(({ head, run }) => ({
      execution_id: head.execution_id,
      flow,
      created_at: head.created_at,
      started_at: run.startedAt,
      ended_at: undefined,
      status,
      origin: head.origin,
      parent_id: head.parent_id,
      attempt: head.attempt,
    }));
  }

  private async stateOf(flow: string, executionId: string): Promise<'ended' | 'unknown' | NotHere> {
    const record = await this.journal.record(executionId);
    if (record?.head.flow !== flow) return 'unknown';
    return record.last === undefined ? 'not_here' : 'ended';
  }
}
