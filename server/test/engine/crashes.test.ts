/** Executions that were in flight when the process ended without a stop, once or again and again. */
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import type { Crashes, KeptExecution } from '../../src/engine/journal.ts';
import type { World } from '../../src/engine/ports.ts';
import { MemoryJournal } from '../../src/journal/memory.ts';
import { silentLogger } from '../../src/world.ts';
import { ManualClock, planOf, story, turn } from './harness.ts';

const FLOW = `
flow: F
steps: [{ task: Work, id: work }]
on_cancel: [{ task: CleanUp, id: clean }]`;

class CrashedJournal extends MemoryJournal {
  left: readonly KeptExecution[] = [];
  readonly counted: unknown[] = [];

  override async unfinished(after?: string): Promise<readonly KeptExecution[]> {
    return after === undefined ? this.left : [];
  }

  override countCrashes(id: string, { count }: Crashes, isRun: boolean): void {
    this.counted.push([id, count, isRun]);
  }
}

/** The past takes some turns to be told. */
async function settled(clock: ManualClock): Promise<void> {
  for (let count = 0; count < 20; count += 1) await clock.advance(0);
}

/**
 * A server that begins with so many executions, each of which has been in flight at so many ends before the last.
 *
 * @param since events that each has had since it was counted
 */
async function afterCrash(counts: readonly number[], fell = true, flow = FLOW, since = 0) {
  const clock = new ManualClock();
  const journal = new CrashedJournal({ now: clock.now });
  let count = 0;
  const running: string[] = [];
  const world: World = {
    clock,
    newExecutionId: () => `e${++count}`,
    random: () => 0.5,
    redact: (text) => text,
    logger: silentLogger,
  };
  const hang = () => new Promise<never>(() => {});
  const before = planOf(flow, { Work: hang, CleanUp: () => ({}) }, undefined);
  for (const _ of counts) await new Engine(journal, world).start(before, {});
  await turn();
  const kept = await Promise.all(counts.map((_, at) => journal.load(`e${at + 1}`)));
  journal.left = kept.flatMap((one, at) =>
    one === undefined
      ? []
      : [{ ...one, fell, crashes: { count: counts[at] ?? 0, progress: one.events.length - since } }],
  );
  const ends = new Map<string, (value: object) => void>();
  const Work = (_: unknown, { execution_id }: { execution_id: string }) => {
    running.push(execution_id);
    return new Promise((resolve) => void ends.set(execution_id, resolve));
  };
  const plan = planOf(flow, { Work, CleanUp: () => ({}) }, undefined);
  const engine = new Engine(journal, world, { plans: { current: () => plan, restore: async () => plan } });
  await engine.resume();
  await settled(clock);
  const events = (id: string) => journal.read(id, 0, 100);
  return { clock, journal, engine, running, end: (id: string) => ends.get(id)?.({}), events };
}

describe('executions that were in flight at a crash', () => {
  it('go on all at once after the first, and are counted before', async () => {
    const { running, journal } = await afterCrash([0, 0]);
    expect(running).toEqual(['e1', 'e2']);
    expect(journal.counted).toEqual([
      ['e1', 1, true],
      ['e2', 1, true],
    ]);
  });

  it('go on all at once after the second, too: power may fail twice', async () => {
    const { running } = await afterCrash([1, 1]);
    expect(running).toEqual(['e1', 'e2']);
  });

  it('go on one after the other from the third on, those with fewer first, as each completes', async () => {
    const { running, journal, clock, end } = await afterCrash([3, 2]);
    expect(running).toEqual(['e2']);
    expect(journal.counted).toEqual([
      ['e1', 4, false],
      ['e2', 3, false],
      ['e2', 3, true],
    ]);
    end('e2');
    await clock.advance(200);
    await settled(clock);
    expect(running).toEqual(['e2', 'e1']);
  });

  it('have the others wait for a minute at most', async () => {
    const { running, clock } = await afterCrash([2, 2]);
    await clock.advance(59_000);
    expect(running).toEqual(['e1']);
    await clock.advance(2000);
    await settled(clock);
    expect(running).toEqual(['e1', 'e2']);
  });

  it('can be cancelled while they wait for that, and clean up', async () => {
    const { engine, clock, running, events } = await afterCrash([2, 2]);
    expect(await engine.cancel('F', 'e2', 'enough')).toBe('cancelled');
    await settled(clock);
    expect(story(await events('e2'))).toEqual([
      'flow_started',
      'step_started work',
      'step_cancelled work',
      'step_started clean',
      'step_completed clean',
      'flow_cancelled',
    ]);
    expect(running).toEqual(['e1']);
  });

  it('are counted anew where they have got on since: five ends in months are no loop', async () => {
    const { running, journal } = await afterCrash([4, 3], true, FLOW, 1);
    expect(running).toEqual(['e1', 'e2']);
    expect(journal.counted).toEqual([
      ['e1', 1, true],
      ['e2', 1, true],
    ]);
  });

  it('fail at the fifth, and are not run again', async () => {
    const { running, events } = await afterCrash([4]);
    expect(running).toEqual([]);
    expect((await events('e1')).at(-1)).toMatchObject({ type: 'flow_failed', error: { type: 'CrashLoopError' } });
  });

  it('fail as a whole where not a task has ended the process, but what comes between', async () => {
    const { events } = await afterCrash([5]);
    expect(story(await events('e1'))).toEqual(['flow_started', 'step_started work', 'flow_failed']);
  });

  it('are not counted where the server was stopped, nor where they only waited', async () => {
    const stopped = await afterCrash([0, 0], false);
    expect(stopped.journal.counted.map((one) => (one as unknown[])[1])).toEqual([0, 0]); // As the class above pushes them.
    const waiting = await afterCrash([0], true, 'flow: F\nsteps: [{ wait_for: nothing }]');
    expect(waiting.journal.counted).toEqual([['e1', 0, true]]);
  });
});
