import { describe, expect, it } from 'vitest';
import { toJson } from '../../src/engine/json.ts';

const knot: Record<string, unknown> = { name: 'knot' };
Object.assign(knot, { left: knot, right: knot });

describe('what a task returns', () => {
  it.each([
    ['a Date as ISO text', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['nothing as null', undefined, null],
    ['no property that is undefined', { a: 1, b: undefined }, { a: 1 }],
    ['null where a list has a hole', [1, undefined, 2], [1, null, 2]],
    ['what an object says of itself', { toJSON: () => ({ x: 1 }) }, { x: 1 }],
    ['an instance of a class by its own properties', new (class Point { x = 1; })(), { x: 1 }], // biome-ignore format: one row
    ['what boxes hold', { n: new Number(5), t: new String('x'), b: new Boolean(false) }, { n: 5, t: 'x', b: false }],
    ['one object that stands in two places', { a: knot['name'], b: [{}, {}] }, { a: 'knot', b: [{}, {}] }],
  ])('is kept with %s', (_name, value, expected) => {
    expect(toJson(value)).toEqual(expected);
  });

  it.each([
    ['a function', { f: () => 1 }, 'a function (in f)'],
    ['a BigInt', 10n, 'a bigint'],
    ['NaN', { deep: { n: Number.NaN } }, 'the number NaN (in deep)'],
    ['a Map', { m: new Map() }, 'a Map (in m)'],
    ['a promise that nobody waited for', { p: Promise.resolve(1) }, 'a Promise (in p)'],
    [
      'bytes',
      { v: new Uint8Array(3) },
      'a Uint8Array (in v) cannot be passed on: JSON cannot hold it; pass on its bytes as',
    ],
    ['bytes without a view', new ArrayBuffer(3), 'an ArrayBuffer'],
    ['a Blob', new Blob(['x']), 'a Blob'],
    ['an error that was not thrown', { e: new TypeError('no') }, 'a TypeError (in e)'],
    ['a pattern', { p: /x/ }, 'a RegExp (in p)'],
    ['a Date that is none', new Date('no'), 'a Date that is not valid'],
    ['a value that holds itself, twice', knot, 'a value that holds itself (in left)'],
  ])('is refused with %s', (_name, value, message) => {
    expect(() => toJson(value)).toThrow(message);
  });

  it.each([
    ['bytes', new Uint8Array(30_000_000)],
    ['a Buffer', Buffer.alloc(30_000_000)],
    ['a list of numbers', new Array(30_000_000).fill(0)],
    ['a list of lists of nothing', Array.from({ length: 2_000_000 }, () => [])],
  ])('is refused within moments where it is too large: %s', (_name, value) => {
    const before = performance.now();
    expect(() => toJson({ value }, 1_000_000)).toThrow(/larger than the 1000000 characters/);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it('is copied, so that nothing is shared', () => {
    const list = [1];
    const copy = toJson({ list });
    list.push(2);
    expect(copy).toEqual({ list: [1] });
  });

  it('cannot change a prototype', () => {
    const copy = toJson(JSON.parse('{"__proto__": {"polluted": true}}'));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true}}');
  });
});
