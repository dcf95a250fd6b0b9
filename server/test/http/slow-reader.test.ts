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

describe('a reader that is too slow', () => {
  it('is sent one piece, and the next when it has taken that', async () => {
    rig.response.full = true;
    rig.begin();
    rig.emit(1, 1000, 1000);
    await settle();
    const [first = ''] = rig.response.pieces;
    expect(rig.response.pieces).toHaveLength(1);
    expect(first.length).toBeLessThan(70_000);
    rig.response.emit('drain');
    await settle();
    expect(rig.response.pieces).toHaveLength(2);
  });

  it('gets every event once, in order', async () => {
    rig.response.full = true;
    rig.begin();
    rig.emit(1, 999, 1000);
    rig.emitLast(1000);
    while (!rig.response.ended) {
      await settle();
      rig.response.emit('drain');
    }
    expect(rig.ids()).toEqual(upTo(1000));
  });

  it('is not sent comments', async () => {
    rig.response.full = true;
    rig.begin();
    rig.emit(1, 1);
    await settle();
    vi.advanceTimersByTime(45_000);
    expect(rig.response.text).not.toContain('keep-alive');
  });

  it('is given up after a minute', async () => {
    rig.response.full = true;
    rig.begin();
    rig.emit(1, 1);
    await settle();
    vi.advanceTimersByTime(59_999);
    expect(rig.response.destroyed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(rig.response.destroyed).toBe(true);
  });

  it('is not given up while it takes something now and then', async () => {
    rig.response.full = true;
    rig.begin();
    rig.emit(1, 1000, 1000);
    for (let count = 0; count < 5; count += 1) {
      await settle();
      vi.advanceTimersByTime(45_000);
      rig.response.emit('drain');
    }
    expect(rig.response.destroyed).toBe(false);
  });

  it('is given up, too, where it never takes the end', async () => {
    rig.begin();
    rig.emitLast(1);
    await settle();
    vi.advanceTimersByTime(60_000);
    expect(rig.response.destroyed).toBe(true);
  });
});
