import { describe, expect, it } from 'vitest';
import { hashOf, KeyFilter } from '../../src/journal/sqlite/key-filter.ts';

const keys = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `["anonymous","F","key-${from + at}"]`);

describe('a filter of keys', () => {
  it('takes every key for possible until it has been told of those in the file', () => {
    expect(new KeyFilter().mayHave('a')).toBe(true);
  });

  it('never denies one that is there, and nearly always one that is not', () => {
    const filter = new KeyFilter();
    filter.load(Uint32Array.from(keys(0, 100_000), hashOf));
    for (const key of keys(100_000, 200_000)) filter.add(key);
    expect(keys(0, 200_000).every((key) => filter.mayHave(key))).toBe(true);
    expect(keys(200_000, 300_000).filter((key) => filter.mayHave(key)).length).toBeLessThan(300);
  });
});
