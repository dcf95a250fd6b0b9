import { describe, expect, it } from 'vitest';
import { timesLonger } from '../../../openapi/test/times-longer.ts';
import { hider } from '../../src/engine/hide-texts.ts';

const A = (count: number): string => 'a'.repeat(count);

/** More than are looked for one after the other. */
const MANY = Array.from({ length: 100 }, (_, index) => `secret-${index}`);

describe('hiding texts', () => {
  it.each([
    ['a short one', ['abcd'], 'x abcd y', 'x *** y'],
    ['one that holds another, whole', ['cde', 'abcdef'], 'abcdef cde', '*** ***'],
    ['a long one', [A(1000)], `x${A(1000)}y`, 'x***y'],
    ['a long one beside a short one', [A(1000), 'abcd'], `abcd ${A(1000)} abcd`, '*** *** ***'],
    ['a long one that holds another, whole', [`b${A(300)}`, `xb${A(300)}`], `xb${A(300)} b${A(300)}`, '*** ***'],
    ['short ones that overlap', ['abcX', 'Xefghijk'], 'abcXefghijk.', '***.'],
    ['one that overlaps itself', ['abab'], 'ababab ab', '*** ab'],
    ['one that ends within another', [...MANY, 'xabcdY', 'abcd'], 'xabcdZ', 'x***Z'],
    ['those that overlap', [`b${A(200)}`, `${A(200)}c`], `b${A(200)}c b${A(300)}c.`, '*** ***.'],
    ['one of many', MANY, 'secret-7, secret-77', '***, ***'],
    ['one after the false beginning of another', [`${A(150)}b`, `${A(120)}cc`], `${A(150)}cc`, `${A(30)}***`],
    [
      'one of strange characters',
      [`\0\uffff\ud83d${'(.*+'.repeat(30)}`],
      `\0\0\uffff\ud83d${'(.*+'.repeat(30)}`,
      '\0***',
    ],
  ])('hides %s', (_, texts, text, shown) => {
    expect(hider(texts)(text)).toBe(shown);
  });

  it.each([
    ['a text that is almost the secret', [`${A(100_000)}b${A(100_000)}`], A(500_000)],
    ['many secrets that begin alike', Array.from({ length: 20_000 }, (_, n) => `${A(20)}${n + 1e6}`), A(500_000)],
  ])('takes no longer than both are long: %s', (_, texts, text) => {
    // The platform's search takes half a minute for the first, and minutes for the second.
    const hide = (among: string) => () => void expect(hider(texts)(among)).toBe(among);
    expect(timesLonger(hide(text), hide('z'.repeat(text.length)))).toBeLessThan(200);
  });
});
