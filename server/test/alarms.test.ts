import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Alarms } from '../src/alarms.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2100-01-01') });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('an alarm of the wall clock', () => {
  const at = (milliseconds: number) => Date.now() + milliseconds;
  const alarms = new Alarms(() => Date.now());

  it('wakes then, not before', () => {
    const wake = vi.fn();
    alarms.set(at(3_600_000), wake);
    vi.advanceTimersByTime(3_599_999);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(wake).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('wakes within half a minute of a clock that was set past it', () => {
    const wake = vi.fn();
    alarms.set(at(3_600_000), wake);
    vi.advanceTimersByTime(60_000);
    vi.setSystemTime(at(2 * 3_600_000));
    vi.advanceTimersByTime(30_000);
    expect(wake).toHaveBeenCalledOnce();
  });

  it.each([
    ['before its timer is set', 60_000],
    ['while its timer runs', 3_000],
  ])('wakes within half a minute of a clock that is put right again, set back %s', (_when, left) => {
    const wake = vi.fn();
    alarms.set(at(left), wake);
    vi.setSystemTime(at(-3_600_000));
    vi.advanceTimersByTime(left + 5000);
    expect(wake).not.toHaveBeenCalled();
    vi.setSystemTime(at(3_600_000));
    vi.advanceTimersByTime(30_000);
    expect(wake).toHaveBeenCalledOnce();
  });

  it('takes one timer for ten thousand that are due later, and none when they are taken back', () => {
    const wake = vi.fn();
    const stops = Array.from({ length: 10_000 }, (_, n) => alarms.set(at(3_600_000 + n), wake));
    expect(vi.getTimerCount()).toBe(1);
    for (const stop of stops) stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(2 * 3_600_000);
    expect(wake).not.toHaveBeenCalled();
  });
});
