/** Runs a flow, and runs it again from every point at which a crash could have cut its journal. */
import { type FlowEvent, isTerminal } from '@flowlang/openapi';
import { Engine } from '../../src/engine/engine.ts';
import type { NewExecution } from '../../src/engine/journal.ts';
import type { Plan } from '../../src/engine/planned.ts';
import type { TaskContext, World } from '../../src/engine/ports.ts';
import { silentLogger } from '../../src/world.ts';
import { ManualClock, planOf } from './harness.ts';
import { type Entry, LastingJournal } from './lasting-journal.ts';

type Json = Record<string, unknown>;
export type RigTask = (inputs: Json, context: TaskContext, clock: ManualClock) => unknown;

/** One try of a task. */
export interface Try {
  readonly key: string;
  readonly attempt: number;
}

export interface Story {
  readonly journal: LastingJournal;
  readonly tries: readonly Try[];
  readonly clock: ManualClock;
}

export interface Rig {
  readonly yaml: string;
  readonly tasks: Readonly<Record<string, RigTask>>;
  readonly inputs?: Json;
  /** Called when the flow has come to rest: from outside. */
  readonly act?: (engine: Engine, id: string, journal: LastingJournal) => unknown;
}

const ID = 'e1';

class Life {
  readonly clock = new ManualClock();
  readonly tries: Try[] = [];
  readonly journal: LastingJournal;
  readonly engine: Engine;
  readonly plan: Plan;
  private readonly rig: Rig;
  private count = 0;

  constructor(rig: Rig, before?: { readonly execution: NewExecution; readonly entries: readonly Entry[] }) {
    this.rig = rig;
    this.clock.time = before?.entries.at(-1)?.at ?? this.clock.time;
    this.journal = new LastingJournal(this.clock.now, before?.execution, before?.entries);
    const tasks = Object.entries(rig.tasks).map(([name, task]) => [
      name,
      (inputs: Json, context: TaskContext) => {
        this.tries.push({ key: context.idempotency_key, attempt: context.attempt });
        return task(inputs, context, this.clock);
      },
    ]);
    this.plan = planOf(rig.yaml, Object.fromEntries(tasks), undefined);
    const world: World = {
      clock: this.clock,
      newExecutionId: () => `e${++this.count}`,
      random: () => 0.5,
      redact: (text) => text,
      logger: silentLogger,
    };
    const plans = { current: () => this.plan, restore: async () => this.plan };
    this.engine = new Engine(this.journal, world, { plans });
  }

  async run(begin: () => Promise<unknown>): Promise<Story> {
    await begin();
    for (let turn = 0; turn < 400 && this.engine.load > 0; turn++) {
      await this.clock.advance(turn === 0 ? 0 : 100);
      await this.rig.act?.(this.engine, ID, this.journal);
    }
    return this;
  }
}

export function live(rig: Rig): Promise<Story> {
  const life = new Life(rig);
  return life.run(() => life.engine.start(life.plan, rig.inputs ?? {}));
}

export function resumed(rig: Rig, execution: NewExecution, entries: readonly Entry[]): Promise<Story> {
  const life = new Life(rig, { execution, entries });
  return life.run(() => life.engine.resume());
}

/** A retry of what a story has left. */
export function retried(rig: Rig, { journal }: Story): Promise<Story> {
  const { execution, entries } = journal;
  if (execution === undefined) throw new Error('nothing was begun');
  const life = new Life(rig, { execution, entries });
  return life.run(async () => {
    const started = life.engine.retry(execution.head.flow, execution.head.execution_id);
    // The journal of the new execution begins empty.
    life.journal.entries.length = 0;
    await started;
  });
}

const ENDS: ReadonlySet<string> = new Set(['step_completed', 'step_failed', 'step_cancelled']);

/** The steps whose end is in the journal, by the keys that their tasks got. */
export function endedKeys(entries: readonly Entry[], id = ID): ReadonlySet<string> {
  return new Set(
    entries.flatMap((entry) => {
      if ('fact' in entry)
        return entry.fact.kind === 'completed' || entry.fact.kind === 'failed' ? [`${id}:${entry.fact.path}`] : [];
      const { event } = entry;
      return event.step_id !== null && ENDS.has(event.type) ? [`${id}:${event.path}`] : [];
    }),
  );
}

/** How many tries of a step have failed and were followed by a pause, by the keys that its task got. */
export function failedTries(entries: readonly Entry[], id = ID): ReadonlyMap<string, number> {
  const failed = new Map<string, number>();
  for (const entry of entries) {
    if ('fact' in entry) {
      if (entry.fact.kind === 'retrying') failed.set(`${id}:${entry.fact.path}`, entry.fact.attempt);
    } else if (entry.event.type === 'step_retrying') failed.set(`${id}:${entry.event.path}`, entry.event.attempt);
  }
  return failed;
}

/** What is wrong with a sequence of events, in words; nothing if it is one. */
export function faultsOf(events: readonly FlowEvent[]): readonly string[] {
  const faults: string[] = [];
  const open = new Map<string, string>();
  events.forEach((event, index) => {
    if (event.seq !== index + 1) faults.push(`event ${index + 1} has the number ${event.seq}`);
    if (event.step_id === null) return;
    const key = event.path;
    if (event.type === 'step_started') {
      if (open.has(key)) faults.push(`${key} starts twice`);
      open.set(key, 'started');
    }
    if (event.type === 'step_completed' || event.type === 'step_cancelled' || event.type === 'step_failed') {
      if (open.get(key) === 'ended') faults.push(`${key} ends twice`);
      open.set(key, 'ended');
    }
  });
  for (const [key, state] of open) if (state === 'started') faults.push(`${key} never ends`);
  const ends = events.filter(isTerminal);
  if (ends.length !== 1 || events.at(-1) !== ends[0])
    faults.push(`${ends.length} ends, the last event is ${events.at(-1)?.type}`);
  return faults;
}
