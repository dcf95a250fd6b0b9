import type { Json } from '../model.ts';
import type { Binary, BinaryOperator, Expression, Unary } from './ast.ts';
import { ExpressionError } from './expression-error.ts';
import { containedIn, TOO_LARGE } from './function-bodies.ts';
import { describeValue, equal, LARGEST } from './json-value.ts';

type Evaluate<Scope> = (scope: Scope) => Json;

const NUMBERS = 'two numbers';
const ORDERED = 'two numbers or two texts';

/** `-x` of a number. */
export function compileNegation<Scope>({ operand }: Unary, inner: Evaluate<Scope>): Evaluate<Scope> {
  return (scope) => {
    const value = inner(scope);
    if (typeof value === 'number') return 0 - value;
    throw new ExpressionError(`\`-\` needs a number, but is given ${describeValue(value)}`, operand.range);
  };
}

/** Both sides are always evaluated, the left one first. */
export function compileBinary<Scope>(binary: Binary, left: Evaluate<Scope>, right: Evaluate<Scope>): Evaluate<Scope> {
  const apply = OPERATIONS[binary.operator];
  return (scope) => apply(left(scope), right(scope), binary);
}

const OPERATIONS: Readonly<Record<BinaryOperator, (left: Json, right: Json, binary: Binary) => Json>> = {
  '==': equal,
  '!=': (left, right) => !equal(left, right),
  '<': (left, right, binary) => compared(left, right, binary) < 0,
  '<=': (left, right, binary) => compared(left, right, binary) <= 0,
  '>': (left, right, binary) => compared(left, right, binary) > 0,
  '>=': (left, right, binary) => compared(left, right, binary) >= 0,
  '+': add,
  '-': (left, right, binary) => calculated(left, right, binary, (a, b) => a - b),
  '*': (left, right, binary) => calculated(left, right, binary, (a, b) => a * b),
  '/': (left, right, binary) => calculated(left, divisor(right, binary), binary, (a, b) => a / b),
  /** The rest has the sign of the left side. */
  '%': (left, right, binary) => calculated(left, divisor(right, binary), binary, (a, b) => a % b),
  in: isIn,
  'not in': (left, right, binary) => !isIn(left, right, binary),
};

/** Texts by their UTF-16 units, the same in every country. */
function compared(left: Json, right: Json, binary: Binary): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  throw wrongOperands(left, right, binary, ORDERED);
}

function add(left: Json, right: Json, binary: Binary): Json {
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right, binary);
  if (typeof left !== 'string' || typeof right !== 'string') throw wrongOperands(left, right, binary, ORDERED);
  if (left.length + right.length > LARGEST) throw new ExpressionError(`\`+\` ${TOO_LARGE}`, binary.range);
  return left + right;
}

function calculated(left: Json, right: Json, binary: Binary, operation: (a: number, b: number) => number): number {
  if (typeof left !== 'number' || typeof right !== 'number') throw wrongOperands(left, right, binary, NUMBERS);
  return finite(operation(left, right), binary);
}

function divisor(right: Json, binary: Binary): Json {
  if (right !== 0) return right;
  throw new ExpressionError(noDivisor(binary), binary.right.range);
}

export function noDivisor({ operator }: Binary): string {
  return `\`${operator}\` cannot divide by zero`;
}

/** JSON has no infinity; and no -0, which `+ 0` makes a plain 0. */
function finite(result: number, { operator, range }: Binary): number {
  if (Number.isFinite(result)) return result + 0;
  throw new ExpressionError(`\`${operator}\` gives a number that is too large`, range);
}

function isIn(left: Json, right: Json, binary: Binary): boolean {
  if (right === null || (typeof right !== 'string' && typeof right !== 'object')) {
    const message = `\`${binary.operator}\` needs a list, a text or an object on the right, but is given ${describeValue(right)}`;
    throw new ExpressionError(message, binary.right.range);
  }
  return containedIn(
    left,
    right,
    (message) => new ExpressionError(`\`${binary.operator}\` ${message}`, binary.left.range),
  );
}

function wrongOperands(
  left: Json,
  right: Json,
  { operator, left: first, right: second, range }: Binary,
  needs: string,
) {
  const fits = (value: Json) => typeof value === 'number' || (needs === ORDERED && typeof value === 'string');
  const blame = (side: string, value: Json, operand: Expression) =>
    new ExpressionError(
      `\`${operator}\` needs ${needs}, but the ${side} side is ${describeValue(value)}`,
      operand.range,
    );
  if (!fits(left)) return blame('left', left, first);
  if (!fits(right)) return blame('right', right, second);
  const sides = `the left side is ${describeValue(left)} and the right side ${describeValue(right)}`;
  return new ExpressionError(`\`${operator}\` needs ${needs}, but ${sides}`, range);
}
