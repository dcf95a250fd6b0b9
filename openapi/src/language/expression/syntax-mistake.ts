/**
 * What to say of a syntax mistake. The parser stops at the first one by throwing it to its own entry: one mistake, one
 * diagnostic.
 */
import type { Fix } from '../edits.ts';
import type { Range } from '../model.ts';
import type { Token } from './lexer.ts';
import { isOperatorWord, isSymbol, OPERATOR_WORDS } from './operators.ts';

/** Never leaves `parseExpression`. `span` counts in indices of the expression's text. */
export class SyntaxMistake extends Error {
  readonly code: 'FL1201' | 'FL1206';
  readonly span: Range;
  readonly hint: string | undefined;
  /** In indices too. */
  readonly fix: Fix | undefined;

  constructor(span: Range, message: string, hint?: string, code: 'FL1201' | 'FL1206' = 'FL1201', fix?: Fix) {
    super(message);
    this.span = span;
    this.hint = hint;
    this.code = code;
    this.fix = fix;
  }
}

/** A value should begin at `token`; `previous` is the token before it. */
export function missingValue(token: Token, previous: Token | undefined): SyntaxMistake {
  if (token.kind === 'end') {
    if (!previous) return new SyntaxMistake(token, 'The expression is empty', 'Write a name or a value');
    return new SyntaxMistake(
      previous,
      `A value is missing after \`${previous.text}\``,
      'Write it, or remove the operator',
    );
  }
  if (isOperatorWord(token)) {
    const hint = `\`${token.text}\` is a word of the language; a text stands in quotes, a property of that name after a dot`;
    return new SyntaxMistake(token, `A value is missing before \`${token.text}\``, hint);
  }
  if (isSymbol(token, '${')) return nestedTemplate(token);
  const hint = 'Write it, or remove what stands here';
  return new SyntaxMistake(token, `A value is missing before \`${token.text}\``, hint);
}

/** An operator or the end should stand at `token`. */
export function unexpected(token: Token): SyntaxMistake {
  if (isSymbol(token, '${')) return nestedTemplate(token);
  if (token.kind === 'operator' || isOperatorWord(token)) return misplaced(token);
  const shown = token.kind === 'text' ? 'this text' : `\`${token.text}\``;
  const word = token.kind === 'name' ? token.text.toLowerCase() : '';
  const fix = OPERATOR_WORDS.includes(word) ? [{ range: token, text: word }] : undefined;
  return new SyntaxMistake(token, `An operator is missing before ${shown}`, missingOperatorHint(token), 'FL1201', fix);
}

/** `opener` has no `closer`; the expression ends, or something else stands at `token`. */
export function unclosed(opener: Token, closer: string, token: Token): SyntaxMistake {
  if (token.kind !== 'end') return unexpected(token);
  return new SyntaxMistake(opener, `\`${opener.text}\` is not closed`, `Close it with \`${closer}\``);
}

export function chained(token: Token): SyntaxMistake {
  const hint = 'Write `a < b and b < c`, or put one comparison in parentheses';
  return new SyntaxMistake(token, 'Comparisons cannot be chained', hint);
}

export function mixedChoices(token: Token): SyntaxMistake {
  return new SyntaxMistake(token, 'The two forms of a choice are mixed', 'Put the inner choice in parentheses');
}

export function nameOutside(token: Token): SyntaxMistake {
  const hint = `Write \`\${${token.text}}\` for its value, or '${token.text}' for the text`;
  return new SyntaxMistake(token, `\`${token.text}\` stands outside of the \${…} of this condition`, hint);
}

function nestedTemplate(token: Token): SyntaxMistake {
  return new SyntaxMistake(token, '`${` stands inside an expression already', 'Write the name alone');
}

function misplaced(token: Token): SyntaxMistake {
  const reasons: Readonly<Record<string, readonly [string, string]>> = {
    ')': ['`)` closes nothing', 'Remove it, or open it with `(` before'],
    ']': ['`]` closes nothing', 'Remove it, or open it with `[` before'],
    '}': ['`}` closes nothing', 'Remove it'],
    ':': ['`:` has no `?` before it', 'A choice is `c ? a : b`; a list has no slices'],
    else: ['`else` has no `if` before it', 'A choice is `a if c else b`'],
    not: ['`not` cannot stand between two values', 'Write `not in`, `!=` or `and not`'],
    '!': ['`!` cannot stand between two values', 'Write `not in`, `!=` or `and not`'],
  };
  const [message, hint] = reasons[token.text] ?? [
    `\`${token.text}\` cannot stand here`,
    'Remove it, or write a value before it',
  ];
  return new SyntaxMistake(token, message, hint);
}

function missingOperatorHint(token: Token): string {
  if (token.kind !== 'name') return 'Texts are joined with `+`';
  const word = token.text.toLowerCase();
  if (OPERATOR_WORDS.includes(word)) return `Write \`${word}\``;
  if (word === 'is') return 'Write `== null` or `!= null`';
  if (word === 'then' || word === 'elif') return 'A choice is `c ? a : b` or `a if c else b`';
  return 'Put a text in quotes';
}
