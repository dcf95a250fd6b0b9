/** Arbitrary trees of expressions, as the parser makes them: most fit together by their types, some do not. */
import {
  type Arbitrary,
  array,
  boolean,
  constant,
  constantFrom,
  createDepthIdentifier,
  double,
  integer,
  letrec,
  nat,
  oneof,
  string,
  tuple,
} from 'fast-check';
import {
  type BinaryOperator,
  type Expression,
  FUNCTION_NAMES,
  type FunctionName,
  type Logical,
} from '../../src/language/expression/ast.ts';
import { FUNCTIONS } from '../../src/language/expression/functions.ts';
import { binary, call, choice, index, literal, logical, property, range } from './nodes.ts';

/** Of the roots and properties of the values that the expressions are evaluated with. */
export const ROOTS = ['v', 'w'] as const;
export const NAMES = ['a', 'b', 'c'] as const;

const NASTY = ["'", '"', '\\', '${', '}', '\n', '\u0000', '\u2028', '\ud83d', '😀', '$', 'u0041'];

/** Short texts that are likely to be equal, and some that are hard to write. */
const texts = oneof(
  { arbitrary: constantFrom('', 'a', 'b', 'ab', '2', 'length'), weight: 6 },
  { arbitrary: array(constantFrom(...NASTY), { maxLength: 4 }).map((parts) => parts.join('')), weight: 1 },
  { arbitrary: string({ unit: 'binary', maxLength: 5 }), weight: 1 },
);
const numbers = oneof(
  { arbitrary: nat(3), weight: 4 },
  { arbitrary: constantFrom(0.5, 2.5, 3.25), weight: 2 },
  { arbitrary: double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0), weight: 1 },
  { arbitrary: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), weight: 1 },
);
const names = oneof({ arbitrary: constantFrom(...NAMES, 'length'), weight: 8 }, { arbitrary: texts, weight: 1 });

/** No interface, since only this fits the index signature that `letrec` asks for. */
type Trees = {
  readonly number: Expression;
  readonly text: Expression;
  readonly truth: Expression;
  readonly list: Expression;
  readonly path: Expression;
  readonly test: Expression;
  readonly any: Expression;
};

const reference: Arbitrary<Expression> = constantFrom(...ROOTS).map((name) => ({ kind: 'reference', name, range }));
const depthIdentifier = createDepthIdentifier();

function grown(leaf: Arbitrary<Expression>, ...larger: readonly Arbitrary<Expression>[]): Arbitrary<Expression> {
  return oneof({ depthIdentifier, depthSize: 'small', maxDepth: 6 }, leaf, ...larger);
}

/** With as many arguments as the function takes. */
function anyCall(argument: Arbitrary<Expression>): Arbitrary<Expression> {
  return constantFrom(...FUNCTION_NAMES).chain((name) => {
    const { minArguments, maxArguments } = FUNCTIONS[name];
    const given = array(argument, { minLength: minArguments, maxLength: Math.min(maxArguments, minArguments + 1) });
    return given.map((list) => call(name, ...list));
  });
}

const trees = letrec<Trees>((tie) => {
  const number = tie('number');
  const text = tie('text');
  const truth = tie('truth');
  const list = tie('list');
  const path = tie('path');
  const any = tie('any');
  const compared = constantFrom<BinaryOperator[]>('==', '!=', '<', '<=', '>', '>=');
  const calculated = constantFrom<BinaryOperator[]>('+', '-', '*', '/', '%');
  const member = constantFrom<BinaryOperator[]>('in', 'not in');
  const connected = constantFrom<Logical['operator'][]>('and', 'or', '??');
  return {
    path: grown(
      reference,
      tuple(path, names).map(property),
      tuple(path, oneof(numbers.map(literal), number, any)).map(index),
      tuple(any, names).map(property),
    ),
    number: grown(
      numbers.map(literal),
      path,
      tuple(calculated, number, number).map(([operator, left, right]) => binary(operator, left, right)),
      number.map((operand): Expression => ({ kind: 'unary', operator: '-', operand, range })),
      tuple(constantFrom<FunctionName[]>('abs', 'floor', 'ceil', 'round', 'int'), number).map(([name, one]) =>
        call(name, one),
      ),
      oneof(text, list).map((one) => call('length', one)),
      tuple(truth, number, number).map(choice),
    ),
    text: grown(
      texts.map(literal),
      path,
      tuple(text, text).map(([left, right]) => binary('+', left, right)),
      tuple(constantFrom<FunctionName[]>('upper', 'lower', 'trim', 'json'), text).map(([name, one]) => call(name, one)),
      any.map((one) => call('string', one)),
      tuple(list, text).map(([one, separator]) => call('join', one, separator)),
      tuple(truth, text, text).map(choice),
    ),
    test: tuple(
      path,
      compared,
      oneof(constant(literal(null)), numbers.map(literal), texts.map(literal)),
      boolean(),
    ).map(([one, operator, other, turned]) => (turned ? binary(operator, other, one) : binary(operator, one, other))),
    truth: grown(
      boolean().map(literal),
      path,
      tie('test'),
      tuple(compared, number, number).map(([operator, left, right]) => binary(operator, left, right)),
      tuple(compared, text, text).map(([operator, left, right]) => binary(operator, left, right)),
      tuple(member, any, list).map(([operator, left, right]) => binary(operator, left, right)),
      tuple(constantFrom('and' as const, 'or' as const), truth, truth).map(([operator, left, right]) =>
        logical(operator, left, right),
      ),
      any.map((operand): Expression => ({ kind: 'unary', operator: 'not', operand, range })),
    ),
    list: grown(
      array(any, { maxLength: 3 }).map((items): Expression => ({ kind: 'list', items, range })),
      path,
      tuple(text, text).map(([one, separator]) => call('split', one, separator)),
      tuple(constantFrom<FunctionName[]>('sort', 'unique'), list).map(([name, one]) => call(name, one)),
    ),
    any: grown(
      oneof(reference, numbers.map(literal), texts.map(literal), constantFrom(null, true, false).map(literal)),
      path,
      number,
      text,
      truth,
      list,
      // What follows a test relies on what it shows.
      tuple(connected, tie('test'), oneof(number, text, any)).map(([operator, left, right]) =>
        logical(operator, left, right),
      ),
      tuple(tie('test'), any, any).map(choice),
      tuple(truth, any, any).map(choice),
      tuple(connected, any, any).map(([operator, left, right]) => logical(operator, left, right)),
      tuple(oneof(compared, calculated, member), any, any).map(([operator, left, right]) =>
        binary(operator, left, right),
      ),
      any.map((operand): Expression => ({ kind: 'unary', operator: '-', operand, range })),
      anyCall(any),
    ),
  };
});

export const expressions: Arbitrary<Expression> = trees.any;

/** The same tree as text, without places. */
export function bare(tree: Expression | undefined): string {
  return JSON.stringify(tree, (key, value: unknown) => (key === 'range' || key === 'nameRange' ? undefined : value));
}
