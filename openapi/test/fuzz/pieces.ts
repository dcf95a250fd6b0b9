/** Pieces of the language, and texts with mistakes in them. */
import { type Arbitrary, array, constantFrom, nat, oneof, option, string, tuple } from 'fast-check';

/** The text of an expression with some mistakes in it. */
export function mistaken(text: Arbitrary<string>): Arbitrary<string> {
  const added = oneof(constantFrom(...PIECES), string({ unit: 'binary', maxLength: 2 }));
  const mistakes = array(tuple(nat(1_000), nat(3), option(added, { nil: '' })), { minLength: 1, maxLength: 4 });
  return tuple(text, mistakes).map(([good, changes]) =>
    changes.reduce((changed, [place, cut, piece]) => {
      const at = place % (changed.length + 1);
      return changed.slice(0, at) + piece + changed.slice(at + cut);
    }, good),
  );
}

export const PIECES: readonly string[] = [
  ...[
    'a',
    '.',
    '(',
    ')',
    '[',
    ']',
    "'",
    '"',
    '|',
    '?',
    ':',
    '${',
    '}',
    '{',
    ',',
    ' ',
    '\n',
    '\\',
    '\\u',
    '😀',
    'é',
    '`',
    '$',
  ],
  ...[
    'not',
    'in',
    'if',
    'else',
    'and',
    'or',
    'null',
    'True',
    '==',
    '=',
    '===',
    '<',
    '&&',
    '||',
    '??',
    '-',
    '/',
    '*',
    '!',
  ],
  ...['1', '0', '01', '1.5', '1e400', '9007199254740993', 'length', 'default', 'constructor', '__proto__'],
];
