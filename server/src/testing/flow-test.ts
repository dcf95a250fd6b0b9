/** A flow as its author tests it: its tasks mocked or not, its time moved by hand. */
import { type Json, parseTime } from '@flowlang/openapi';
import { FlowLangError } from '../errors.ts';
import type { TaskMap } from '../tasks/define-task.ts';
import { writeCoverage } from './coverage/gather.ts';
import { callerOf, findFile } from './find-flow.ts';
import type { FlowResult, Payloads } from './flow-result.ts';
import { Letters } from './letters.ts';
import { type LoadedFlow, loadFlow } from './load-flow.ts';
import { meant } from './meant.ts';
import type { InputOf, Mock, TaskName } from './mocks.ts';
import { StandIn } from './stand-in.ts';
import { TestExecution } from './test-execution.ts';

/** The same in every run, so that what a test sees is, too. */
const NOW = '2026-01-01T00:00:00Z';

export interface LoadOptions<T extends TaskMap = TaskMap> {
  /** The default export of the tasks file, or its path. Without it, the flow.ts beside the flow. */
  readonly tasks?: T | string;
  /** Where the clock of each execution begins; without it, with the year 2026. ISO 8601 with a time zone. */
  readonly now?: string;
}

export interface RunOptions {
  /** What the `wait_for` steps of this execution get; a list is one payload for each, in order. */
  readonly send?: Payloads;
}

export class FlowTest<T extends TaskMap = TaskMap> {
  /** Of the flow. */
  readonly name: string;
  private readonly loaded: LoadedFlow;
  private readonly standIn: StandIn;
  private readonly startsAt: number;
  private readonly letters: Letters;
  private readonly live = new Set<TestExecution>();
  /** Those whose time a test moves. */
  private readonly started = new Set<TestExecution>();
  private isReal = false;
  private executions = 0;

  private constructor(loaded: LoadedFlow, standIn: StandIn, startsAt: number) {
    this.loaded = loaded;
    this.standIn = standIn;
    this.startsAt = startsAt;
    this.name = loaded.plan.flow;
    this.letters = new Letters({ flow: this.name, events: loaded.events });
  }

  /**
   * @param file the flow file: absolute, or the nearest one of that name in or above the folder of the test; else from the
   *   working directory
   * @throws ProjectError that shows what is wrong with the flow
   */
  static async load<T extends TaskMap>(file: string | URL, options: LoadOptions<T> = {}): Promise<FlowTest<T>> {
    const caller = callerOf(new Error().stack);
    const { tasks, now = NOW } = options;
    const startsAt = parseTime(now);
    if (startsAt === undefined) throw new FlowLangError(`'${now}' is no time: write one like '${NOW}'.`);
    const standIn = new StandIn();
    const given = typeof tasks === 'string' ? findFile(tasks, caller) : tasks;
    return new FlowTest<T>(await loadFlow(findFile(file, caller), given, standIn), standIn, startsAt);
  }

  /**
   * From now on, and until `reset`, the task does not run: a value is returned, an Error is thrown, a function is called; a
   * list has one of these for each call of an execution. What a mock returns is held to the task's `output`.
   *
   * @throws FlowLangError if the flow runs no such task
   */
  mock<Name extends TaskName<T>>(task: Name, answer: Mock<InputOf<T, Name>>): this {
    const { tasks } = this.loaded;
    if (!tasks.includes(task)) {
      throw new FlowLangError(`${this.name} runs no task \`${task}\`. ${meant(task, tasks, 'It runs')}`);
    }
    this.standIn.mock(task, answer);
    return this;
  }

  /** Runs the flow to its end; time jumps to the next timer whenever nothing else is left to do. */
  async run(inputs: object = {}, options: RunOptions = {}): Promise<FlowResult> {
    const execution = await this.begin(inputs, options);
    return execution.finish();
  }

  /** Begins an execution whose time stands still until it is moved: resolves when it waits, or has ended. */
  async start(inputs: object = {}, options: RunOptions = {}): Promise<TestExecution> {
    const execution = await this.begin(inputs, options);
    if (!execution.isFinished) this.started.add(execution);
    await execution.rest();
    return execution;
  }

  /**
   * Gives a payload to the `wait_for` step of every execution that waits for this event, now or later.
   *
   * @throws FlowLangError if no step ever waits for it
   */
  async send(event: string, payload: Json = null): Promise<void> {
    this.letters.post(event, payload);
    await Promise.all([...this.started].map((execution) => execution.rest()));
  }

  /** Moves the time of all that were started: `'5m'`, `'1h 30m'`, `'250ms'`, or seconds. */
  async advance(time: string | number): Promise<void> {
    await Promise.all([...this.started].map((execution) => execution.advance(time)));
  }

  /** Executions that begin from now on live in real time. */
  useRealTime(): this {
    this.isReal = true;
    return this;
  }

  /** As it was loaded: no mocks, nothing sent, time moved by hand. What still runs is cancelled. */
  async reset(): Promise<void> {
    await Promise.all([...this.live].map((execution) => execution.abandon('the test was reset')));
    this.standIn.forgetMocks();
    this.letters.clear();
    this.isReal = false;
    this.executions = 0;
  }

  private async begin(inputs: object, { send = {} }: RunOptions): Promise<TestExecution> {
    const letters = this.letters.andOwn();
    for (const [event, payload] of Object.entries(send)) {
      for (const one of Array.isArray(payload) ? payload : [payload]) letters.post(event, one);
    }
    this.executions += 1;
    const id = `00000000-0000-7000-8000-${String(this.executions).padStart(12, '0')}`;
    const execution: TestExecution = new TestExecution({
      plan: this.loaded.plan,
      names: this.loaded,
      id,
      now: this.isReal ? undefined : this.startsAt,
      letters,
      onEnd: () => {
        forget();
        this.live.delete(execution);
        this.started.delete(execution);
        writeCoverage();
      },
    });
    const forget = this.standIn.record(id, execution.recording);
    this.live.add(execution);
    await execution.begin(inputs);
    return execution;
  }
}
