import type { Report } from '../diagnostics.ts';
import { enclose } from '../edits.ts';
import type { Json, Range } from '../model.ts';
import type { Expression } from './ast.ts';
import { checkCall } from './check-call.ts';
import type { Token } from './lexer.ts';
import { type Infix, infixAt, isOperatorWord, isSymbol, LITERAL_WORDS, POWER } from './operators.ts';
import { chained, missingValue, mixedChoices, nameOutside, SyntaxMistake, unexpected } from './syntax-mistake.ts';
import { TokenCursor } from './token-cursor.ts';

/** After a bare word these make it more than the right side of a comparison. */
const CONTINUES_A_VALUE = ['.', '[', '(', '|', '*', '/', '%', '+', '-', '??'];

type ChoiceForm = 'symbols' | 'words';

/**
 * Pratt parser: `value` reads an operand and then every operator that binds tighter than the one before it. Throws
 * `SyntaxMistake` at the first mistake of syntax; reports mistakes that do not hide the rest (an unknown function).
 */
export class Parser extends TokenCursor {
  readonly #report: Report;
  /** Between the `${…}` of a condition that is written the old way. */
  #outside: boolean;

  constructor(tokens: readonly Token[], rangeOf: (span: Range) => Range, report: Report, oldWay: boolean) {
    super(tokens, rangeOf);
    this.#report = report;
    this.#outside = oldWay;
  }

  parse(): Expression {
    const expression = this.#choice();
    if (this.token.kind !== 'end') throw unexpected(this.token);
    return expression;
  }

  #choice(form?: ChoiceForm): Expression {
    return this.nested(() => {
      const first = this.#value(0);
      if (this.is('?')) return this.#choiceOfSymbols(first, form);
      if (this.is('if')) return this.#choiceOfWords(first, form);
      return first;
    });
  }

  #choiceOfSymbols(condition: Expression, outer: ChoiceForm | undefined): Expression {
    const mark = this.take();
    if (outer === 'words') throw mixedChoices(mark);
    const then = this.#choice('symbols');
    if (this.token.kind === 'end') throw new SyntaxMistake(mark, '`?` has no `:`', 'A choice is `c ? a : b`');
    if (!this.is(':')) throw unexpected(this.token);
    this.take();
    const otherwise = this.#choice('symbols');
    return { kind: 'choice', condition, then, else: otherwise, range: across(condition, otherwise) };
  }

  #choiceOfWords(then: Expression, outer: ChoiceForm | undefined): Expression {
    const word = this.take();
    if (outer === 'symbols') throw mixedChoices(word);
    const condition = this.#value(0);
    if (this.is('?')) throw mixedChoices(this.token);
    if (this.token.kind === 'end') {
      throw new SyntaxMistake(word, '`if` has no `else`', 'A choice is `a if c else b`');
    }
    if (!this.is('else')) throw unexpected(this.token);
    this.take();
    const otherwise = this.#choice('words');
    return { kind: 'choice', condition, then, else: otherwise, range: across(then, otherwise) };
  }

  #value(power: number): Expression {
    let left = this.#operand(power);
    let compared = false;
    for (;;) {
      const infix = infixAt(this.token, this.ahead(1));
      if (!infix || infix.power <= power) return left;
      const comparison = infix.power === POWER.comparison;
      if (compared && comparison) throw chained(this.token);
      left = infix.operator === '|' ? this.#pipe(left) : this.#infix(left, infix);
      compared = comparison;
    }
  }

  #infix(left: Expression, { operator, power, tokens }: Infix): Expression {
    for (let count = 0; count < tokens; count++) this.take();
    this.count();
    const compares = operator === '==' || operator === '!=';
    const right = (compares ? this.#bareWord() : undefined) ?? this.#value(power);
    const range = across(left, right);
    if (operator === 'and' || operator === 'or' || operator === '??')
      return { kind: 'logical', operator, left, right, range };
    if (operator === '|') throw unexpected(this.token);
    return { kind: 'binary', operator, left, right, range };
  }

  /** The old way: a name outside of every `${…}`, on the right of `==` or `!=`, is a text. */
  #bareWord(): Expression | undefined {
    const word = this.token;
    if (!this.#outside || word.kind !== 'name' || isOperatorWord(word) || Object.hasOwn(LITERAL_WORDS, word.text))
      return;
    if (CONTINUES_A_VALUE.some((symbol) => isSymbol(this.ahead(1), symbol))) return;
    this.take();
    const range = this.range(word);
    this.#report('FL1205', range, `\`${word.text}\` is read as a text`, `Write '${word.text}'`, enclose(range, "'"));
    return { kind: 'literal', value: word.text, range };
  }

  #operand(power: number): Expression {
    const token = this.token;
    if (isSymbol(token, 'not')) {
      if (power > POWER.not) {
        throw new SyntaxMistake(
          token,
          '`not` binds less tightly than what is before it',
          'Put `not …` in parentheses, or write `!`',
        );
      }
      return this.#unary('not', POWER.not);
    }
    if (isSymbol(token, '!')) return this.#unary('not', POWER.unary);
    if (isSymbol(token, '-')) return this.#unary('-', POWER.unary);
    return this.#path(this.#primary());
  }

  #unary(operator: 'not' | '-', power: number): Expression {
    return this.nested(() => {
      const { start } = this.range(this.take());
      const operand = this.#value(power);
      return { kind: 'unary', operator, operand, range: { start, end: operand.range.end } };
    });
  }

  #primary(): Expression {
    const token = this.token;
    if (token.kind === 'number') return this.#literal(Number(token.text));
    if (token.kind === 'text') return this.#literal(token.text);
    if (isSymbol(token, '(')) return this.#enclosed(')');
    if (isSymbol(token, '[')) return this.#list();
    if (isSymbol(token, '${') && this.#outside) return this.#template();
    if (token.kind !== 'name' || isOperatorWord(token)) throw missingValue(token, this.previous);
    const word = LITERAL_WORDS[token.text];
    if (word !== undefined && Object.hasOwn(LITERAL_WORDS, token.text)) return this.#literal(word);
    if (isSymbol(this.ahead(1), '(')) return this.#call();
    if (this.#outside) throw nameOutside(token);
    this.take();
    return { kind: 'reference', name: token.text, range: this.range(token) };
  }

  #literal(value: Json): Expression {
    return { kind: 'literal', value, range: this.range(this.take()) };
  }

  /** Ranges leave the parentheses out, so that a caret stands under the name and not under what surrounds it. */
  #enclosed(closer: string): Expression {
    const opener = this.take();
    const inner = this.#choice();
    this.close(opener, closer);
    return inner;
  }

  #template(): Expression {
    this.#outside = false;
    const inner = this.#enclosed('}');
    this.#outside = true;
    return inner;
  }

  #list(): Expression {
    const opener = this.take();
    const { items, closer } = this.#items(opener, ']');
    return { kind: 'list', items, range: this.range(opener, closer) };
  }

  #items(opener: Token, bracket: string): { items: Expression[]; closer: Token } {
    const items: Expression[] = [];
    while (!this.is(bracket) || items.length > 0) {
      items.push(this.#choice());
      if (!this.is(',')) break;
      this.take();
    }
    return { items, closer: this.close(opener, bracket) };
  }

  #path(start: Expression): Expression {
    let object = start;
    for (;;) {
      if (this.is('.')) object = this.#property(object);
      else if (this.is('[')) object = this.#index(object);
      else if (this.is('(')) throw this.#notAFunction(object);
      else return object;
      this.count();
    }
  }

  #property(object: Expression): Expression {
    const dot = this.take();
    const token = this.token;
    if (token.kind === 'number') {
      const hint = `Write \`[${token.text}]\``;
      const isIndex = /^\d+$/.test(token.text) && dot.end === token.start;
      const fix = [{ range: { start: dot.start, end: token.end }, text: `[${token.text}]` }];
      const message = 'A property does not begin with a digit';
      throw new SyntaxMistake(token, message, hint, 'FL1201', isIndex ? fix : undefined);
    }
    if (token.kind !== 'name') {
      throw new SyntaxMistake(dot, 'A property is missing after `.`', 'Write the name of one, or remove the dot');
    }
    const nameRange = this.range(this.take());
    return {
      kind: 'property',
      object,
      name: token.text,
      nameRange,
      range: { start: object.range.start, end: nameRange.end },
    };
  }

  #index(object: Expression): Expression {
    const opener = this.take();
    const index = this.#choice();
    const range = { start: object.range.start, end: this.range(this.close(opener, ']')).end };
    if (index.kind === 'literal' && typeof index.value === 'string') {
      return { kind: 'property', object, name: index.value, nameRange: index.range, range };
    }
    return { kind: 'index', object, index, range };
  }

  #notAFunction(object: Expression): SyntaxMistake {
    const hint =
      object.kind === 'property' ? `Functions are called so: \`x | ${object.name}\`` : 'Remove the parentheses';
    return new SyntaxMistake(this.token, 'Only a function can be called', hint);
  }

  #call(): Expression {
    const name = this.take();
    const opener = this.take();
    const { items, closer } = this.#items(opener, ')');
    return this.#checked(name, items, false, this.range(name, closer));
  }

  #pipe(left: Expression): Expression {
    const mark = this.take();
    this.count();
    const name = this.token;
    if (name.kind !== 'name' || isOperatorWord(name)) {
      throw new SyntaxMistake(mark, 'After `|` stands the name of a function', 'For "or" write `or`, or `||`');
    }
    this.take();
    const rest = this.is('(') ? this.#items(this.take(), ')') : { items: [], closer: name };
    if (this.is('.') || this.is('[')) {
      throw new SyntaxMistake(
        this.token,
        'A path cannot follow a pipe',
        `Write \`(… | ${name.text})${this.token.text}…\``,
      );
    }
    const range = { start: left.range.start, end: this.range(rest.closer).end };
    return this.#checked(name, [left, ...rest.items], true, range);
  }

  /** A call that cannot be made is reported, and the parser goes on with a value in its place. */
  #checked(name: Token, items: readonly Expression[], piped: boolean, range: Range): Expression {
    const nameRange = this.range(name);
    const known = checkCall(name.text, items.length, piped, nameRange, this.#report);
    if (!known) return { kind: 'literal', value: null, range };
    return { kind: 'call', function: known, nameRange, arguments: items, range };
  }
}

function across(first: Expression, last: Expression): Range {
  return { start: first.range.start, end: last.range.end };
}
