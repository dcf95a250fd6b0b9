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

  it('is given up after five minutes', async () => {
    rig.response.full = true;
    rig.begin();
    rig.emit(1, 1);
    await settle();
    vi.advanceTimersByTime(299_999);
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
      vi.advanceTimersByTime(285_000);
      rig.response.emit('drain');
    }
    expect(rig.response.destroyed).toBe(false);
  });

  it('is not given up within an event that takes it an hour', async () => {
    rig.response.full = true;
    rig.begin();
    rig.emit(1, 1, 1_000_000);
    for (let count = 0; count < 16; count += 1) {
      await settle();
      vi.advanceTimersByTime(285_000);
      rig.response.emit('drain');
    }
    await settle();
    expect(rig.response.destroyed).toBe(false);
    expect(rig.response.text).toMatch(/^id: 1\nevent: step_started\ndata: .*\n\n$/);
  });

  it('is told the end when it has taken a last event that is large', async () => {
    rig.response.full = true;
    rig.begin();
    rig.emitLast(1, 'x'.repeat(100_000));
    await settle();
    expect(rig.response.ended).toBe(false);
    rig.response.emit('drain');
    await settle();
    expect(rig.response.ended).toBe(true);
    expect(rig.response.text).toMatch(/^id: 1\nevent: flow_cancelled\ndata: .*\n\n$/);
  });

  it.each([0, 1])('gets no half of a character, wherever an event is cut (%i)', async (shift) => {
    const reason = `${'x'.repeat(shift)}${'😀'.repeat(50_000)}`;
    rig.response.full = true;
    rig.begin();
    rig.emitLast(1, reason);
    for (let count = 0; count < 3; count += 1) {
      await settle();
      rig.response.emit('drain');
    }
    const sent = rig.response.pieces.map((piece) => Buffer.from(piece).toString()).join('');
    expect(sent).toContain(reason);
  });

  it('is not sent a comment in the midst of an event', async () => {
    rig.response.full = true;
    rig.begin();
    rig.emit(1, 1, 100_000);
    await settle();
    vi.advanceTimersByTime(14_999);
    rig.response.emit('drain');
    vi.advanceTimersByTime(1);
    await settle();
    expect(rig.response.text).not.toContain('keep-alive');
  });

  it('is given up, too, where it never takes the end', async () => {
    rig.begin();
    rig.emitLast(1);
    await settle();
    vi.advanceTimersByTime(300_000);
    expect(rig.response.destroyed).toBe(true);
  });
});
