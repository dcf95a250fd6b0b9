import { describe, expect, it } from 'vitest';
import { formatExpression } from '../../src/language/expression/format-expression.ts';
import type { Json } from '../../src/language/model.ts';
import { parse, show } from './support.ts';

const WRITTEN: readonly (readonly [sentence: string, text: string, want: string])[] = [
  ['blanks stand around operators and after commas', 'a+b==[1,2]', 'a + b == [1, 2]'],
  ['the words are those of the language', '!a && b || None == True', 'not a and b or null == true'],
  ['a choice has one spelling', 'a if b else c', 'b ? a : c'],
  ['a pipe is a call', "x | join(', ')", "join(x, ', ')"],
  ['pipes after a call stay pipes', 'x|default(0)|round|string', 'default(x, 0) | round | string'],
  ['a call of a call is a pipe', 'round(default(x, 0), 2)', 'default(x, 0) | round(2)'],
  ['a call that is read from stays a call', 'first(sort(x)).name', 'first(sort(x)).name'],
  ['a literal key is a name after a dot', `a['b'].c["two words"]["it's"]`, `a.b.c['two words']["it's"]`],
  ['indices stay', 'a[-1][b.c][0]', 'a[-1][b.c][0]'],
  ['parentheses that mean nothing are left out', '((a) + (b * c)) ?? ((d))', 'a + b * c ?? d'],
  ['parentheses that mean something stay', '(a + b) * c - (d - e)', '(a + b) * c - (d - e)'],
  ['operators go from left to right', '(a - b) - c', 'a - b - c'],
  ['comparisons do not chain', '(a < b) == (c < d)', '(a < b) == (c < d)'],
  ['`not` needs none around a comparison', 'not (a == b)', 'not a == b'],
  ['`!` stands where `not` would need parentheses', '(not a) == (not b)', '!a == !b'],
  ['`not` stands in parentheses that are needed anyway', '(!a).b', '(not a).b'],
  ['a minus binds tighter than an operator', '-(a) * -(b + c)', '-a * -(b + c)'],
  ['minus signs may pile up', '- - a', '--a'],
  ['choices are right-associative', 'a ? b : (c ? d : e)', 'a ? b : c ? d : e'],
  ['a choice nests in the middle', 'a ? (b ? c : d) : e', 'a ? b ? c : d : e'],
  ['a choice that decides stands in parentheses', '(a ? b : c) ? d : e', '(a ? b : c) ? d : e'],
  ['a choice in an operator stands in parentheses', '(a if b else c) + 1', '(b ? a : c) + 1'],
  [
    'a choice as argument, item or index needs none',
    '[a ? b : c, max(a ? b : c, 1), d[a ? 0 : 1]]',
    '[a ? b : c, max(a ? b : c, 1), d[a ? 0 : 1]]',
  ],
  [
    'a path follows what it needs to',
    "[1][0] + 'a'.length + (a ?? b).c + first(d).e",
    "[1][0] + 'a'.length + (a ?? b).c + first(d).e",
  ],
  ['`not in` is one operator', 'a not in b', 'a not in b'],
  ['texts stand in single quotes', '"a"', "'a'"],
  [
    'or in those that need no escape',
    `['it\\'s', "say \\"x\\"", 'both \\' and "']`,
    `["it's", 'say "x"', 'both \\' and "']`,
  ],
  ['escapes are kept short', String.raw`'\n\t\r\\ \u0041 \u0007 \ud800 😀'`, String.raw`'\n\t\r\\ A \u0007 \ud800 😀'`],
  ['a ${ in a text is no template', "'${a}' == b", "'$\\u007ba}' == b"],
  ['numbers are as short as they can be', '[1.50, 1e3, 0.1, 1E-7]', '[1.5, 1000, 0.1, 1e-7]'],
  ['a number that has too many digits keeps its exponent', '[1e16, 1e21, 12e20]', '[1e+16, 1e+21, 1.2e+21]'],
];

describe('formatExpression', () => {
  it.each(WRITTEN)('%s', (_sentence, text, want) => {
    expect(formatExpression(parse(text))).toBe(want);
    expect(show(parse(want))).toBe(show(parse(text)));
  });

  it('writes more pipes than the parser takes levels', () => {
    const text = `x${' | abs'.repeat(500)}`;
    expect(show(parse(formatExpression(parse(text))))).toBe(show(parse(text)));
  });

  it('writes literals that no parser gives', () => {
    const literal = (value: Json) => ({ kind: 'literal', value, range: { start: 0, end: 0 } }) as const;
    expect(formatExpression(literal([-1, ['a'], null]))).toBe("[-1, ['a'], null]");
    expect(() => formatExpression(literal({ a: 1 }))).toThrow(TypeError);
  });
});
