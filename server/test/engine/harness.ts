/** Runs a flow given as YAML on the real engine, with a clock that tests move by hand. */
import { checkFlow, type FlowEvent, type TaskSignature } from '@flowlang/openapi';
import { Engine, type StartOptions } from '../../src/engine/engine.ts';
import { createPlan } from '../../src/engine/plan.ts';
import type { Plan } from '../../src/engine/planned.ts';
import type { Clock, RunnableTask, World } from '../../src/engine/ports.ts';
import { MemoryJournal } from '../../src/journal/memory.ts';
import { silentLogger } from '../../src/world.ts';

type TaskFunction = RunnableTask['run'];

export class ManualClock implements Clock {
  time = Date.UTC(2026, 0, 1);
  private readonly timers = new Set<{ at: number; wake: () => void; isDelay: boolean }>();

  now = (): number => this.time;

  after(delay: number, wake: () => void): () => void {
    return this.add({ at: this.time + delay, wake, isDelay: true });
  }

  at(due: number, wake: () => void): () => void {
    return this.add({ at: due, wake, isDelay: false });
  }

  /** As somebody sets the clock of a machine: no time passes. */
  set(time: number): void {
    for (const timer of this.timers) if (timer.isDelay) timer.at += time - this.time;
    this.time = time;
  }

  private add(timer: { at: number; wake: () => void; isDelay: boolean }): () => void {
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  breathe = (): Promise<void> => turn();

  get waiting(): number {
    return this.timers.size;
  }

  /** Lets everything that is ready run, then moves on by `milliseconds`, timer by timer. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await turn();
      const next = [...this.timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.time = Math.max(this.time, next.at);
      this.timers.delete(next);
      next.wake();
    }
    this.time = end;
    await turn();
  }
}

export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export interface Bench {
  readonly clock: ManualClock;
  readonly engine: Engine;
  readonly journal: MemoryJournal;
  readonly plan: Plan;
  start(inputs?: unknown, options?: StartOptions): ReturnType<Engine['start']>;
  /** Runs to the end, however long its timers take. */
  run(inputs?: unknown): Promise<readonly FlowEvent[]>;
}

export function bench(
  yaml: string,
  tasks: Readonly<Record<string, TaskFunction>> = {},
  signatures?: ReadonlyMap<string, TaskSignature>,
): Bench {
  const clock = new ManualClock();
  const journal = new MemoryJournal({ now: clock.now });
  let count = 0;
  const world: World = {
    clock,
    newExecutionId: () => `e${++count}`,
    random: () => 0.5,
    redact: (text) => text.replaceAll('hunter2', '***'),
    logger: silentLogger,
  };
  const engine = new Engine(journal, world);
  const plan = planOf(yaml, tasks, signatures);
  const start: Bench['start'] = (inputs = {}, options = {}) => engine.start(plan, inputs, options);
  return { clock, engine, journal, plan, start, run: (inputs) => runToEnd(start, journal, clock, inputs) };
}

async function runToEnd(
  start: Bench['start'],
  journal: MemoryJournal,
  clock: ManualClock,
  inputs: unknown,
): Promise<readonly FlowEvent[]> {
  let release = (): void => {};
  const onAdmitted = (id: string): void => {
    release = journal.watch(id, () => {});
  };
  const { executionId, finished } = await start(inputs, { onAdmitted });
  let ended = false;
  void finished.then(() => {
    ended = true;
  });
  for (let hour = 0; !ended && hour < 1000; hour++) await clock.advance(hour === 0 ? 0 : 1000);
  const events = await journal.read(executionId, 0, 1_000_000);
  release();
  return events;
}

export function planOf(
  yaml: string,
  tasks: Readonly<Record<string, TaskFunction>>,
  signatures: ReadonlyMap<string, TaskSignature> | undefined,
): Plan {
  const checked = checkFlow({ file: 'flow.yaml', text: yaml }, signatures && { tasks: signatures });
  if (!checked.ok) throw new Error(checked.diagnostics.map((one) => `${one.code} ${one.message}`).join('\n'));
  return createPlan(checked, {
    get: (name) => {
      const run = tasks[name];
      return run && { implemented: true, run };
    },
  });
}

/** The sequence as a person would tell it: `step_completed pay`, with a path inside loops. */
export function story(events: readonly FlowEvent[]): string[] {
  return events.map((event) => {
    if (event.step_id === null) return event.type;
    return event.path.includes('.item[')
      ? `${event.type} ${event.step_id} ${event.path}`
      : `${event.type} ${event.step_id}`;
  });
}

/** How it ended: outputs, error or reason. */
export function ending(events: readonly FlowEvent[]): unknown {
  const last = events.at(-1);
  if (last?.type === 'flow_completed') {
    return last.terminated ? { exit: last.termination_reason ?? true, outputs: last.outputs } : last.outputs;
  }
  return last?.type === 'flow_failed' ? { error: last.error } : last;
}
