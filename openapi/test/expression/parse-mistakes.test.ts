import { describe, expect, it } from 'vitest';
import { type Mode, parseAll } from './support.ts';

type Mistake = readonly [text: string, start: number, at: string, message: string, hint?: string];

const SYNTAX: readonly Mistake[] = [
  ['', 0, '', 'The expression is empty'],
  ['  ', 2, '', 'The expression is empty'],
  ['a = 1', 2, '=', '`=` is not an operator', 'Use `==` to compare'],
  ['a === 1', 2, '===', '`===` is not an operator', 'Use `==`; it is strict already'],
  ['a !== 1', 2, '!==', '`!==` is not an operator', 'Use `!=`; it is strict already'],
  ['a <> 1', 2, '<>', '`<>` is not an operator', 'Use `!=`'],
  ['a => 1', 2, '=>', '`=>` is not an operator', 'Use `>=`'],
  ['a =< 1', 2, '=<', '`=<` is not an operator', 'Use `<=`'],
  ['a & b', 2, '&', '`&` is not an operator', 'Use `and`, or `&&`'],
  ['a ** 2', 2, '**', '`**` is not an operator', 'Multiply with `*`'],
  ['a // 2', 2, '//', '`//` is not an operator', 'Use `floor(a / b)`'],
  ['a?.b', 1, '?.', '`?.` is not an operator', 'Use `.`; a property of null is null'],
  ['a | (b)', 2, '|', 'After `|` stands the name of a function', 'For "or" write `or`, or `||`'],
  ['a |', 2, '|', 'After `|` stands the name of a function', 'For "or" write `or`, or `||`'],
  ["a == 'x", 5, "'", 'The text is not closed', "Close it with '"],
  ["'😀' + \"x", 7, '"', 'The text is not closed', 'Close it with "'],
  [`'a\\d'`, 2, '\\d', '`\\d` means nothing in a text'],
  ['“a”', 0, '“', 'A text does not stand in curly quotes'],
  ['`a`', 0, '`', 'A text does not stand in backticks'],
  ['{a: 1}', 0, '{', '`{` cannot stand in an expression', 'Write the map as YAML, with an expression in each value'],
  ['{ a }', 0, '{', '`{` cannot stand in an expression', 'An expression has one pair of braces: `${inputs.a}`'],
  ['a ; b', 2, ';', '`;` cannot stand in an expression', 'Put a text in quotes'],
  ["'😀' == 😀", 8, '😀', '`😀` cannot stand in an expression', 'Put a text in quotes'],
  ['a + é', 4, 'é', '`é` cannot stand in an expression'],
  ['naïve', 2, 'ï', '`ï` cannot stand in an expression'],
  ['5a', 0, '5a', '`5a` is neither a number nor a name', 'Put a text in quotes'],
  ['a == 007', 5, '007', 'A number does not begin with 0', 'Put a text of digits in quotes'],
  ['9007199254740993', 0, '9007199254740993', 'The number is too large to be exact'],
  ['1e999', 0, '1e999', 'The number is too large to be exact'],
  ['(a + b', 0, '(', '`(` is not closed', 'Close it with `)`'],
  ['length(a', 6, '(', '`(` is not closed', 'Close it with `)`'],
  ['a[0', 1, '[', '`[` is not closed', 'Close it with `]`'],
  ['[1, 2', 0, '[', '`[` is not closed', 'Close it with `]`'],
  ['a)', 1, ')', '`)` closes nothing'],
  ['(a]', 2, ']', '`]` closes nothing'],
  [
    'a < b < c',
    6,
    '<',
    'Comparisons cannot be chained',
    'Write `a < b and b < c`, or put one comparison in parentheses',
  ],
  ['a == b != c', 7, '!=', 'Comparisons cannot be chained'],
  ['a in b not in c', 7, 'not', 'Comparisons cannot be chained'],
  ['a ? b : c if d else e', 10, 'if', 'The two forms of a choice are mixed', 'Put the inner choice in parentheses'],
  ['a if b else c ? d : e', 14, '?', 'The two forms of a choice are mixed'],
  ['a if b ? c : d else e', 7, '?', 'The two forms of a choice are mixed'],
  ['a ? b if c else d : e', 6, 'if', 'The two forms of a choice are mixed'],
  ['a ? b', 2, '?', '`?` has no `:`', 'A choice is `c ? a : b`'],
  ['a if b', 2, 'if', '`if` has no `else`', 'A choice is `a if c else b`'],
  ['a : b', 2, ':', '`:` has no `?` before it'],
  ['a[1:2]', 3, ':', '`:` has no `?` before it', 'A choice is `c ? a : b`; a list has no slices'],
  ['a else b', 2, 'else', '`else` has no `if` before it'],
  ['a +', 2, '+', 'A value is missing after `+`'],
  ['a and', 2, 'and', 'A value is missing after `and`'],
  ['not', 0, 'not', 'A value is missing after `not`'],
  ['a not in', 6, 'in', 'A value is missing after `in`'],
  ['a + * b', 4, '*', 'A value is missing before `*`'],
  ['and b', 0, 'and', 'A value is missing before `and`'],
  [
    'a + in',
    4,
    'in',
    'A value is missing before `in`',
    '`in` is a word of the language; a text stands in quotes, a property of that name after a dot',
  ],
  ['[1, 2,]', 6, ']', 'A value is missing before `]`'],
  ['max(1, )', 7, ')', 'A value is missing before `)`'],
  ['a.', 1, '.', 'A property is missing after `.`'],
  ['a.+b', 1, '.', 'A property is missing after `.`'],
  ['a.0', 2, '0', 'A property does not begin with a digit', 'Write `[0]`'],
  ['a b', 2, 'b', 'An operator is missing before `b`', 'Put a text in quotes'],
  ["a 'b'", 2, "'b'", 'An operator is missing before this text', 'Texts are joined with `+`'],
  ['a AND b', 2, 'AND', 'An operator is missing before `AND`', 'Write `and`'],
  ['a is null', 2, 'is', 'An operator is missing before `is`', 'Write `== null` or `!= null`'],
  ['a not b', 2, 'not', '`not` cannot stand between two values', 'Write `not in`, `!=` or `and not`'],
  [
    'a == not b',
    5,
    'not',
    '`not` binds less tightly than what is before it',
    'Put `not …` in parentheses, or write `!`',
  ],
  ['-not b', 1, 'not', '`not` binds less tightly than what is before it'],
  ['${a}', 0, '${', '`${` stands inside an expression already', 'Write the name alone'],
  ['a + ${b}', 4, '${', '`${` stands inside an expression already', 'Write the name alone'],
  ['name.upper()', 10, '(', 'Only a function can be called', 'Functions are called so: `x | upper`'],
  ['(a)(b)', 3, '(', 'Only a function can be called'],
  ['x | first.name', 9, '.', 'A path cannot follow a pipe', 'Write `(… | first).…`'],
  ['x | split(",")[0]', 14, '[', 'A path cannot follow a pipe', 'Write `(… | split)[…`'],
];

const CONDITION: readonly Mistake[] = [
  ['${a', 0, '${', '`${` is not closed', 'Close it with `}`'],
  ['${a} and ${b', 9, '${', '`${` is not closed'],
  ['${}', 2, '}', 'A value is missing before `}`'],
  ['${ ${a} }', 3, '${', '`${` stands inside an expression already'],
  ['${a} }', 5, '}', '`}` closes nothing'],
  [
    'status == ${a}',
    0,
    'status',
    '`status` stands outside of the ${…} of this condition',
    "Write `${status}` for its value, or 'status' for the text",
  ],
  ['${a} == b.c', 8, 'b', '`b` stands outside of the ${…} of this condition'],
  ['${a} == in-progress', 8, 'in', 'A value is missing before `in`'],
  ['${a} == and ${b}', 8, 'and', 'A value is missing before `and`'],
  ['${a} == not ${b}', 8, 'not', '`not` binds less tightly than what is before it'],
  ['${a} == order-shipped', 8, 'order', '`order` stands outside of the ${…} of this condition'],
  ['${a} in [x]', 9, 'x', '`x` stands outside of the ${…} of this condition'],
  ['${a} >= limit', 8, 'limit', '`limit` stands outside of the ${…} of this condition'],
  ['${a} == very good', 13, 'good', 'An operator is missing before `good`'],
  ['${a} = 1', 5, '=', '`=` is not an operator'],
];

const CALLS: readonly (readonly [
  text: string,
  code: string,
  start: number,
  at: string,
  message: string,
  hint?: string,
])[] = [
  ['uper(a)', 'FL1202', 0, 'uper', 'There is no function `uper`', 'Did you mean `upper`?'],
  ['a | lenght', 'FL1202', 4, 'lenght', 'There is no function `lenght`', 'Did you mean `length`?'],
  ['len(a)', 'FL1202', 0, 'len', 'There is no function `len`', 'Did you mean `length`?'],
  ['constructor(a)', 'FL1202', 0, 'constructor', 'There is no function `constructor`'],
  ['a | b', 'FL1202', 4, 'b', 'There is no function `b`'],
  ['round()', 'FL1203', 0, 'round', '`round` takes 1 or 2 arguments, but 0 are given'],
  ['upper(a, b)', 'FL1203', 0, 'upper', '`upper` takes 1 argument, but 2 are given'],
  [
    'a | upper(b)',
    'FL1203',
    4,
    'upper',
    '`upper` takes 1 argument, but 2 are given',
    'What stands before the `|` is the first argument',
  ],
  ['a | default', 'FL1203', 4, 'default', '`default` takes 2 arguments, but 1 is given'],
  ['replace(a, b)', 'FL1203', 0, 'replace', '`replace` takes 3 arguments, but 2 are given'],
  ['max()', 'FL1203', 0, 'max', '`max` takes 1 or more arguments, but 0 are given'],
];

function check(mode: Mode, [text, start, at, message, hint]: Mistake): void {
  const { tree, found } = parseAll(text, mode);
  expect(tree).toBeUndefined();
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ code: 'FL1201', start, at, message });
  if (hint !== undefined) expect(found[0]?.hint).toBe(hint);
}

describe('parseExpression reports one mistake once, where it is', () => {
  it.each(SYNTAX.map((row) => [row[0], row] as const))('in `%s`', (_text, row) => check('expression', row));

  it.each(CONDITION.map((row) => [row[0], row] as const))('in the condition `%s`', (_text, row) =>
    check('condition', row),
  );

  it.each(CALLS.map((row) => [row[0], row] as const))(
    'in the call `%s`',
    (text, [, code, start, at, message, hint]) => {
      const { tree, found } = parseAll(text);
      expect(tree).toBeUndefined();
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ code, start, at, message });
      if (hint !== undefined) expect(found[0]?.hint).toBe(hint);
    },
  );

  it('goes on after an unknown function and reports the next mistake, too', () => {
    expect(parseAll('foo(1) + bar(2) + (').found.map(({ code, at }) => [code, at])).toEqual([
      ['FL1202', 'foo'],
      ['FL1202', 'bar'],
      ['FL1201', '('],
    ]);
  });

  it('drops the warning about a bare word when the condition does not parse', () => {
    expect(parseAll('${a} == b and and', 'condition').found.map(({ code }) => code)).toEqual(['FL1201']);
  });

  it.each([
    ['101 parentheses', `${'('.repeat(101)}1${')'.repeat(101)}`],
    ['101 minus signs', `${'-'.repeat(101)}1`],
    ['101 lists', '['.repeat(101)],
    ['101 choices', `${'a ? b : '.repeat(101)}c`],
    ['1,001 operators', `1${'+1'.repeat(1001)}`],
    ['1,001 properties', `a${'.b'.repeat(1001)}`],
    ['1,001 pipes', `a${'|abs'.repeat(1001)}`],
    ['10,001 characters', `'${'x'.repeat(9999)}'`],
  ])('refuses %s', (_what, text) => {
    expect(parseAll(text).tree).toBeUndefined();
    expect(parseAll(text).found.map(({ code }) => code)).toEqual(['FL1206']);
  });
});
