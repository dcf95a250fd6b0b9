/** When what is to be written is sent to the writer. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Entry } from '../../src/journal/sqlite/entry.ts';
import { Outbox } from '../../src/journal/sqlite/outbox.ts';
import type { Batch } from '../../src/journal/sqlite/protocol.ts';
import { silentLogger, uuidv7 } from '../../src/world.ts';
import { newExecution } from './executions.ts';

// On a busy machine a moment may be longer than a batch waits.
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

class Rig {
  /** Executions in each batch. */
  readonly sent: number[] = [];
  private readonly outbox = new Outbox({
    writer: { send: (batch) => this.sent.push(batch.created.length), listen() {}, close: async () => {} },
    lastBundled: '',
    now: () => 0,
    logger: silentLogger,
    complete(_: Batch) {},
    pinned: () => undefined,
    breakOff() {},
    onLost() {},
    onKept() {},
  });

  /** @param length characters that each has to write */
  mark(count: number, length = 0): void {
    for (let left = count; left > 0; left -= 1) {
      const entry = new Entry(newExecution(uuidv7()), undefined);
      entry.facts.push({ fact: { kind: 'completed', path: 'steps[0]', result: 'x'.repeat(length) }, after: 0 });
      this.outbox.mark(entry);
    }
  }

  /** The last batch is in the file. */
  kept(): void {
    this.outbox.take({ kind: 'kept', number: this.sent.length, wal: 0, ended: 0 });
  }
}

it('what happens in one turn of the event loop is sent together, at once', async () => {
  const rig = new Rig();
  rig.mark(3);
  await turn();
  expect(rig.sent).toEqual([3]);
});

it('what comes while a batch is written is sent when it is', async () => {
  const rig = new Rig();
  rig.mark(1);
  await turn();
  rig.mark(4);
  vi.advanceTimersByTime(10);
  expect(rig.sent).toEqual([1]);
  rig.kept();
  expect(rig.sent).toEqual([1, 4]);
});

it('what is large is sent in several batches, so that nobody waits for all of it', async () => {
  const rig = new Rig();
  rig.mark(4, 3_000_000);
  await turn();
  expect(rig.sent).toEqual([2]);
  rig.kept();
  expect(rig.sent).toEqual([2, 2]);
});

it('where many were served together, a batch waits for half of them', async () => {
  const rig = new Rig();
  rig.mark(10);
  await turn();
  rig.kept();
  rig.mark(4);
  await turn();
  expect(rig.sent).toEqual([10]);
  rig.mark(1);
  await turn();
  expect(rig.sent).toEqual([10, 5]);
});

it('it does not wait for those who do not come, and for nobody the next time', async () => {
  const rig = new Rig();
  rig.mark(10);
  await turn();
  rig.kept();
  rig.mark(1);
  vi.advanceTimersByTime(10);
  expect(rig.sent).toEqual([10, 1]);
  rig.kept();
  rig.mark(1);
  await turn();
  expect(rig.sent).toEqual([10, 1, 1]);
});
