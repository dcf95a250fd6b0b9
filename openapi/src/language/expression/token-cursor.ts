import type { Range } from '../model.ts';
import type { Token } from './lexer.ts';
import { isSymbol } from './operators.ts';
import { SyntaxMistake, unclosed } from './syntax-mistake.ts';

const DEEPEST = 100;

/** Bounds the height of the tree where nesting does not: `a + b + …` and `a.b.c…` grow to the left. */
const MOST_OPERATORS = 1_000;

const BOUND_HINT = 'Compute it in several steps, or in a task';

/** Walks over the tokens and keeps the parser within bounds. A `bad` token is thrown as soon as it is reached. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  readonly #rangeOf: (span: Range) => Range;
  #position = 0;
  /** The expression itself is no nesting. */
  #depth = -1;
  #operators = 0;

  constructor(tokens: readonly Token[], rangeOf: (span: Range) => Range) {
    this.#tokens = tokens;
    this.#rangeOf = rangeOf;
  }

  protected get token(): Token {
    const token = this.ahead(0);
    if (token.kind === 'bad') throw new SyntaxMistake(token, token.text, token.hint, 'FL1201', token.fix);
    return token;
  }

  protected get previous(): Token | undefined {
    return this.#tokens[this.#position - 1];
  }

  /** The token `count` after this one; at the end the last. */
  protected ahead(count: number): Token {
    const token = this.#tokens[this.#position + count] ?? this.#tokens.at(-1);
    if (!token) throw new Error('a list of tokens has an end');
    return token;
  }

  protected is(symbol: string): boolean {
    return isSymbol(this.token, symbol);
  }

  protected take(): Token {
    const token = this.token;
    this.#position++;
    return token;
  }

  protected close(opener: Token, closer: string): Token {
    if (!this.is(closer)) throw unclosed(opener, closer, this.token);
    return this.take();
  }

  /** The range in the file. */
  protected range(start: Range, end: Range = start): Range {
    return this.#rangeOf({ start: start.start, end: end.end });
  }

  protected nested<Result>(parse: () => Result): Result {
    if (++this.#depth > DEEPEST) {
      throw new SyntaxMistake(
        this.token,
        `The expression is nested deeper than ${DEEPEST} levels`,
        BOUND_HINT,
        'FL1206',
      );
    }
    const result = parse();
    this.#depth--;
    return result;
  }

  protected count(): void {
    if (++this.#operators > MOST_OPERATORS) {
      throw new SyntaxMistake(
        this.token,
        `The expression has more than ${MOST_OPERATORS} operators`,
        BOUND_HINT,
        'FL1206',
      );
    }
  }
}
