/** Executions that have more to say than goes into one batch, or into any text. */
import { setImmediate as turn } from 'node:timers/promises';
import type { FlowEvent, FlowFailed } from '@flowlang/openapi';
import { describe, expect, it, vi } from 'vitest';
import { MemoryJournal } from '../../src/journal/memory.ts';
import { Entry } from '../../src/journal/sqlite/entry.ts';
import { Outbox } from '../../src/journal/sqlite/outbox.ts';
import type { Batch } from '../../src/journal/sqlite/protocol.ts';
import { silentLogger, uuidv7 } from '../../src/world.ts';
import { newExecution, Story, tell } from './executions.ts';
import { openJournal } from './sqlite-rig.ts';

const ALL = Number.MAX_SAFE_INTEGER;
const MEGABYTE = 'x'.repeat(2 ** 20);

/** As a text that is longer than any may be. */
const ENDLESS = Object.assign(Object.create(null), {
  toJSON(): never {
    throw new RangeError('Invalid string length');
  },
});

class Rig {
  readonly batches: Batch[] = [];
  readonly breakOff = vi.fn();
  readonly onLost = vi.fn();
  readonly outbox = new Outbox({
    writer: { send: (batch) => this.batches.push(batch), listen() {}, close: async () => {} },
    lastBundled: '',
    now: () => 0,
    logger: silentLogger,
    complete() {},
    pinned: () => undefined,
    breakOff: this.breakOff,
    onLost: this.onLost,
    onKept() {},
  });

  entry(): Entry {
    return new Entry(newExecution(uuidv7()), undefined);
  }

  keep(): void {
    this.outbox.take({ kind: 'kept', number: this.batches.length, wal: 0, ended: 0 });
  }
}

/** A story that an entry is told. */
function told(entry: Entry): Story {
  const journal = Object.assign(new MemoryJournal({ now: () => 0 }), {
    append: (event: FlowEvent) => entry.append(event),
  });
  return new Story(journal, { execution_id: entry.id });
}

describe('an execution that has more to say than goes into one batch', () => {
  it('is written in several, and has ended for the file with the last of them', async () => {
    const rig = new Rig();
    const entry = rig.entry();
    told(entry).start().steps(6, MEGABYTE).complete();
    rig.outbox.mark(entry);
    let isKept = false;
    void rig.outbox.flush(entry).then(() => {
      isKept = true;
    });
    await turn();
    const [first] = rig.batches;
    expect(first?.events.reduce((sum, [, , data]) => sum + data.length, 0)).toBeLessThan(6 * 2 ** 20);
    expect(first?.created.map((row) => row[2])).toEqual([null]);
    rig.keep();
    await turn();
    expect([rig.batches.length, isKept, entry.isKept]).toEqual([2, false, false]);
    expect(rig.batches[1]?.changed.map(([status]) => status)).toEqual(['completed']);
    rig.keep();
    await turn();
    expect([isKept, entry.isKept, entry.keptSeq]).toEqual([true, true, 8]);
  });

  it('lets the others have their turn before the rest', async () => {
    const rig = new Rig();
    const [large, small] = [rig.entry(), rig.entry()];
    told(large).start().steps(20, MEGABYTE);
    told(small).start();
    for (const entry of [large, small]) rig.outbox.mark(entry);
    await turn();
    rig.keep();
    expect(rig.batches[1]?.created.map(([id]) => id)).toEqual([small.id]);
  });

  it('keeps a fact from the file until the events before it are there', async () => {
    const rig = new Rig();
    const entry = rig.entry();
    entry.note({ kind: 'began', path: 'early', at: 0 });
    told(entry).start().steps(6, MEGABYTE);
    entry.note({ kind: 'began', path: 'late', at: 0 });
    rig.outbox.mark(entry);
    await turn();
    rig.keep();
    const facts = rig.batches.map((batch) => batch.facts.map(([, number, data]) => [number, JSON.parse(data)[0].path]));
    expect(facts).toEqual([[[1, 'early']], [[2, 'late']]]);
  });

  it('is read from the file, and does not stay in memory for as many events as small ones do', async () => {
    const rig = new Rig();
    const entry = rig.entry();
    told(entry).start().steps(6, MEGABYTE);
    rig.outbox.mark(entry);
    await turn();
    rig.keep();
    rig.keep();
    entry.trim();
    expect([entry.events.length, entry.read(0, 1)]).toEqual([0, undefined]);
    const journal = await openJournal();
    const story = (await Story.begin(journal)).start().steps(12, MEGABYTE);
    await story.flush();
    expect(await journal.read(story.id, 0, ALL)).toEqual(story.events);
    await story.complete().flush();
    expect(await journal.read(story.id, 0, ALL)).toEqual(story.events);
    expect(await journal.record(story.id)).toMatchObject({ last: { type: 'flow_completed' } });
  });
});

describe('an execution of which an event is longer than any text may be', () => {
  const journalThatTells = async () => {
    const error = vi.fn();
    const journal = await openJournal(undefined, { logger: { ...silentLogger, error } });
    const ends: FlowFailed[] = [];
    journal.listen({ brokenOff: (last) => ends.push(last), lost: () => expect.fail('the journal is not lost') });
    return { journal, ends, error };
  };

  it('ends as failed after what could be written, and no other does', async () => {
    const { journal, ends, error } = await journalThatTells();
    const other = (await Story.begin(journal)).start();
    const story = (await Story.begin(journal)).start().steps(2).steps(1, ENDLESS).steps(1);
    await story.flush();
    expect((await journal.read(story.id, 0, ALL)).map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'flow_started'],
      [2, 'step_started'],
      [3, 'step_started'],
      [4, 'flow_failed'],
    ]);
    expect(ends).toMatchObject([{ execution_id: story.id, seq: 4, error: { type: 'LimitError' } }]);
    expect(error).toHaveBeenCalledOnce();
    await other.complete().flush();
    expect(await journal.read(other.id, 0, ALL)).toEqual(other.events);
    expect((await tell(journal)).id).not.toBe(story.id);
  });

  it('is listed as failed where its last event was the one', async () => {
    const { journal } = await journalThatTells();
    const story = (await Story.begin(journal)).start().steps(1, ENDLESS).complete();
    await story.flush();
    const [row] = await journal.list({ flow: 'F', limit: 10 });
    expect(row).toMatchObject({ execution_id: story.id, status: 'failed' });
  });
});

it('an error in making a batch loses the journal, and is not left to whoever listens for the failures of tasks', async () => {
  const rig = new Rig();
  rig.breakOff.mockImplementation(() => {
    throw new Error('a slip');
  });
  const entry = rig.entry();
  told(entry).start().steps(1, ENDLESS);
  rig.outbox.mark(entry);
  const flushed = rig.outbox.flush(entry);
  await expect(flushed).rejects.toThrow(/an error of FlowLang \(a slip\)/);
  expect(rig.onLost).toHaveBeenCalledOnce();
  expect(rig.outbox.problem).toMatch(/a slip/);
});
