import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OverloadedError } from '../../src/errors.ts';
import { type SharedStream, Streams } from '../../src/http/streams.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});

afterEach(() => {
  vi.useRealTimers();
});

function stream() {
  return { beat: vi.fn(), letGo: vi.fn() } satisfies SharedStream;
}

describe('the streams of a server', () => {
  it('beat every 15 seconds, each counted from when it came', () => {
    const streams = new Streams();
    const [first, second] = [stream(), stream()];
    streams.join(first);
    vi.advanceTimersByTime(4000);
    streams.join(second);
    vi.advanceTimersByTime(11_000);
    expect([first.beat, second.beat].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
    vi.advanceTimersByTime(4000);
    expect([first.beat, second.beat].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
    vi.advanceTimersByTime(15_000);
    expect([first.beat, second.beat].map(({ mock }) => mock.calls.length)).toEqual([2, 2]);
  });

  it('have one clock, however many they are, and none when the last has left', () => {
    const streams = new Streams();
    const seats = Array.from({ length: 100 }, () => streams.join(stream()));
    expect(vi.getTimerCount()).toBe(1);
    for (const seat of seats) streams.leave(seat);
    expect(vi.getTimerCount()).toBe(0);
    streams.join(stream());
    expect(vi.getTimerCount()).toBe(1);
  });

  it('are not more than there are places, until one is given back', () => {
    const streams = new Streams(1);
    streams.take();
    expect(() => streams.take()).toThrow(OverloadedError);
    streams.giveBack();
    streams.take();
  });

  it('are all let go at once, and then there are no places', () => {
    const streams = new Streams();
    const one = stream();
    streams.join(one);
    streams.letGo();
    expect(one.letGo).toHaveBeenCalledOnce();
    expect(() => streams.take()).toThrow(/shutting down/);
  });
});
