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

const INFIXES: Readonly<Record<string, readonly [InfixOperator, number]>> = {
  '|': ['|', POWER.pipe],
  '*': ['*', POWER.product],
  '/': ['/', POWER.product],
  '%': ['%', POWER.product],
  '+': ['+', POWER.sum],
  '-': ['-', POWER.sum],
  '??': ['??', POWER.otherwise],
  '<': ['<', POWER.comparison],
  '<=': ['<=', POWER.comparison],
  '>': ['>', POWER.comparison],
  '>=': ['>=', POWER.comparison],
  '==': ['==', POWER.comparison],
  '!=': ['!=', POWER.comparison],
  in: ['in', POWER.comparison],
  and: ['and', POWER.and],
  '&&': ['and', POWER.and],
  or: ['or', POWER.or],
  '||': ['or', POWER.or],
};

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
  const found = Object.hasOwn(INFIXES, token.text) ? INFIXES[token.text] : undefined;
  return found && { operator: found[0], power: found[1], tokens: 1 };
}
