import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../src/language/expression/ast.ts';
import { FUNCTIONS } from '../../src/language/expression/functions.ts';
import type { Json } from '../../src/language/model.ts';
import { timesLonger } from '../times-longer.ts';
import { failure, run } from './support.ts';

const VALUES: Readonly<Record<string, Json>> = {
  o: { b: 1, a: [2] },
  e: {},
  deep: [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
};

const RESULTS: readonly (readonly [sentence: string, text: string, want: Json])[] = [
  [
    'length counts characters, items and properties',
    "[length('a😀'), [1, 2] | length, length(o), length('')]",
    [2, 2, 2, 0],
  ],
  ['upper and lower change the case', "['aß' | upper, 'ÄB' | lower]", ['ASS', 'äb']],
  ['trim takes blanks off both ends', "trim('  a b \n')", 'a b'],
  ['replace replaces every occurrence', "'a.b.c' | replace('.', '--')", 'a--b--c'],
  ['replace takes texts and no patterns', "['a.c' | replace('.', '$&'), 'abc' | replace('.', 'x')]", ['a$&c', 'abc']],
  ['replace goes from left to right', "'aaa' | replace('aa', 'b')", 'ba'],
  ['split keeps empty parts', "'a,,b' | split(',')", ['a', '', 'b']],
  ['split of an empty text has one part', "split('', ',')", ['']],
  ['join writes items as a text does', "['a', 1, true, [1]] | join(', ')", 'a, 1, true, [1]'],
  ['join without a separator', "join(['a', 'b'])", 'ab'],
  ['join of an empty list is empty', "join([], ', ')", ''],
  [
    'contains looks into texts, lists and objects',
    "[contains('abc', 'b'), [1, 2] | contains(3), contains(o, 'a')]",
    [true, false, true],
  ],
  ['contains compares by value', 'contains([[1]], [1])', true],
  [
    'starts_with and ends_with',
    "[starts_with('abc', 'ab'), 'abc' | ends_with('bc'), starts_with('abc', 'b')]",
    [true, true, false],
  ],
  [
    'keys and values keep the order',
    '[keys(o), values(o)]',
    [
      ['b', 'a'],
      [1, [2]],
    ],
  ],
  ['first and last', '[first([1, 2]), last([1, 2]), first([]), last([])]', [1, 2, null, null]],
  ['min and max of a list', "[min([3, 1, 2]), [3, 1, 2] | max, max(['a', 'b']), min([])]", [1, 3, 'b', null]],
  ['min and max of arguments', '[min(3, 1, 2), max(3, 1), 5 | max(7)]', [1, 3, 7]],
  ['sum adds up', '[sum([1, 2.5]), sum([])]', [3.5, 0]],
  [
    'round goes half away from zero',
    '[round(2.5), round(-2.5), round(0.4), round(-0.4), round(2.4999)]',
    [3, -3, 0, 0, 2],
  ],
  [
    'round takes the digits that are shown',
    '[round(1.005, 2), round(2.675, 2), round(-1.005, 2), round(1.45, 1)]',
    [1.01, 2.68, -1.01, 1.5],
  ],
  [
    'round keeps small and large numbers',
    '[round(1e-7, 7), round(1e300, 2), round(1.5e300), round(5e-8, 7)]',
    [1e-7, 1e300, 1.5e300, 1e-7],
  ],
  ['floor and ceil', '[floor(1.9), floor(-1.1), ceil(1.1), ceil(-1.9), ceil(-0.5)]', [1, -2, 2, -1, 0]],
  ['abs', '[abs(-2.5), abs(3)]', [2.5, 3]],
  [
    'int cuts off',
    "[int(1.9), int(-1.9), int(-0.5), int('12'), int('-7'), int('+7'), int(true)]",
    [1, -1, 0, 12, -7, 7, 1],
  ],
  [
    'float reads a number',
    "[float('1.5'), float('-2e3'), float('.5'), float('5.'), float(2), float(false)]",
    [1.5, -2000, 0.5, 5, 2, 0],
  ],
  [
    'string writes as a text does',
    "[string('a'), string(1.0), string(null), string([1, 'a']), string(o)]",
    ['a', '1', 'null', '[1,"a"]', '{"b":1,"a":[2]}'],
  ],
  ['json writes texts with quotes', "[json('a'), json(null), json(o)]", ['"a"', 'null', '{"b":1,"a":[2]}']],
  ['bool is truth', "[bool('false'), bool(''), bool(null), bool([]), bool(2)]", [true, false, false, false, true]],
  ['sort orders numbers as numbers', '[sort([10, 9, 1]), sort([])]', [[1, 9, 10], []]],
  ['sort orders texts', "sort(['b', 'a', 'B', 'ä'])", ['B', 'a', 'b', 'ä']],
  ['unique keeps the first of equals', "unique([1, '1', 1.0, [1], [1], null, null])", [1, '1', [1], null]],
  ['unique compares objects by value', 'unique(deep)', [{ a: 1, b: 2 }]],
  ['default replaces null only', "[nobody | default(5), default(0, 5), default('', 5)]", [5, 0, '']],
  ['default evaluates only what it needs', '1 | default(1 / 0)', 1],
  ['pipes go on from left to right', "'b,a,b' | split(',') | unique | sort | join('+') | upper", 'A+B'],
];

const FAILURES: readonly (readonly [text: string, at: string, message: string])[] = [
  ['upper(nobody)', 'nobody', '`upper` needs a text, but it is null'],
  ['length(5)', '5', '`length` needs a text, a list or an object, but it is a number'],
  ["'a' | starts_with(nobody)", 'nobody', '`starts_with` needs a text, but argument 2 is null'],
  ['nobody | join(",")', 'nobody', '`join` needs a list, but argument 1 is null'],
  ['contains([null], nobody)', 'nobody', '`contains` needs a value, but argument 2 is null'],
  ['round(1, nobody)', 'nobody', '`round` needs a number, but argument 2 is null'],
  ['round(1, 1.5)', 'round(1, 1.5)', '`round` needs a number of digits from 0 to 15'],
  ['round(1, 16)', 'round(1, 16)', '`round` needs a number of digits from 0 to 15'],
  ["split('a', '')", "split('a', '')", '`split` needs a separator that is not empty'],
  ["replace('a', '', 'b')", "replace('a', '', 'b')", '`replace` needs a text to look for that is not empty'],
  ["join(['a', null])", "join(['a', null])", '`join` needs a list without null, but item 1 is null'],
  ["sum([1, '2'])", "sum([1, '2'])", '`sum` needs a list of numbers, but item 1 is a text'],
  ['sum([1e308, 1e308])', 'sum([1e308, 1e308])', '`sum` gives a number that is too large'],
  ["sort([1, 'a'])", "sort([1, 'a'])", '`sort` needs numbers only or texts only, but item 1 is a text'],
  ['sort([null])', 'sort([null])', '`sort` needs numbers only or texts only, but item 0 is null'],
  ["max(1, 'a')", "max(1, 'a')", '`max` needs numbers only or texts only, but item 1 is a text'],
  ['max(1, nobody)', 'nobody', '`max` needs a value, but argument 2 is null'],
  ['max(5)', 'max(5)', '`max` needs a list, or two and more values, but is given a number'],
  ["int('1.5')", "int('1.5')", '`int` needs a text that is a whole number'],
  ["int(' 1')", "int(' 1')", '`int` needs a text that is a whole number'],
  ["int('')", "int('')", '`int` needs a text that is a whole number'],
  ["int('0x10')", "int('0x10')", '`int` needs a text that is a whole number'],
  ["int('9007199254740993')", "int('9007199254740993')", '`int` needs a text that is a whole number'],
  ["float('Infinity')", "float('Infinity')", '`float` needs a text that is a number'],
  ["float('1e999')", "float('1e999')", '`float` needs a text that is a number'],
  ["float('')", "float('')", '`float` needs a text that is a number'],
  ['int([1])', '[1]', '`int` needs a text, a number or a boolean, but it is a list'],
  ['keys([1])', '[1]', '`keys` needs an object, but it is a list'],
  ['first("ab")', '"ab"', '`first` needs a list, but it is a text'],
  ["contains('abc', 1)", "contains('abc', 1)", '`contains` looks for a text in a text, but is given a number'],
];

describe('functions', () => {
  it.each(RESULTS)('%s', (_sentence, text, want) => {
    expect(run(text, VALUES)).toStrictEqual(want);
  });

  it.each(FAILURES)('fail with a sentence for the author: %s', (text, at, message) => {
    expect(failure(text, VALUES)).toEqual({ message, at });
  });

  it('are all of the closed list, and refuse null, but for four', () => {
    expect(Object.keys(FUNCTIONS)).toEqual([...FUNCTION_NAMES]);
    expect(FUNCTION_NAMES.filter((name) => FUNCTIONS[name].nullable)).toEqual(['string', 'bool', 'json', 'default']);
  });

  it('change none of their arguments', () => {
    const list = [3, 1, 2];
    expect(run('sort(list)', { list })).toEqual([1, 2, 3]);
    expect(list).toEqual([3, 1, 2]);
  });

  it.each([
    ['replace', "replace(a, 'x', a)"],
    ['join', 'join(many, a)'],
    ['join', 'join([b, b])'],
    ['split', "split(b + b, 'x')"],
    ['json', 'json(many)'],
  ])('bound their results: %s', (name, text) => {
    const values = {
      a: 'x'.repeat(5_000),
      b: 'x'.repeat(5_000_001),
      many: Array.from({ length: 5_000_000 }, () => 'x'),
    };
    expect(failure(text, text.includes('b + b') ? { ...values, b: 'x'.repeat(5_000_000) } : values).message).toMatch(
      new RegExp(`^\`${name}\` gives more than 10,000,000`),
    );
  });

  it('read a number in no more time than its text takes to read', () => {
    const read = (a: string) => () =>
      void expect(failure('float(a)', { a }).message).toContain('a text that is a number');
    // To give back digit by digit what stands before a point that is not there takes the square of it.
    expect(timesLonger(read(`${'1'.repeat(200_000)}x`), read('x'.repeat(200_001)))).toBeLessThan(200);
  });

  it('fail and do not break on a value that is nested too deep for JSON', () => {
    let deep: Json = [];
    for (let depth = 0; depth < 200_000; depth++) deep = [deep];
    for (const text of ['json(a)', 'string(a)', 'unique([a])', 'join([a])']) {
      expect(failure(text, { a: deep }).message).toContain('nested too deep');
    }
  });
});
