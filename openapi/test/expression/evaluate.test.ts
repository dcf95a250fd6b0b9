import { describe, expect, it } from 'vitest';
import { compile } from '../../src/language/expression/evaluate.ts';
import type { Json } from '../../src/language/model.ts';
import { failure, parse, run, scopeOf } from './support.ts';

const VALUES: Readonly<Record<string, Json>> = {
  user: { name: 'Ann', age: 30, tags: ['a', 'b'], address: { city: 'Bonn' }, none: null, length: 7 },
  list: [10, 20, 30],
  key: 'age',
  zero: 0,
  text: 'a😀b',
  empty: {},
  own: JSON.parse('{"__proto__": 1, "constructor": 2}'),
};

const RESULTS: readonly (readonly [sentence: string, text: string, want: Json])[] = [
  ['a path reads a property', 'user.address.city', 'Bonn'],
  ['a literal key reads a property', "user['name']", 'Ann'],
  ['a computed key reads a property', 'user[key]', 30],
  ['a name that is not there is null', 'nobody', null],
  ['a property that is not there is null', 'user.phone', null],
  ['a property of null is null', 'nobody.a.b[0].c', null],
  ['a property of a number is null', 'user.age.years', null],
  ['an index counts from 0', 'list[0]', 10],
  ['a negative index counts from the end', 'list[-1]', 30],
  ['an index beyond the list is null', 'list[3]', null],
  ['an index before the list is null', 'list[-4]', null],
  ['an index that is no whole number is null', 'list[0.5]', null],
  ['a list has no property of a number', "list['0']", null],
  ['an object has no item', 'user[0]', null],
  ['an index of null is null', 'list[nobody]', null],
  ['a text has characters', 'text[1]', '😀'],
  [
    'the characters of a text are counted from both ends',
    '[text[0], text[2], text[3], text[-1], text[-2], text[-3], text[-4]]',
    ['a', 'b', null, 'b', '😀', 'a', null],
  ],
  ['the length of a text counts characters', 'text.length', 3],
  ['the length of a list counts items', 'list.length', 3],
  ['a computed key is one of an object', "[list['len' + 'gth'], user['len' + 'gth']]", [null, 7]],
  ['the length of an object is a property like any other', 'user.length', 7],
  ['an object without that property has no length', 'empty.length', null],
  ['no prototype is reached by __proto__', 'user.__proto__', null],
  ['no prototype is reached by a computed key', "user['__pro' + 'to__']", null],
  ['no constructor is reached', 'user.constructor', null],
  [
    'no method is reached',
    "[list.map, text.at, list['at'], user.toString, 'x'.constructor]",
    [null, null, null, null, null],
  ],
  ['an own property may be called __proto__', 'own.__proto__', 1],
  ['an own property may be called constructor', "own['constructor']", 2],

  ['+ adds numbers', '1 + 2', 3],
  ['+ joins texts', "'a' + 'b'", 'ab'],
  ['/ is real division', '7 / 2', 3.5],
  ['the rest has the sign of the left side', '[7 % 3, -7 % 3, 7 % -3]', [1, -1, 1]],
  ['- negates', '-user.age', -30],
  ['numbers are doubles', '0.1 + 0.2', 0.30000000000000004],
  ['* gives no negative zero', '0 * -1', 0],
  ['- gives no negative zero', '-zero', 0],
  ['numbers are ordered', '[1 < 2, 2 <= 2, 1 > 2, 2 >= 3]', [true, true, false, false]],
  ['texts are ordered', "['a' < 'b', 'b' <= 'a', 'B' > 'a', 'a' >= 'a']", [true, false, false, true]],

  ['a number is the same however it is written', '1 == 1.0', true],
  [
    '== is strict by type',
    "['5' == 5, 1 == true, 0 == false, '' == null, 0 == null]",
    [false, false, false, false, false],
  ],
  ['null equals null', 'nobody == null', true],
  ['!= negates', "['a' != 'b', 1 != 1]", [true, false]],
  [
    'lists are compared by value and order',
    '[[1, [2]] == [1, [2]], [1, 2] == [2, 1], [1] == [1, 2]]',
    [true, false, false],
  ],
  ['an empty list is no empty object', '[] == empty', false],
  ['objects are compared by value', 'user == user and user.address != user', true],
  [
    'in looks for an item by value',
    "['a' in user.tags, 5 in ['5'], [1] in [[1]], null in [null]]",
    [true, false, true, true],
  ],
  ['in looks for a part of a text', "'😀' in text", true],
  ['in looks for a property of an object', "['age' in user, 'toString' in user]", [true, false]],
  ['not in negates', "['c' not in user.tags, 'a' not in user.tags]", [true, false]],

  ['and gives a boolean', "[1 and 'a', 1 and 0]", [true, false]],
  ['or gives a boolean', "[0 or 'a', 0 or '']", [true, false]],
  ['and stops at the first that is false', 'false and 1 / 0 > 1', false],
  ['or stops at the first that is true', 'true or 1 / 0 > 1', true],
  ['not negates truth', "[not '', not 'a', !0, !!5]", [true, false, true, true]],
  ['truth is that of Python', "[!null, !false, !0, !'', ![], !empty]", [true, true, true, true, true, true]],
  ['what is not empty is true', "[!!'0', !!'false', !![0], !!user, !!-1]", [true, true, true, true, true]],
  ['?? gives its left side unless that is null', "[null ?? 1, 0 ?? 1, '' ?? 1, false ?? 1]", [1, 0, '', false]],
  ['?? does not evaluate what it does not need', '1 ?? 1 / 0', 1],
  ['a choice evaluates one branch only', '[true ? 1 : 1 / 0, 1 / 0 if false else 2]', [1, 2]],
  ['a choice decides by truth', "['' ? 1 : 2, 1 if list else 2]", [2, 1]],
];

const FAILURES: readonly (readonly [text: string, at: string, message: string])[] = [
  ['nobody >= 600', 'nobody', '`>=` needs two numbers or two texts, but the left side is null'],
  ['600 <= user.score', 'user.score', '`<=` needs two numbers or two texts, but the right side is null'],
  [
    '1 < user.name',
    '1 < user.name',
    '`<` needs two numbers or two texts, but the left side is a number and the right side a text',
  ],
  ['true > false', 'true', '`>` needs two numbers or two texts, but the left side is a boolean'],
  ["'a' + 1", "'a' + 1", '`+` needs two numbers or two texts, but the left side is a text and the right side a number'],
  ['1 + list', 'list', '`+` needs two numbers or two texts, but the right side is a list'],
  ["'a' * 2", "'a'", '`*` needs two numbers, but the left side is a text'],
  ['2 - nobody', 'nobody', '`-` needs two numbers, but the right side is null'],
  ['-nobody', 'nobody', '`-` needs a number, but is given null'],
  ["-'5'", "'5'", '`-` needs a number, but is given a text'],
  ['1 / (user.age - 30)', 'user.age - 30', '`/` cannot divide by zero'],
  ['1 % 0', '0', '`%` cannot divide by zero'],
  ['1e308 * 10', '1e308 * 10', '`*` gives a number that is too large'],
  ['1e308 + 1e308', '1e308 + 1e308', '`+` gives a number that is too large'],
  ['1 in nobody', 'nobody', '`in` needs a list, a text or an object on the right, but is given null'],
  ['1 not in 2', '2', '`not in` needs a list, a text or an object on the right, but is given a number'],
  ['1 in text', '1', '`in` looks for a text in a text, but is given a number'],
  ['nobody in user', 'nobody', '`in` looks for a text in the names of an object, but is given null'],
];

describe('compile', () => {
  it.each(RESULTS)('%s', (_sentence, text, want) => {
    expect(run(text, VALUES)).toStrictEqual(want);
  });

  it.each(FAILURES)('fails with a sentence for the author: %s', (text, at, message) => {
    expect(failure(text, VALUES)).toEqual({ message, at });
  });

  it('never shows a value in an error, since it may be a secret', () => {
    expect(failure('password >= 5', { password: 'hunter2' }).message).not.toContain('hunter2');
  });

  it('compares values that are nested deeper than the stack', () => {
    const nest = () => {
      let value: Json = [];
      for (let depth = 0; depth < 100_000; depth++) value = [value];
      return value;
    };
    expect(run('a == b', { a: nest(), b: nest() })).toBe(true);
    expect(run('a == [b]', { a: nest(), b: nest() })).toBe(false);
  });

  it('compares objects by their own properties, whatever their order', () => {
    expect(run('a == b', { a: { x: 1, y: { z: [2] } }, b: { y: { z: [2] }, x: 1 } })).toBe(true);
    expect(run('a == b', { a: { x: 1 }, b: { x: 1, y: 1 } })).toBe(false);
    expect(run('a == b', { a: { toString: 1 }, b: { x: 1 } })).toBe(false);
    expect(run('a == b', { a: { x: null }, b: { y: null } })).toBe(false);
  });

  it('bounds the texts that + makes', () => {
    expect(failure('a + a', { a: 'x'.repeat(6_000_000) }).message).toBe(
      '`+` gives more than 10,000,000 characters or items',
    );
  });

  it('is compiled once and run with any scope', () => {
    const evaluate = compile(parse('a + 1'));
    expect([evaluate(scopeOf({ a: 1 })), evaluate(scopeOf({ a: 5 }))]).toEqual([2, 6]);
  });

  it('runs the largest expressions that parse', () => {
    expect(run(`1${'+1'.repeat(1000)}`)).toBe(1001);
    expect(run(`a${'.b'.repeat(1000)}`)).toBe(null);
  });
});
