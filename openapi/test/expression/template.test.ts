import { describe, expect, it } from 'vitest';
import { splitTemplate } from '../../src/language/expression/template.ts';

/** Parts as short texts: `t:` a text, `e:` an expression, `u:` where an unclosed one begins. */
function split(text: string): string[] {
  return splitTemplate(text).map((part) => {
    if (part.kind === 'text') return `t:${part.text}`;
    return part.kind === 'expression' ? `e:${text.slice(part.start, part.end)}` : `u:${part.start}`;
  });
}

const TEXTS: readonly (readonly [sentence: string, text: string, want: readonly string[]])[] = [
  ['an empty text has no parts', '', []],
  ['a text without an expression is one part', 'plain $ {x} text', ['t:plain $ {x} text']],
  ['an expression may be the whole text', '${a.b}', ['e:a.b']],
  ['blanks inside belong to the expression', '${ a }', ['e: a ']],
  ['texts and expressions alternate', 'Dear ${a}, you are ${b}!', ['t:Dear ', 'e:a', 't:, you are ', 'e:b', 't:!']],
  ['expressions may touch', '${a}${b}', ['e:a', 'e:b']],
  ['a brace in quotes does not close', '${ "}" }x', ['e: "}" ', 't:x']],
  ['a brace in single quotes does not close', "${ '}' }", ["e: '}' "]],
  ['an escaped quote does not end the quotes', "${ 'it\\'s }' }", ["e: 'it\\'s }' "]],
  ['braces inside are counted', '${ {a: 1} } b', ['e: {a: 1} ', 't: b']],
  ['$${ writes a literal ${', 'a $${b} c', ['t:a ${b} c']],
  ['$${ may stand beside an expression', '$${a}${b}', ['t:${a}', 'e:b']],
  ['$${ may follow an expression', '${a}$${b}', ['e:a', 't:${b}']],
  ['only the last of three dollars escapes', '$$${a}', ['t:$${a}']],
  ['an unclosed expression is told by its dollar', 'ab ${c', ['t:ab ', 'u:3']],
  ['an expression before an unclosed one is kept', '${a} ${b', ['e:a', 't: ', 'u:5']],
  ['an unclosed quote ends at the next brace, so that the parser can show it', "${ user's } b", ["e: user's ", 't: b']],
  ['an unclosed quote without any brace is an unclosed expression', "${ user's", ['u:0']],
  ['an empty expression is one', '${}', ['e:']],
  ['emoji before an expression do not shift it', '😀${a}', ['t:😀', 'e:a']],
];

describe('splitTemplate', () => {
  it.each(TEXTS)('%s', (_sentence, text, want) => {
    expect(split(text)).toEqual(want);
  });
});
