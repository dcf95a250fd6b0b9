import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock, uuidv7 } from '../src/world.ts';

const DAY = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2100-01-01') });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('an execution id', () => {
  it('is a UUID of version 7, with the time in it', () => {
    const id = uuidv7();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBeGreaterThanOrEqual(Date.parse('2100-01-01'));
  });

  it('sorts after all that were made before it, within a millisecond and when the clock goes back', () => {
    const ids = Array.from({ length: 10_000 }, () => uuidv7());
    vi.setSystemTime(new Date('2099-12-31'));
    ids.push(uuidv7());
    vi.setSystemTime(new Date('2100-01-02'));
    ids.push(uuidv7());
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the clock', () => {
  it('wakes after the delay', () => {
    const wake = vi.fn();
    systemClock.after(50, wake);
    vi.advanceTimersByTime(49);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(wake).toHaveBeenCalledOnce();
  });

  it('waits for months, which a timer of Node cannot', () => {
    const wake = vi.fn();
    systemClock.after(60 * DAY, wake);
    vi.advanceTimersByTime(60 * DAY - 1);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(wake).toHaveBeenCalledOnce();
  });

  it('lets itself be stopped, also after the first of those timers', () => {
    const wake = vi.fn();
    const stop = systemClock.after(60 * DAY, wake);
    vi.advanceTimersByTime(30 * DAY);
    stop();
    vi.advanceTimersByTime(60 * DAY);
    expect(wake).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
