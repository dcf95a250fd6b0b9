import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRig, type Rig, settle, upTo } from './stream-rig.ts';

let rig: Rig;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  rig = await createRig();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('an event stream', () => {
  it('sends what is there, what comes, and ends after the last', async () => {
    rig.emit(1, 250);
    rig.begin();
    await settle();
    expect(rig.ids()).toEqual(upTo(250));
    rig.emit(251, 260);
    rig.emitLast(261);
    await settle();
    expect(rig.ids()).toEqual(upTo(261));
    expect(rig.response.ended).toBe(true);
  });

  it('tells the id of an execution only when that is kept', async () => {
    const kept = Promise.withResolvers<void>();
    vi.spyOn(rig.journal, 'flush').mockReturnValue(kept.promise);
    rig.begin();
    await settle();
    expect(rig.response.greeted).toBe(false);
    kept.resolve();
    await settle();
    expect(rig.response.greeted).toBe(true);
    expect(rig.response.pieces).toEqual([]);
  });

  it('begins after the event that the reader has', async () => {
    rig.emit(1, 5);
    rig.begin(3);
    await settle();
    expect(rig.ids()).toEqual([4, 5]);
  });

  it('sends events of one turn together', async () => {
    rig.begin();
    rig.emit(1, 10);
    await settle();
    expect(rig.response.pieces).toHaveLength(1);
  });

  it('sends nothing twice, however slowly the journal is read', async () => {
    const readAtOnce = rig.journal.read.bind(rig.journal);
    vi.spyOn(rig.journal, 'read').mockImplementation(async (...range) => {
      const events = await readAtOnce(...range);
      for (let count = 0; count < 3; count += 1) await turn();
      return events;
    });
    rig.begin();
    for (let seq = 1; seq <= 5; seq += 1) {
      rig.emit(seq, seq);
      await turn();
    }
    await settle();
    await settle();
    expect(rig.ids()).toEqual(upTo(5));
  });

  it('says something every 15 seconds, and nothing of it is an event', async () => {
    rig.begin();
    vi.advanceTimersByTime(14_999);
    expect(rig.response.pieces).toEqual([]);
    vi.advanceTimersByTime(30_001);
    expect(rig.response.pieces).toEqual([': keep-alive\n\n', ': keep-alive\n\n', ': keep-alive\n\n']);
  });
});

describe('what a stream leaves behind', () => {
  it('is nobody who watches the journal, once it has ended', async () => {
    rig.begin();
    rig.emitLast(1);
    await settle();
    expect(rig.watchers()).toBe(0);
  });

  it('is no timer and no watcher, when the reader goes away', async () => {
    rig.begin();
    rig.emit(1, 1);
    await settle();
    rig.response.emit('close');
    expect(vi.getTimerCount()).toBe(0);
    rig.emitLast(2);
    await settle();
    expect(rig.ids()).toEqual([1]);
    expect(rig.watchers()).toBe(0);
  });

  it('is no timer, once all is sent', async () => {
    rig.begin();
    rig.emitLast(1);
    await settle();
    rig.response.emit('close');
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['all of it', 'its older events'])('is no reader who waits for what is gone: %s', async (gone) => {
    rig.emit(1, 250);
    const read = rig.journal.read.bind(rig.journal);
    vi.spyOn(rig.journal, 'read').mockImplementation(async (id, after, limit) =>
      after < 100 ? read(id, after, limit) : [],
    );
    if (gone === 'all of it') vi.spyOn(rig.journal, 'record').mockResolvedValue(undefined);
    else rig.emitLast(251);
    rig.begin();
    await settle();
    expect(rig.ids()).toEqual(upTo(100));
    expect(rig.response.destroyed).toBe(true);
    expect(rig.failures).toHaveLength(1);
  });

  it('is word of a journal that cannot be read, and a reader that knows that something broke', async () => {
    const broken = new Error('the disk is gone');
    vi.spyOn(rig.journal, 'read').mockRejectedValue(broken);
    rig.begin();
    rig.emit(1, 1);
    await settle();
    expect(rig.failures).toEqual([broken]);
    expect(rig.response.destroyed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
