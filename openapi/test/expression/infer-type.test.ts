import { describe, expect, it } from 'vitest';
import { inferCondition, inferType, inferValue } from '../../src/language/expression/infer-type.ts';
import type { Condition, Value, ValueType } from '../../src/language/model.ts';
import {
  ANY,
  ARRAY,
  BOOLEAN,
  INTEGER,
  NULL,
  NUMBER,
  nullable,
  STRING,
  shapeOf,
} from '../../src/language/value-type.ts';
import { collector, type Found, parse } from './support.ts';

const ROOTS: Readonly<Record<string, ValueType>> = {
  inputs: shapeOf([
    ['name', STRING],
    ['age', INTEGER],
    ['price', NUMBER],
    ['score', nullable(INTEGER)],
    ['nick', nullable(STRING)],
    ['tags', { type: 'array', items: STRING }],
    ['maybe_tags', { type: ['array', 'null'], items: STRING }],
    ['status', { type: 'string', enum: ['open', 'closed'] }],
    ['active', BOOLEAN],
    ['data', ANY],
    ['ages', { type: 'array', items: INTEGER }],
    ['scores', { type: 'array', items: nullable(INTEGER) }],
    ['lines', { type: 'array', items: shapeOf([['price', NUMBER]]) }],
    ['mixed', { type: 'array', items: { type: ['integer', 'string'] } }],
  ]),
  step: { type: 'object', properties: { total: NUMBER, note: STRING }, required: ['total'] },
  maybe: nullable(shapeOf([['total', INTEGER]])),
};

const typeOf = (name: string): ValueType => ROOTS[name] ?? ANY;

function infer(text: string): { type: ValueType; found: Found[] } {
  const { found, report } = collector(text);
  return { type: inferType(parse(text), typeOf, report), found };
}

const TYPES: readonly (readonly [text: string, want: ValueType])[] = [
  ['5', { type: 'integer', const: 5 }],
  ["'a'", { type: 'string', const: 'a' }],
  ['null', NULL],
  ['[inputs.name, 5]', { type: 'array', items: { anyOf: [STRING, { type: 'integer', const: 5 }] } }],
  ['inputs.name', STRING],
  ["inputs['name']", STRING],
  ['inputs.name.length', INTEGER],
  ['step.total', NUMBER],
  ['step.note', nullable(STRING)],
  ['step.unknown', ANY],
  ['maybe.total', nullable(INTEGER)],
  ['nobody.a.b', ANY],
  ['inputs.tags[0]', nullable(STRING)],
  ['inputs.name[0]', nullable(STRING)],
  ['inputs[inputs.name]', ANY],
  ['inputs.age + 1', INTEGER],
  ['inputs.age + 1.5', NUMBER],
  ['inputs.age * inputs.age', INTEGER],
  ['inputs.age / 2', NUMBER],
  ['inputs.age % 2', INTEGER],
  ['inputs.price - 1', NUMBER],
  ['-inputs.age', INTEGER],
  ['inputs.name + inputs.data', STRING],
  ['inputs.data + 1', NUMBER],
  ['inputs.data + inputs.data', { anyOf: [NUMBER, STRING] }],
  ['inputs.age > 5', BOOLEAN],
  ["inputs.status == 'open'", BOOLEAN],
  ["'a' in inputs.tags", BOOLEAN],
  ['inputs.age and inputs.name', BOOLEAN],
  ['not inputs.name', BOOLEAN],
  ['inputs.score ?? 0', INTEGER],
  ["inputs.score ?? 'none'", { anyOf: [INTEGER, { type: 'string', const: 'none' }] }],
  ['inputs.age ?? 0', INTEGER],
  ['null ?? inputs.name', STRING],
  ['inputs.data ?? 0', ANY],
  ['inputs.score ?? null', nullable(INTEGER)],
  ['inputs.score | default(inputs.age)', INTEGER],
  ["inputs.active ? 'a' : 'b'", { type: 'string', enum: ['a', 'b'] }],
  ['inputs.name if inputs.active else null', nullable(STRING)],
  ['inputs.score if inputs.score != null else 0', INTEGER],
  ['inputs.score == null ? 0 : inputs.score', INTEGER],
  ['upper(inputs.name)', STRING],
  ['length(inputs.tags)', INTEGER],
  ["split(inputs.name, ',')", { type: 'array', items: STRING }],
  ['first(inputs.tags)', nullable(STRING)],
  ['max(inputs.tags)', nullable(STRING)],
  ['max(inputs.age, inputs.price)', NUMBER],
  ['sum([1, 2])', INTEGER],
  ['sum(inputs.data)', NUMBER],
  ['round(inputs.price)', INTEGER],
  ['round(inputs.price, 2)', NUMBER],
  ['abs(inputs.age)', INTEGER],
  ['sort(inputs.tags)', { type: 'array', items: STRING }],
  ['unique(inputs.data)', ARRAY],
  ['keys(inputs)', { type: 'array', items: STRING }],
  ['values(inputs)', ARRAY],
  ['int(inputs.name)', INTEGER],
  ['json(inputs.score)', STRING],
  ['bool(inputs.score)', BOOLEAN],
  ['contains(inputs.tags, inputs.name)', BOOLEAN],
];

type Wrong = readonly [text: string, code: string, at: string, message: string, hint?: string];

const NULL_HINT = 'Give it a value with `??` or `default`, or test it with `!= null` before';

const NOTHING_HINT = 'Null stands for no value: write one in its place, or give it one with `??`';

const PROBLEMS: readonly Wrong[] = [
  ['inputs.nmae', 'FL1305', 'nmae', '`inputs` has no property `nmae`', 'Did you mean `name`?'],
  ["inputs['nmae'].x", 'FL1305', "'nmae'", '`inputs` has no property `nmae`', 'Did you mean `name`?'],
  ['maybe.sum', 'FL1305', 'sum', '`maybe` has no property `sum`', 'It has `total`'],
  ['inputs.age.years', 'FL1305', 'years', '`inputs.age` is integer, which has no property `years`'],
  ['inputs.name.size', 'FL1305', 'size', '`inputs.name` is text, which has no property `size`'],
  ['inputs.constructor', 'FL1305', 'constructor', '`inputs` has no property `constructor`'],
  ['inputs.age[0]', 'FL1305', '0', '`inputs.age` is integer, which has no items'],
  ['inputs.tags[inputs.name]', 'FL1305', 'inputs.name', 'The items of a list are counted by numbers, but this is text'],
  [
    "inputs.age + 'x'",
    'FL1501',
    "inputs.age + 'x'",
    '`+` needs two numbers or two texts, but the left side is integer and the right side text',
    'Write `float(…)` around the right side to add numbers, or `string(…)` around the left side to join texts',
  ],
  [
    'inputs.tags + 1',
    'FL1501',
    'inputs.tags',
    '`+` needs two numbers or two texts, but the left side is list',
    'Read a value inside of it, or remove this',
  ],
  [
    'inputs.name > 3',
    'FL1501',
    'inputs.name > 3',
    '`>` needs two numbers or two texts, but the left side is text and the right side integer',
    'Write `float(inputs.name)` to compare numbers',
  ],
  ['1 - inputs.name', 'FL1501', 'inputs.name', '`-` needs two numbers, but the right side is text'],
  ['-inputs.name', 'FL1501', 'inputs.name', '`-` needs a number, but it is text'],
  [
    "inputs.age >= '18'",
    'FL1501',
    "inputs.age >= '18'",
    '`>=` needs two numbers or two texts, but the left side is integer and the right side text',
    'Write the number without quotes: 18',
  ],
  [
    'inputs.active > 1',
    'FL1501',
    'inputs.active',
    '`>` needs two numbers or two texts, but the left side is boolean',
    'Make a text of it with `string`, or a number with `int`',
  ],
  ['null > 1', 'FL1501', 'null', '`>` needs two numbers or two texts, but the left side is null', NOTHING_HINT],
  ['int(null)', 'FL1501', 'null', '`int` needs a text, a number or a boolean, but it is null', NOTHING_HINT],
  ['1 in inputs.age', 'FL1501', 'inputs.age', '`in` needs a list, a text or an object on the right, but it is integer'],
  ['1 in inputs.name', 'FL1501', '1', '`in` in text needs a text, but the left side is integer'],
  ['upper(inputs.age)', 'FL1501', 'inputs.age', '`upper` needs a text, but it is integer'],
  ["inputs.age | join(',')", 'FL1501', 'inputs.age', '`join` needs a list, but argument 1 is integer'],
  [
    "inputs.age == '18'",
    'FL1502',
    "inputs.age == '18'",
    'This comparison is never true: the left side is integer, the right side text',
  ],
  [
    "inputs.age != '18'",
    'FL1502',
    "inputs.age != '18'",
    'This comparison is always true: the left side is integer, the right side text',
  ],
  [
    "inputs.status == 'done'",
    'FL1502',
    "inputs.status == 'done'",
    'This comparison is never true: the two sides have no value in common',
  ],
  [
    `"\${inputs.a}" == 'x'`,
    'FL1502',
    `"\${inputs.a}" == 'x'`,
    'This comparison is never true: the two sides have no value in common',
    'Nothing expands inside quotes; write the name without them',
  ],
  [
    '5 in inputs.tags',
    'FL1502',
    '5 in inputs.tags',
    'This comparison is never true: the left side is integer, an item text',
  ],
  ['inputs.score >= 600', 'FL1503', 'inputs.score', '`inputs.score` may be null, and `>=` fails on null', NULL_HINT],
  [
    '1 + (step.note.length)',
    'FL1503',
    'step.note.length',
    '`step.note.length` may be null, and `+` fails on null',
    NULL_HINT,
  ],
  [
    '(inputs.active ? 1 : null) * 2',
    'FL1503',
    'inputs.active ? 1 : null',
    'The left side may be null, and `*` fails on null',
    NULL_HINT,
  ],
  ['-inputs.score', 'FL1503', 'inputs.score', '`inputs.score` may be null, and `-` fails on null', NULL_HINT],
  ['inputs.nick | upper', 'FL1503', 'inputs.nick', '`inputs.nick` may be null, and `upper` fails on null', NULL_HINT],
  [
    "'a' in inputs.maybe_tags",
    'FL1503',
    'inputs.maybe_tags',
    '`inputs.maybe_tags` may be null, and `in` fails on null',
    NULL_HINT,
  ],
  [
    'inputs.tags[0] + inputs.name',
    'FL1503',
    'inputs.tags[0]',
    '`inputs.tags[0]` may be null, and `+` fails on null',
    NULL_HINT,
  ],
  [
    'sum(inputs.lines)',
    'FL1501',
    'inputs.lines',
    '`sum` needs a list of numbers, but an item of `inputs.lines` is object',
    'No function makes a number of each item: let a task return the list of numbers, or the sum',
  ],
  ['sum(inputs.tags)', 'FL1501', 'inputs.tags', '`sum` needs a list of numbers, but an item of `inputs.tags` is text'],
  ["sum(split('a,b', ','))", 'FL1501', "split('a,b', ',')", '`sum` needs a list of numbers, but an item is text'],
  [
    "sum([1, 'a'])",
    'FL1501',
    "'a'",
    '`sum` needs a list of numbers, but item 1 is text',
    'Make a number of it with `int` or `float`',
  ],
  [
    'sum(inputs.scores)',
    'FL1503',
    'inputs.scores',
    'An item of `inputs.scores` may be null, and `sum` fails on null',
    'Declare items that are not null, or let a task leave these out',
  ],
  [
    'sum([inputs.score, 1])',
    'FL1503',
    'inputs.score',
    '`inputs.score` may be null, and `sum` fails on null',
    NULL_HINT,
  ],
  [
    "join(inputs.scores, '')",
    'FL1503',
    'inputs.scores',
    'An item of `inputs.scores` may be null, and `join` fails on null',
  ],
  ['join([null])', 'FL1501', 'null', '`join` needs a list without null, but item 0 is null'],
  [
    'sort(inputs.lines)',
    'FL1501',
    'inputs.lines',
    '`sort` needs numbers only or texts only, but an item of `inputs.lines` is object',
    'Only numbers and texts have an order: let a task compare the rest by what is in it',
  ],
  [
    "sort([1, inputs.data, 'a'])",
    'FL1501',
    "'a'",
    '`sort` needs numbers only or texts only, but item 0 is integer and item 2 text',
    'Make texts of all with `string`, or numbers with `int` or `float`',
  ],
  ["min(['a', 1])", 'FL1501', '1', '`min` needs numbers only or texts only, but item 0 is text and item 1 integer'],
  [
    "max(1, 'a')",
    'FL1501',
    "'a'",
    '`max` needs numbers only or texts only, but argument 1 is integer and argument 2 text',
  ],
  ['max(true, 1)', 'FL1501', 'true', '`max` needs numbers only or texts only, but argument 1 is boolean'],
  ['max(inputs.score, 1)', 'FL1503', 'inputs.score', '`inputs.score` may be null, and `max` fails on null', NULL_HINT],
  ['min(inputs.age)', 'FL1501', 'inputs.age', '`min` needs a list, or two and more values, but it is integer'],
  ["contains('abc', 1)", 'FL1501', '1', '`contains` in text needs a text, but argument 2 is integer'],
  [
    'contains(inputs.tags, 5)',
    'FL1502',
    'contains(inputs.tags, 5)',
    'This comparison is never true: argument 2 is integer, an item text',
  ],
  ["split(inputs.name, '')", 'FL1501', "split(inputs.name, '')", '`split` needs a separator that is not empty'],
  [
    "replace(inputs.name, '', 'x')",
    'FL1501',
    "replace(inputs.name, '', 'x')",
    '`replace` needs a text to look for that is not empty',
  ],
  ["int('abc')", 'FL1501', "int('abc')", '`int` needs a text that is a whole number'],
  ["float('abc')", 'FL1501', "float('abc')", '`float` needs a text that is a number'],
  ['round(inputs.price, 100)', 'FL1501', 'round(inputs.price, 100)', '`round` needs a number of digits from 0 to 15'],
  ['round(inputs.price, -1)', 'FL1501', 'round(inputs.price, -1)', '`round` needs a number of digits from 0 to 15'],
  ['inputs.age / 0', 'FL1501', '0', '`/` cannot divide by zero', 'Divide by another number'],
  ['inputs.age % -0', 'FL1501', '-0', '`%` cannot divide by zero'],
];

const SILENT: readonly string[] = [
  'inputs.data > 5',
  'sum([])',
  'sum(inputs.ages)',
  'sum(inputs.data)',
  'sort(inputs.mixed)',
  'sort([inputs.data, 1])',
  'max(inputs.ages)',
  "max(inputs.data, 'a')",
  "join(inputs.lines, ', ')",
  'contains(inputs.data, 1)',
  'contains(inputs.name, inputs.status)',
  "split(inputs.name, ',')",
  "split('', inputs.name)",
  'int(inputs.name)',
  'round(inputs.price, inputs.age)',
  'inputs.age / inputs.age',
  'inputs.data.anything.at.all + 1',
  "nobody + 'x'",
  'step.unknown | upper',
  'inputs.score == null',
  'inputs.name != null',
  'inputs.price == 5',
  'null in inputs.tags',
  'inputs.score ?? 0 >= 600',
  'inputs.score | default(0) | abs',
  'inputs.nick | json | length',
  'inputs.score != null and inputs.score >= 600',
  'inputs.score == null or inputs.score >= 600',
  'not (inputs.score == null) and inputs.score > 1',
  'not (inputs.score == null or inputs.nick == null) and inputs.score > 1 and upper(inputs.nick)',
  'inputs.score and inputs.score >= 600',
  'inputs.score == 5 and inputs.score - 1',
  'inputs.score > 1 if inputs.score != null else false',
  'inputs.score == null ? 0 : inputs.score * 2',
  "inputs['score'] != null and inputs.score > 1",
  'maybe.total != null and maybe.total > 1',
];

const UNPROVEN: readonly string[] = [
  'inputs.score != null or inputs.score >= 600',
  'inputs.score == null and inputs.score >= 600',
  'inputs.nick != null and inputs.score >= 600',
  '(inputs.score != null or inputs.age) and inputs.score >= 600',
  'inputs.score == inputs.nick and inputs.score >= 600',
  'inputs.score != 5 and inputs.score >= 600',
  'not inputs.score and inputs.score >= 600',
];

describe('inferType', () => {
  it.each(TYPES)('gives the type of %s', (text, want) => {
    expect(infer(text).type).toEqual(want);
  });

  it.each(PROBLEMS.map((row) => [row[0], row] as const))('reports %s', (text, [, code, at, message, hint]) => {
    const { found } = infer(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ code, at, message });
    if (hint !== undefined) expect(found[0]?.hint).toBe(hint);
  });

  it.each(SILENT)('has nothing to say of %s', (text) => {
    expect(infer(text).found).toEqual([]);
  });

  it.each(UNPROVEN)('still warns of null in %s', (text) => {
    expect(infer(text).found.map(({ code, at }) => [code, at])).toContainEqual(['FL1503', 'inputs.score']);
  });

  it('reports one mistake once, and goes on with any', () => {
    expect(infer('upper(inputs.nmae) + 1 - inputs.nmae.x.y').found.map(({ code }) => code)).toEqual([
      'FL1305',
      'FL1501',
      'FL1305',
    ]);
  });

  it('knows what the caller knows of the paths around', () => {
    const { found, report } = collector('');
    inferType(parse('inputs.score > 1'), typeOf, report, new Set(['inputs.score']));
    expect(found).toEqual([]);
  });
});

const range = { start: 0, end: 0 };
const test = (text: string): Condition => ({ kind: 'test', expression: parse(text), range });

describe('inferCondition', () => {
  it.each<[string, 'all' | 'any' | 'none', string[], number]>([
    ['all knows that the ones before are true', 'all', ['inputs.score != null', 'inputs.score > 1'], 0],
    ['any knows that the ones before are false', 'any', ['inputs.score == null', 'inputs.score > 1'], 0],
    ['none knows that the ones before are false', 'none', ['inputs.score == null', 'inputs.score > 1'], 0],
    ['any does not take the ones before for true', 'any', ['inputs.score != null', 'inputs.score > 1'], 1],
    ['the ones before know nothing of those after', 'all', ['inputs.score > 1', 'inputs.score != null'], 1],
  ])('%s', (_sentence, kind, texts, count) => {
    const { found, report } = collector('');
    inferCondition({ kind: 'not', condition: { kind, conditions: texts.map(test), range }, range }, typeOf, report);
    expect(found).toHaveLength(count);
  });
});

describe('inferCondition of nested groups', () => {
  const group = (kind: 'any' | 'all' | 'none', ...conditions: Condition[]): Condition => ({ kind, conditions, range });
  const not = (condition: Condition): Condition => ({ kind: 'not', condition, range });
  const tested = test('inputs.score != null');
  const untested = test('inputs.score == null');
  const used = test('inputs.score > 1');

  it.each<[string, Condition, number]>([
    ['a true all tells of each', group('all', group('all', tested, test('inputs.age')), used), 0],
    ['a true any tells of none', group('all', group('any', tested, test('inputs.age')), used), 1],
    ['a true none tells of each', group('all', group('none', untested, test('inputs.age')), used), 0],
    ['a false any tells of each', group('any', group('any', untested, test('inputs.age')), used), 0],
    ['a false all tells of none', group('any', group('all', untested, test('inputs.age')), used), 1],
    ['a false none tells of none', group('any', group('none', tested, test('inputs.age')), used), 1],
    ['a true any does not tell that each is false', group('all', group('any', untested, test('inputs.age')), used), 1],
    ['a false all does not tell that each is true', group('any', group('all', tested, test('inputs.age')), used), 1],
    [
      'a false none does not tell that each is false',
      group('any', group('none', untested, test('inputs.age')), used),
      1,
    ],
    ['not turns it round', group('all', not(untested), used), 0],
  ])('%s', (_sentence, condition, count) => {
    const { found, report } = collector('');
    inferCondition(condition, typeOf, report);
    expect(found).toHaveLength(count);
  });
});

describe('inferValue', () => {
  it('gives maps and lists the shape that is written', () => {
    const expression = (text: string): Value => ({ kind: 'expression', expression: parse(text), range });
    const value: Value = {
      kind: 'map',
      entries: [
        { key: 'a', keyRange: range, value: { kind: 'literal', value: 5, range } },
        { key: 'b', keyRange: range, value: { kind: 'list', items: [expression('inputs.name')], range } },
        { key: 'c', keyRange: range, value: { kind: 'text', parts: ['x', parse('inputs.score')], range } },
      ],
      range,
    };
    const { found, report } = collector('');
    expect(inferValue(value, typeOf, report)).toEqual({
      type: 'object',
      properties: { a: { type: 'integer', const: 5 }, b: { type: 'array', items: STRING }, c: STRING },
      required: ['a', 'b', 'c'],
      additionalProperties: false,
    });
    expect(found).toEqual([]);
  });

  it('reports what is wrong inside of a text', () => {
    const { found, report } = collector('');
    inferValue({ kind: 'text', parts: [parse('inputs.nmae')], range }, typeOf, report);
    expect(found.map(({ code }) => code)).toEqual(['FL1305']);
  });
});
