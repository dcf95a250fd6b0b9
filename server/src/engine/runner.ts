/** The executions that have not ended: when each has its turn, how it goes on, and how all of them stop. */
import type { FlowFailed, TerminalEvent } from '@flowlang/openapi';
import { CancelledError, LimitError, SuspendedError } from '../errors.ts';
import { ById } from './by-id.ts';
import { isSuspect } from './crashes.ts';
import { runFlow } from './flow.ts';
import type { History } from './history.ts';
import type { Crashes, ExecutionHead, Journal } from './journal.ts';
import type { EngineLimits } from './limits.ts';
import { Live } from './live.ts';
import type { Plan } from './planned.ts';
import { errorType } from './policy.ts';
import type { Values, World } from './ports.ts';
import type { Replay } from './replay.ts';
import { Run } from './run.ts';
import { Slots } from './slots.ts';
import { type Suspect, Suspects } from './suspects.ts';
import { readThrown } from './thrown.ts';

/** What is run. */
export interface Work {
  readonly head: ExecutionHead;
  readonly plan: Plan;
  /** As they are, also where some are sensitive. */
  readonly inputs: Values;
  /** What it did before, or takes over. */
  readonly past?: History;
  readonly crashes?: Crashes;
  /** Of the request that began it. */
  readonly requestId?: string | undefined;
}

export class Runner {
  private readonly journal: Journal;
  private readonly world: World;
  private readonly limits: EngineLimits;
  private readonly slots: Slots;
  private readonly suspects: Suspects;
  private readonly live = new ById<Live>();
  private changed: (() => void) | undefined;
  private isStopped = false;
  /** Why nothing is kept any more. */
  private lost: Error | undefined;
  /** How the journal has ended what it could not write. */
  private readonly brokenOff = new Map<string, FlowFailed>();

  constructor(journal: Journal, world: World, limits: EngineLimits) {
    this.journal = journal;
    this.world = world;
    this.limits = limits;
    this.suspects = new Suspects(world.clock);
    this.slots = new Slots(limits.concurrency, limits.queue);
    journal.listen?.({ brokenOff: (last) => this.takeEnd(last), lost: (why) => this.loseJournal(why) });
  }

  /** Nothing is kept any more: it begins nothing, and what ran has been left where it was. */
  get hasLostJournal(): boolean {
    return this.lost !== undefined;
  }

  get size(): number {
    return this.live.size;
  }

  /** There is no room for another one. */
  get isFull(): boolean {
    return this.slots.isFull || this.live.size >= this.limits.unfinished;
  }

  get(executionId: string): Live | undefined {
    return this.live.get(executionId);
  }

  all(): Iterable<Live> {
    return this.live.values();
  }

  /** Runs it when it has its turn; answers its last event, once it is kept. */
  begin(work: Work): Promise<TerminalEvent> {
    if (this.lost !== undefined) return lateRefusal(this.lost);
    const live = this.enter(work);
    const running = this.slots.tryToTake() ? this.run(live, work) : this.runLater(live, work);
    // Who wants to know how it ends has asked; for all others it is no failure of the process.
    running.catch(ignore);
    return running;
  }

  private runLater(live: Live, work: Work): Promise<TerminalEvent> {
    return new Promise((resolve, reject) => {
      const begin = (): void => resolve(this.run(live, work));
      this.slots.enqueue(begin);
      live.giveUpWaiting = reject;
      live.beginAtOnce = () => {
        if (!this.slots.takeBack(begin)) return;
        this.slots.take();
        begin();
      };
    });
  }

  /** Resolves when an execution of a process before this one is where it was. */
  async goOn(work: Work & { readonly past: History; readonly crashes: Crashes }): Promise<void> {
    // The next start takes it up.
    if (this.isStopped) return;
    if (work.past.lastSeq === 0) {
      void this.begin(work);
      return;
    }
    const live = this.enter(work);
    if (isSuspect(work.crashes)) this.holdBack(live, work, work.crashes);
    else await this.takeUp(live, work);
  }

  private async takeUp(live: Live, work: Work): Promise<void> {
    // It had its turn.
    this.slots.take();
    this.run(live, work).catch(ignore);
    await live.told;
  }

  private holdBack(live: Live, work: Work, crashes: Crashes): void {
    const { run, head } = live;
    const before = run.progress;
    const suspect: Suspect = {
      count: crashes.count,
      goOn: async () => {
        this.journal.countCrashes(head.execution_id, crashes, true);
        // Where that cannot be kept it goes on all the same.
        await this.journal.flush(head.execution_id).catch(ignore);
        if (!this.isStopped) await this.takeUp(live, work);
      },
      isCleared: () => !this.live.has(head.execution_id) || run.activity.isWaiting || run.progress > before,
    };
    live.isHeldBack = true;
    live.beginAtOnce = () => {
      if (this.suspects.takeBack(suspect)) void this.takeUp(live, work);
    };
    this.suspects.add(suspect);
  }

  /** All that were left have been told to go on. */
  letSuspectsGoOn(): void {
    void this.suspects.begin();
  }

  /** Ends an execution of a process before this one that cannot go on. */
  giveUp(head: ExecutionHead, past: History, why: Error): void {
    const run = this.newRun(head, undefined, past);
    run.flowFailed(run.describe(why, {}), run.flowStarted(head.inputs));
  }

  /** Ends what has taken longer than an execution may. */
  endOverdue(): void {
    const limit = this.limits.time;
    const born = this.world.clock.now() - limit * 1000;
    for (const { head, cancellation } of this.live.values()) {
      if (head.created_at < born) cancellation.cancel(new LimitError(`The execution took longer than ${limit} s`));
    }
  }

  /**
   * Resolves when nothing runs any more, after `grace` milliseconds at most. What is left then goes on when the server
   * starts again; where the journal ends with the process, it is cancelled.
   */
  async drain(grace: number): Promise<void> {
    const { lasts } = this.journal;
    if (lasts) this.slots.clear();
    const isIdle = (): boolean => (lasts ? this.slots.busy === 0 : this.live.size === 0);
    await this.until(isIdle, grace, () => !lasts && this.cancelAll());
    this.isStopped = true;
    this.suspects.clear();
    for (const live of this.live.values()) live.suspend();
  }

  /** The journal has ended it; its steps are to end, too. */
  private takeEnd(last: FlowFailed): void {
    this.brokenOff.set(last.execution_id, last);
    this.live.get(last.execution_id)?.cancellation.cancel(new LimitError(last.error.message));
  }

  /** What goes on here would be done once more by whoever has the journal, or is not known of any more. */
  private loseJournal(why: Error): void {
    this.lost = why;
    this.isStopped = true;
    this.slots.clear();
    this.suspects.clear();
    for (const live of this.live.values()) live.suspend(why);
  }

  private cancelAll(): boolean {
    for (const { cancellation } of this.live.values()) cancellation.cancel(new CancelledError('the server shuts down'));
    return true;
  }

  /** @param late what to do after `grace`; answers whether to wait on */
  private async until(isTrue: () => boolean, grace: number, late: () => boolean): Promise<void> {
    if (isTrue()) return;
    let stop = (): void => {};
    await new Promise<void>((resolve) => {
      this.changed = () => isTrue() && resolve();
      stop = this.world.clock.after(grace, () => late() || resolve());
    });
    stop();
  }

  private enter({ head, plan, past, requestId, crashes }: Work): Live {
    const live = new Live(head, this.newRun(head, plan, past, requestId, crashes));
    this.live.set(head.execution_id, live);
    return live;
  }

  private newRun(
    head: ExecutionHead,
    plan: Plan | undefined,
    past: History | undefined,
    requestId?: string,
    crashes?: Crashes,
  ): Run {
    return new Run({
      id: head.execution_id,
      flow: head.flow,
      rootId: head.root_id ?? head.execution_id,
      attempt: head.attempt,
      requestId,
      world: this.world,
      journal: this.journal,
      limits: this.limits,
      names: plan?.names,
      past,
      crashes: crashes?.count ?? 0,
      onWaiting: this.turn,
    });
  }

  /** One function for all of them. */
  private readonly turn = (isWaiting: boolean): void => {
    if (isWaiting) this.slots.leave();
    else this.slots.take();
    this.changed?.();
  };

  private async run(live: Live, { plan, inputs }: Work): Promise<TerminalEvent> {
    const { run, cancellation } = live;
    const id = live.head.execution_id;
    live.hasBegun = true;
    try {
      if (run.replay !== undefined) live.told = this.tellThePast(live, run.replay);
      let last: TerminalEvent;
      try {
        last = await runFlow(plan, inputs, run, cancellation);
      } catch (thrown) {
        last = this.breakOff(live, thrown);
      }
      // Not later: it has ended, and nothing can be asked of it any more.
      this.live.delete(id);
      if (run.isSuspended) throw this.lost ?? new SuspendedError(id);
      await this.journal.flush(id);
      return this.brokenOff.get(id) ?? last;
    } finally {
      this.brokenOff.delete(id);
      this.live.delete(id);
      if (!run.activity.isWaiting) this.slots.leave();
      this.changed?.();
    }
  }

  /** Ends what failed outside of its flow: nobody is to wait for an end that never comes. */
  private breakOff({ run, head }: Live, thrown: unknown): TerminalEvent {
    // Not its message: what is thrown before secrets are known may hold one.
    const at = thrown instanceof Error ? placesIn(thrown) : [];
    const whose = { execution_id: head.execution_id, flow: head.flow };
    this.world.logger.error(
      { ...whose, type: errorType(readThrown(thrown)), at },
      'An execution was broken off by an error of FlowLang',
    );
    const message = 'The server failed in running the execution; its log has more under this execution_id.';
    return run.flowFailed({ type: 'InternalError', message }, run.startedAt ?? run.flowStarted(head.inputs));
  }

  private async tellThePast({ run, cancellation }: Live, replay: Replay): Promise<void> {
    await replay.run(this.world.clock, (reason) => cancellation.cancel(new CancelledError(reason)));
    run.replay = undefined;
    replay.open();
  }
}

function placesIn({ stack = '' }: Error): readonly string[] {
  return stack.split('\n').filter((line) => line.startsWith('    at '));
}

/** For one that was admitted, but nobody has to ask for. */
function lateRefusal(why: Error): Promise<never> {
  const refused = Promise.reject(why);
  refused.catch(ignore);
  return refused;
}

function ignore(): void {}
