/** The table of operators: how tightly each binds, and how it is read. Larger binds tighter. */
import type { BinaryOperator, Logical } from './ast.ts';
import type { Token } from './lexer.ts';

export type InfixOperator = BinaryOperator | Logical['operator'] | '|';

export interface Infix {
  readonly operator: InfixOperator;
  readonly power: number;
  /** Number of tokens: `not in` has two. */
  readonly tokens: number;
}

export const POWER = {
  or: 20,
  and: 30,
  not: 40,
  comparison: 50,
  otherwise: 60,
  sum: 70,
  product: 80,
  pipe: 90,
  unary: 95,
};

export const INFIX_POWER: Readonly<Record<InfixOperator, number>> = {
  '|': POWER.pipe,
  '*': POWER.product,
  '/': POWER.product,
  '%': POWER.product,
  '+': POWER.sum,
  '-': POWER.sum,
  '??': POWER.otherwise,
  '<': POWER.comparison,
  '<=': POWER.comparison,
  '>': POWER.comparison,
  '>=': POWER.comparison,
  '==': POWER.comparison,
  '!=': POWER.comparison,
  in: POWER.comparison,
  'not in': POWER.comparison,
  and: POWER.and,
  or: POWER.or,
};

/** Every operator spells itself; these are the other spellings. */
const SPELLINGS: Readonly<Record<string, InfixOperator>> = { '&&': 'and', '||': 'or' };

export const LITERAL_WORDS: Readonly<Record<string, null | boolean>> = {
  null: null,
  None: null,
  true: true,
  True: true,
  false: false,
  False: false,
};

export const OPERATOR_WORDS: readonly string[] = ['and', 'or', 'not', 'in', 'if', 'else'];

/** Whether the token is this operator or word, and not a text of the same letters. */
export function isSymbol(token: Token, symbol: string): boolean {
  return (token.kind === 'operator' || token.kind === 'name') && token.text === symbol;
}

export function isOperatorWord(token: Token): boolean {
  return token.kind === 'name' && OPERATOR_WORDS.includes(token.text);
}

/** The infix operator that `token` and its successor spell, if any. */
export function infixAt(token: Token, next: Token): Infix | undefined {
  if (isSymbol(token, 'not') && isSymbol(next, 'in')) return { operator: 'not in', power: POWER.comparison, tokens: 2 };
  if (token.kind !== 'operator' && token.kind !== 'name') return undefined;
  const spelling = Object.hasOwn(SPELLINGS, token.text) ? SPELLINGS[token.text] : token.text;
  if (spelling === undefined || !isInfix(spelling)) return undefined;
  return { operator: spelling, power: INFIX_POWER[spelling], tokens: 1 };
}

function isInfix(text: string): text is InfixOperator {
  return Object.hasOwn(INFIX_POWER, text);
}
