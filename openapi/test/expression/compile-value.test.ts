import { describe, expect, it } from 'vitest';
import { compileCondition } from '../../src/language/expression/compile-condition.ts';
import { compileValue } from '../../src/language/expression/compile-value.ts';
import { ExpressionError } from '../../src/language/expression/expression-error.ts';
import { conditionExpressions, references, valueExpressions } from '../../src/language/expression/references.ts';
import type { Condition, Json, Value } from '../../src/language/model.ts';
import { parse, scopeOf, show } from './support.ts';

const range = { start: 3, end: 9 };
const literal = (value: Json): Value => ({ kind: 'literal', value, range });
const expression = (text: string): Value => ({ kind: 'expression', expression: parse(text), range });
const list = (...items: Value[]): Value => ({ kind: 'list', items, range });
const map = (entries: Record<string, Value>): Value => ({
  kind: 'map',
  entries: Object.entries(entries).map(([key, value]) => ({ key, keyRange: range, value })),
  range,
});
/** Strings that begin with `$` are expressions. */
const text = (...parts: string[]): Value => ({
  kind: 'text',
  parts: parts.map((part) => (part.startsWith('$') ? parse(part.slice(1)) : part)),
  range,
});

const test = (source: string): Condition => ({ kind: 'test', expression: parse(source), range });
const group = (kind: 'any' | 'all' | 'none', ...sources: string[]): Condition => ({
  kind,
  conditions: sources.map(test),
  range,
});

const scope = scopeOf({ a: 1, name: 'Ann', list: [1, 'x'], none: null });

describe('compileValue', () => {
  it.each<[string, Value, Json]>([
    ['gives a literal', literal({ x: [1] }), { x: [1] }],
    ['gives an expression with its type', expression('list'), [1, 'x']],
    ['writes texts into a text as they are', text('Dear ', '$name', '!'), 'Dear Ann!'],
    [
      'writes all else into a text as JSON',
      text('$a', ' ', '$list', ' ', '$none', ' ', '$a == 1'),
      '1 [1,"x"] null true',
    ],
    [
      'gives lists and maps of values',
      map({ x: list(expression('a'), literal(2)), y: text('$name') }),
      { x: [1, 2], y: 'Ann' },
    ],
  ])('%s', (_sentence, value, want) => {
    expect(compileValue(value)(scope)).toStrictEqual(want);
  });

  it('makes an own property of a key that is called __proto__', () => {
    const value: Value = {
      kind: 'map',
      entries: [{ key: '__proto__', keyRange: range, value: expression('list') }],
      range,
    };
    const result = compileValue(value)(scope);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(JSON.stringify(result)).toBe('{"__proto__":[1,"x"]}');
  });

  it('bounds the length of a text', () => {
    const evaluate = compileValue(text('$b', '$b'));
    expect(() => evaluate(scopeOf({ b: 'x'.repeat(6_000_000) }))).toThrow(ExpressionError);
  });
});

describe('compileCondition', () => {
  it.each<[string, Condition, boolean]>([
    ['is the truth of an expression', test('list'), true],
    ['not negates', { kind: 'not', condition: test('none'), range }, true],
    ['any needs one', group('any', 'none', 'a'), true],
    ['any of nothing is false', group('any'), false],
    ['any stops at the first that is true', group('any', 'a', '1 / 0'), true],
    ['all needs all', group('all', 'a', 'none'), false],
    ['all of nothing is true', group('all'), true],
    ['all stops at the first that is false', group('all', 'none', '1 / 0'), false],
    ['none wants none', group('none', 'none', 'a'), false],
    ['none of nothing is true', group('none'), true],
    ['groups nest', { kind: 'all', conditions: [group('any', 'a'), group('none', 'none')], range }, true],
  ])('%s', (_sentence, condition, want) => {
    expect(compileCondition(condition)(scope)).toBe(want);
  });
});

describe('references', () => {
  it('finds every root, in the order written', () => {
    const found = references(parse('d if a.x[b.y] and not -c else [e, max(f, g | default(h))]'));
    expect(found.map(({ name }) => name)).toEqual(['d', 'a', 'b', 'c', 'e', 'f', 'g', 'h']);
  });

  it('finds the expressions of a value', () => {
    const value = map({ x: list(expression('a'), literal(1)), y: text('b ', '$b', '$c') });
    expect(valueExpressions(value).map(show)).toEqual(['a', 'b', 'c']);
  });

  it('finds the expressions of a condition', () => {
    const condition: Condition = {
      kind: 'all',
      conditions: [test('a'), { kind: 'not', condition: group('any', 'b', 'c'), range }],
      range,
    };
    expect(conditionExpressions(condition).map(show)).toEqual(['a', 'b', 'c']);
  });
});
