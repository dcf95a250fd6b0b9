import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onHeartbeat } from '../../src/http/heartbeat.ts';

describe('the heartbeat', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('beats for all with one timer, at their pace', () => {
    const beats = { a: 0, b: 0 };
    const stopA = onHeartbeat(15_000, () => beats.a++);
    const stopB = onHeartbeat(15_000, () => beats.b++);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(30_000);
    expect(beats).toEqual({ a: 2, b: 2 });
    stopA();
    vi.advanceTimersByTime(15_000);
    expect(beats).toEqual({ a: 2, b: 3 });
    stopB();
  });

  it('leaves no timer behind', () => {
    const stop = onHeartbeat(20, () => {});
    stop();
    stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('begins anew after it stopped, whoever stops twice', () => {
    let beats = 0;
    const stopFirst = onHeartbeat(20, () => {});
    stopFirst();
    const stop = onHeartbeat(20, () => beats++);
    stopFirst();
    vi.advanceTimersByTime(20);
    expect(beats).toBe(1);
    stop();
  });
});
