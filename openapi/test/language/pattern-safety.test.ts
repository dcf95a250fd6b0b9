import { describe, expect, test } from 'vitest';
import { backtracksExponentially } from '../../src/language/pattern-safety.ts';

describe('patterns that take exponential time are found', () => {
  test.each([
    '(a+)+',
    '^(a*)*$',
    '(a|a)+',
    '(a|aa)+$',
    '(\\w+\\s?)+$',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(.*)*',
    '(\\d+|\\w)+',
    '(?:[a-z]+)*',
    '(a{1,100})+',
    'x(?=(a+)+)b',
    '(x+x+)+y',
    '(\\p{L}+)+',
    '((a{2,}))+',
    '([\\u0041-\\u005a]|[Z-z])*',
    '(?<word>\\w+-?)*$',
    'a'.repeat(3_000),
  ])('%s', (pattern) => {
    expect(backtracksExponentially(pattern)).toBe(true);
  });
});

describe('patterns that do not are left alone', () => {
  test.each([
    '',
    '^$',
    '^[a-z0-9]+(-[a-z0-9]+)*$',
    '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$',
    '^[\\w.+-]+@[\\w-]+(\\.[\\w-]+)*$',
    '^([a-z]{1,63}\\.)+[a-z]{2,}$',
    '^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.)+[a-zA-Z]{2,}$',
    '^(\\d{1,3}\\.){3}\\d{1,3}$',
    '^(\\d{3}){2}$',
    '(a{1,3}x)*',
    '(\\p{L}+ )*',
    'a*b*c*',
    '^(a|b)*$',
    '^#([0-9a-f]{3}|[0-9a-f]{6})$',
    '^(?:[01]\\d|2[0-3]):[0-5]\\d$',
    '(?<year>\\d{4})-\\k<year>',
    '^(\\{[^}]*\\}|[^{}])*$',
    '^[\\]\\[-]*$',
    '😀*(😀)',
  ])('%s', (pattern) => {
    expect(backtracksExponentially(pattern)).toBe(false);
  });
});
