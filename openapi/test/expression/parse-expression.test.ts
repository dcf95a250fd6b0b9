import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../src/language/expression/parse-expression.ts';
import { parse, parseAll, show } from './support.ts';

const TREES: readonly (readonly [sentence: string, text: string, want: string])[] = [
  ['a whole number is a literal', '42', '42'],
  ['a number may have a fraction and an exponent', '1.5e3', '1500'],
  ['both kinds of quotes make a text', `['a', "b"]`, '["a", "b"]'],
  ['a text may hold the other quote', `"it's"`, `"it's"`],
  ['a text may hold escapes', String.raw`'it\'s \\ \n A \" \u00e9'`, JSON.stringify(`it's \\ \n A " é`)],
  [
    'the literals have two spellings',
    '[true, false, null, True, False, None]',
    '[true, false, null, true, false, null]',
  ],
  ['an empty list is a list', '[]', '[]'],
  ['a path goes on', 'a.b.c', 'a.b.c'],
  ['a literal text as key is a property', `a['k'].b["two words"]`, 'a.k.b.two words'],
  ['a key that is computed is an index', 'a[b.c]', 'a[b.c]'],
  ['an index may be negative', 'a[-1][0]', 'a[(- 1)][0]'],
  ['any word may follow a dot', 'a.if.and.null.length.in', 'a.if.and.null.length.in'],
  ['the name of a function alone is a reference', 'length + first', '(length + first)'],
  ['blanks and line breaks are free', ' a\n.b [ 0 ]\t+ 1 ', '(a.b[0] + 1)'],
  ['a path binds tighter than a minus', '-a.b[0]', '(- a.b[0])'],
  ['a minus binds tighter than a pipe', '-x | abs', 'abs((- x))'],
  ['! binds tighter than a pipe', '!x | string', 'string((not x))'],
  ['a pipe binds tighter than *', 'a * b | abs', '(a * abs(b))'],
  ['a pipe binds tighter than * on its left', 'a | abs * b', '(abs(a) * b)'],
  ['* binds tighter than +', 'a + b * c', '(a + (b * c))'],
  ['/ and % are as tight as *', 'a / b % c * d', '(((a / b) % c) * d)'],
  ['+ and - go from left to right', 'a - b + c', '((a - b) + c)'],
  ['+ binds tighter than ??', 'a ?? b + c', '(a ?? (b + c))'],
  ['?? binds tighter than a comparison', 'a ?? 0 >= b', '((a ?? 0) >= b)'],
  ['?? binds tighter than ==', "a == b ?? 'x'", '(a == (b ?? "x"))'],
  ['a comparison binds tighter than not', 'not a == b', '(not (a == b))'],
  ['! binds tighter than a comparison', '!a == b', '((not a) == b)'],
  ['not binds tighter than and', 'not a and b', '((not a) and b)'],
  ['not may follow and', 'a and not b or c', '((a and (not b)) or c)'],
  ['and binds tighter than or', 'a or b and c', '(a or (b and c))'],
  ['the symbols mean the same', 'a || b && !c', '(a or (b and (not c)))'],
  ['in and not in are comparisons', 'a in b and c + d not in e', '((a in b) and ((c + d) not in e))'],
  ['not before in negates it all', 'not a in b', '(not (a in b))'],
  [
    'every comparison is read',
    '[a<b, a<=b, a>b, a>=b, a==b, a!=b]',
    '[(a < b), (a <= b), (a > b), (a >= b), (a == b), (a != b)]',
  ],
  ['or binds tighter than ?:', 'a or b ? c : d', '((a or b) ? c : d)'],
  ['or binds tighter than if else', 'c if a or b else d', '((a or b) ? c : d)'],
  ['?: is right-associative', 'a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
  ['?: nests in the middle', 'a ? b ? c : d : e', '(a ? (b ? c : d) : e)'],
  ['if else is right-associative', 'a if b else c if d else e', '(b ? a : (d ? c : e))'],
  ['the two choices mix in parentheses', 'a ? (b if c else d) : e', '(a ? (c ? b : d) : e)'],
  ['the two choices may stand in one list', '[a ? b : c, d if e else f]', '[(a ? b : c), (e ? d : f)]'],
  ['parentheses change the order', '(a + b) * c', '((a + b) * c)'],
  ['parentheses allow two comparisons', '(a < b) == (c < d)', '((a < b) == (c < d))'],
  ['a path may follow parentheses', '(a ?? b).c[0]', '(a ?? b).c[0]'],
  ['a path may follow a call', 'first(a).b', 'first(a).b'],
  ['a path may follow a list and a text', `[1, 2][0] + 'abc'.length`, '([1, 2][0] + "abc".length)'],
  ['a call takes arguments', 'round(a, 2) + max(1, 2, 3)', '(round(a, 2) + max(1, 2, 3))'],
  ['a pipe is a call', 'x | default(0) | round', 'round(default(x, 0))'],
  ['a pipe takes more arguments', "x | join(', ')", 'join(x, ", ")'],
  ['a pipe may have empty parentheses', 'x | length()', 'length(x)'],
  ['minus signs may pile up', '- -a', '(- (- a))'],
  ['a minus without blanks subtracts', 'a-1', '(a - 1)'],
];

const CONDITIONS: readonly (readonly [sentence: string, text: string, want: string])[] = [
  ['without ${ names are references', 'user.age >= 18 and active', '((user.age >= 18) and active)'],
  ['${…} stands for parentheses', '${a or b} and ${c}', '((a or b) and c)'],
  [
    'operators stand between the ${…}',
    '${user.status} == "active" and not ${user.blocked}',
    '((user.status == "active") and (not user.blocked))',
  ],
  ['a choice inside of ${…} is in parentheses', '${a if b else c} == 1', '((b ? a : c) == 1)'],
  ['a ${…} may be the whole condition', ' ${a.b > 1} ', '(a.b > 1)'],
  ['functions may stand outside', 'length(${a}) > 2 or ${b} | length > 3', '((length(a) > 2) or (length(b) > 3))'],
  ['literals and lists may stand outside', "${a} in ['x', True, None, 3]", '(a in ["x", true, null, 3])'],
  ['a path may follow a ${…}', '${a}.b == ${c}[0]', '(a.b == c[0])'],
  ['nothing expands inside quotes', `"\${a}" == 'x'`, '("${a}" == "x")'],
  ['quotes with a brace inside of a ${…} are honoured', "${a == '}'}", '(a == "}")'],
  ['a literal word on the right is no text', '${a} == null', '(a == null)'],
];

describe('parseExpression', () => {
  it.each(TREES)('%s', (_sentence, text, want) => {
    expect(show(parse(text))).toBe(want);
  });

  it.each(CONDITIONS)('reads a condition: %s', (_sentence, text, want) => {
    const { tree, found } = parseAll(text, 'condition');
    expect(tree && show(tree)).toBe(want);
    expect(found).toEqual([]);
  });

  it.each([
    ['${a} == active', '(a == "active")', 'active', 8],
    ['${a} != active and ${b}', '((a != "active") and b)', 'active', 8],
    ['(${a} == first) or ${b}', '((a == "first") or b)', 'first', 9],
  ])('reads a bare word on the right of a comparison as text, with a warning: %s', (text, want, at, start) => {
    const { tree, found } = parseAll(text, 'condition');
    expect(tree && show(tree)).toBe(want);
    expect(found).toMatchObject([{ code: 'FL1205', at, start, hint: `Write '${at}'` }]);
  });

  it('gives every node its range in the file, through the map of the caller', () => {
    const text = "'😀' + user.name";
    const tree = parseExpression(
      text,
      (index) => index + 1000,
      () => {},
    );
    expect(tree).toMatchObject({
      range: { start: 1000, end: 1016 },
      left: { range: { start: 1000, end: 1004 } },
      right: {
        range: { start: 1007, end: 1016 },
        nameRange: { start: 1012, end: 1016 },
        object: { range: { start: 1007, end: 1011 } },
      },
    });
  });

  it('leaves parentheses out of a range, so that a caret stands under the name', () => {
    expect(parse(' ( abc ) ').range).toEqual({ start: 3, end: 6 });
  });

  it('gives calls the range of their name and of the whole', () => {
    expect(parse('f.x | round( 2 )')).toMatchObject({ nameRange: { start: 6, end: 11 }, range: { start: 0, end: 16 } });
    expect(parse(' round(2 )')).toMatchObject({ nameRange: { start: 1, end: 6 }, range: { start: 1, end: 10 } });
  });

  it('takes 100 levels of nesting and 1,000 operators', () => {
    expect(parseAll(`${'('.repeat(100)}1${')'.repeat(100)}`).found).toEqual([]);
    expect(parseAll(`1${'+1'.repeat(1000)}`).found).toEqual([]);
    expect(parseAll(`'${'x'.repeat(9998)}'`).found).toEqual([]);
  });
});
