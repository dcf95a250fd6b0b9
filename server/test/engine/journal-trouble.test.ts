/** What the journal tells the engine without being asked. */
import type { FlowFailed } from '@flowlang/openapi';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import type { JournalListener } from '../../src/engine/journal.ts';
import { JournalUnavailableError } from '../../src/errors.ts';
import { MemoryJournal } from '../../src/journal/memory.ts';
import { silentLogger, systemWorld } from '../../src/world.ts';
import { planOf, turn } from './harness.ts';

class Telling extends MemoryJournal {
  listener: JournalListener | undefined;

  listen(listener: JournalListener): void {
    this.listener = listener;
  }
}

const TWO_STEPS = 'flow: F\nsteps: [{ task: Hold }, { task: Next }]';

function rig(options: { readonly concurrency?: number } = {}) {
  const world = systemWorld(silentLogger, (text) => text);
  const journal = new Telling({ now: world.clock.now });
  const engine = new Engine(journal, world, { limits: options });
  const called: string[] = [];
  const signals: AbortSignal[] = [];
  const plan = planOf(
    TWO_STEPS,
    {
      Hold: (_inputs, { signal }) => {
        called.push('Hold');
        signals.push(signal);
        return new Promise<object>((resolve) => signal.addEventListener('abort', () => resolve({})));
      },
      Next: () => {
        called.push('Next');
        return {};
      },
    },
    undefined,
  );
  return { engine, journal, called, signals, start: () => engine.start(plan, {}) };
}

describe('an execution that the journal has ended, since it could not write it', () => {
  it('runs no further, and its caller is told the end that is kept', async () => {
    const { journal, called, signals, start } = rig();
    const { executionId, finished } = await start();
    await turn();
    const last: FlowFailed = {
      ...{ seq: 2, execution_id: executionId, flow: 'F', timestamp: '2026-01-01T00:00:00.000Z', type: 'flow_failed' },
      ...{ step_id: null, status: 'failed', success: false, duration_ms: 1 },
      error: { type: 'LimitError', message: 'too large' },
    };
    journal.listener?.brokenOff(last);
    expect(await finished).toBe(last);
    expect([called, signals[0]?.aborted]).toEqual([['Hold'], true]);
  });
});

describe('an engine that has lost its journal', () => {
  it('stops where it is: whoever has the journal may go on with it', async () => {
    const { engine, journal, called, signals, start } = rig({ concurrency: 1 });
    const running = await start();
    const queued = await start();
    await turn();
    journal.listener?.lost(new JournalUnavailableError('taken over'));
    await expect(running.finished).rejects.toThrow('taken over');
    await expect(queued.finished).rejects.toThrow('taken over');
    await expect((await start()).finished).rejects.toThrow('taken over');
    await turn();
    expect([called, signals[0]?.aborted, engine.hasLostJournal]).toEqual([['Hold'], true, true]);
  });
});
