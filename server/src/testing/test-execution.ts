/** One execution of a test, in an engine of its own: other executions neither see it nor share its time. */
import type { FlowEvent, Json, TerminalEvent } from '@flowlang/openapi';
import { Engine } from '../engine/engine.ts';
import type { Plan } from '../engine/planned.ts';
import type { Clock } from '../engine/ports.ts';
import { FlowLangError, InvalidInputsError } from '../errors.ts';
import { MemoryJournal } from '../journal/memory.ts';
import { systemClock } from '../world.ts';
import { milliseconds } from './duration.ts';
import { type FlowResult, type Named, refused, resultOf, withNames } from './flow-result.ts';
import { type Letter, type Letters, waitedFor } from './letters.ts';
import { ManualClock, pause, turn } from './manual-clock.ts';
import { Recording } from './recording.ts';

/** What a FlowTest gives each of its executions. */
export interface Stage {
  readonly plan: Plan;
  readonly names: Named;
  readonly id: string;
  /** Milliseconds since 1970; undefined for real time. */
  readonly now: number | undefined;
  /** What was sent before, and will be. */
  readonly letters: Letters;
  /** Called when it has ended. */
  readonly onEnd: () => void;
}

/** Real milliseconds for which `start` and `advance` wait for tasks that take real time. */
const PATIENCE = 300;

/** Real milliseconds between two looks at an execution in real time. */
const GLANCE = 5;

/** Why an execution is cancelled that a test cannot end: nothing of it runs on behind a test that has failed. */
const GAVE_UP = 'the test gave up';

export class TestExecution {
  readonly execution_id: string;
  /** @internal */
  readonly recording: Recording;
  private readonly stage: Stage;
  private readonly clock: Clock;
  private readonly manual: ManualClock | undefined;
  private readonly journal: MemoryJournal;
  private readonly engine: Engine;
  private readonly used = new Set<Letter>();
  private ended: Promise<unknown> = Promise.resolve();
  private last: TerminalEvent | InvalidInputsError | undefined;
  private events: readonly FlowEvent[] = [];

  /** @internal Made by `FlowTest`. */
  constructor(stage: Stage) {
    this.stage = stage;
    this.execution_id = stage.id;
    this.manual = stage.now === undefined ? undefined : new ManualClock(stage.now);
    this.clock = this.manual ?? systemClock;
    this.recording = new Recording(this.clock);
    this.journal = new MemoryJournal({ now: () => this.clock.now() });
    this.engine = new Engine(this.journal, {
      clock: this.clock,
      newExecutionId: () => stage.id,
      // In the middle: a jitter changes nothing.
      random: () => 0.5,
      redact: (text) => text,
      logger: this.recording.logger,
    });
  }

  get isFinished(): boolean {
    return this.last !== undefined;
  }

  /** The events that its `wait_for` steps wait for now, as far as they are not silent. */
  get waitingFor(): readonly string[] {
    return this.isFinished ? [] : waitedFor(this.events);
  }

  /** @internal Resolves when nothing can happen before time moves. */
  rest(): Promise<void> {
    return this.settle(PATIENCE);
  }

  /** @internal */
  async begin(inputs: unknown): Promise<void> {
    try {
      const { finished } = await this.engine.start(this.stage.plan, inputs);
      this.ended = finished.then((last) => this.end(last));
    } catch (thrown) {
      if (!(thrown instanceof InvalidInputsError)) throw thrown;
      this.end(thrown);
    }
  }

  /** Gives a payload to the step that waits for this event, now or later. */
  async send(event: string, payload: Json = null): Promise<void> {
    this.stage.letters.post(event, payload);
    await this.rest();
  }

  /** Moves its time: `'5m'`, `'1h 30m'`, `'250ms'`, or seconds. */
  async advance(time: string | number): Promise<void> {
    const { manual } = this;
    if (manual === undefined) throw new FlowLangError('Real time cannot be moved: leave out `useRealTime`.');
    const until = manual.now() + milliseconds(time);
    for (await this.rest(); (manual.nextDue ?? Number.POSITIVE_INFINITY) <= until; ) {
      manual.fireNext();
      await this.rest();
    }
    manual.moveTo(until);
  }

  async cancel(reason = 'cancelled by the test'): Promise<void> {
    await this.engine.cancel(this.stage.plan.flow, this.execution_id, reason);
    await this.rest();
  }

  /** @internal Ends it, with whatever it does then. */
  async abandon(reason: string): Promise<void> {
    await this.engine.cancel(this.stage.plan.flow, this.execution_id, reason);
    if (this.manual !== undefined) await this.finish();
  }

  /** Lets time jump to the next timer whenever nothing else is left to do, until it has ended. */
  async finish(): Promise<FlowResult> {
    for (await this.settle(); !this.isFinished; await this.settle()) {
      if (this.manual?.nextDue === undefined) throw await this.stuck();
      this.manual.fireNext();
    }
    return this.result();
  }

  private end(last: TerminalEvent | InvalidInputsError): void {
    this.last = last;
    this.stage.onEnd();
  }

  private async result(): Promise<FlowResult> {
    const { last, recording, execution_id } = this;
    await this.look();
    const { calls, logs } = recording;
    const record = { events: this.events, calls, logs };
    const { plan, names } = this.stage;
    const hasRun = last !== undefined && !(last instanceof Error);
    return withNames(hasRun ? resultOf(last, record) : refused(plan.flow, execution_id, last, record), names);
  }

  /**
   * Resolves when it has ended, or when nothing can happen before time moves.
   *
   * @param patience real milliseconds to wait for tasks that take real time
   */
  private async settle(patience: number = Number.POSITIVE_INFINITY): Promise<void> {
    const limit = performance.now() + patience;
    for (;;) {
      await turn();
      await turn();
      await this.look();
      if (this.isFinished || performance.now() > limit) return;
      if (await this.deliver()) continue;
      const rests = this.manual === undefined ? patience <= PATIENCE : !this.manual.isBreathing;
      if (rests && !this.recording.isBusy) return;
      if (this.recording.isBusy || this.manual === undefined) await this.moment();
    }
  }

  /** Until a task has ended, or the execution, or something may have been sent. */
  private moment(): Promise<unknown> {
    let stop = (): void => {};
    const late = new Promise<void>((resolve) => {
      stop = pause(GLANCE, resolve);
    });
    return Promise.race([this.ended, this.recording.change(), late]).finally(() => stop());
  }

  /** Hands out what was sent and is waited for. */
  private async deliver(): Promise<boolean> {
    const missed = new Set<string>();
    for (const letter of this.stage.letters.all()) {
      const { event, payload } = letter;
      if (this.used.has(letter) || missed.has(event)) continue;
      const delivery = await this.engine.deliver(this.stage.plan.flow, this.execution_id, event, payload);
      if (delivery.kind === 'delivered') {
        this.used.add(letter);
        return true;
      }
      missed.add(event);
      if (delivery.kind !== 'invalid') continue;
      const problems = delivery.problems.map(({ path, message }) => `${path || '/'} ${message}`).join('; ');
      await this.engine.cancel(this.stage.plan.flow, this.execution_id, GAVE_UP);
      throw new FlowLangError(`What was sent as '${event}' does not fit what the step waits for: ${problems}`);
    }
    return false;
  }

  private async look(): Promise<void> {
    this.events = await this.journal.read(this.execution_id, 0, Number.MAX_SAFE_INTEGER);
  }

  private async stuck(): Promise<FlowLangError> {
    const { flow } = this.stage.plan;
    const events = this.waitingFor.map((event) => `'${event}'`);
    const tasks = this.recording.hangsIn;
    const unread = this.stage.letters.all().filter((letter) => !this.used.has(letter));
    await this.engine.cancel(flow, this.execution_id, GAVE_UP);
    if (events.length === 0 && tasks.length > 0) {
      const remedy = 'Give the step a `timeout`, or begin with `flow.start` and end it with `cancel`.';
      return new FlowLangError(`${flow} waits for ${tasks.join(' and ')}, of which the mock never answers. ${remedy}`);
    }
    const [first = "'…'"] = events;
    const what = events.length === 0 ? 'an event' : events.join(' and ');
    const sent = unread.map(({ event }) => `'${event}'`).join(', ');
    const others = unread.length === 0 ? '' : ` What was sent is something else: ${sent}.`;
    const remedy = `Send it before, with \`await flow.send(${first}, payload)\`, or begin with \`flow.start\`.`;
    return new FlowLangError(`${flow} waits for ${what}, and nobody sends it.${others} ${remedy}`);
  }
}
