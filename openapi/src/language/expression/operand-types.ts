/** Checks of operand types. Only what fails in every run is an error; what may be null is a warning. */
import type { Report } from '../diagnostics.ts';
import type { JsonType, Range, ValueType } from '../model.ts';
import {
  ANY,
  BOOLEAN,
  canEqual,
  describeType,
  isKnownToBeNullable,
  isOnlyNull,
  itemType,
  NUMBER,
  STRING,
  typesOf,
  union,
} from '../value-type.ts';
import type { Binary, Expression } from './ast.ts';
import { noDivisor } from './compile-operator.ts';
import { constantOf } from './constants.ts';
import { numberType } from './functions.ts';
import { pathOf } from './narrowing.ts';

/** An operand with what is known of it. */
export interface Operand {
  readonly expression: Expression;
  readonly type: ValueType;
}

/** Who asks for what: "`>=` needs two numbers or two texts, but the left side …". */
export interface Demand {
  readonly by: string;
  readonly needs: string;
  readonly types: readonly JsonType[];
  /** What to write instead; without it, how to convert. */
  readonly hint?: string | undefined;
  /** What to write for null; without it, how an expression gives it a value. */
  readonly otherwise?: string;
}

const NUMBERS: readonly JsonType[] = ['integer', 'number'];
const TEXTS: readonly JsonType[] = ['string'];
const COLLECTIONS: readonly JsonType[] = ['array', 'string', 'object'];

export const A_NUMBER: Demand = { by: '`-`', needs: 'a number', types: NUMBERS };

const OTHERWISE_HINT = 'Give it a value with `??` or `default`, or test it with `!= null` before';

const COMPARE_HINT = 'Compare values of one type: `string`, `int`, `float` and `bool` convert';

/** How to come from a value of `type` to one that is asked for. */
function conversionHint({ needs, types }: Demand, type: ValueType): string {
  if (isOnlyNull(type)) return 'Null stands for no value: write one in its place, or give it one with `??`';
  if (types.includes('array')) return `Write ${needs}, or the path to one`;
  if (mayBe(type, ['array', 'object'])) return 'Read a value inside of it, or remove this';
  const [text, number] = [types.includes('string'), types.includes('number')];
  if (text && number) return 'Make a text of it with `string`, or a number with `int`';
  if (text) return 'Make a text of it with `string`';
  return number ? 'Make a number of it with `int` or `float`' : 'Read another value, or remove this';
}

/** Reports an operand that cannot be right (then false), or that may be null. */
export function demand(wanted: Demand, { expression, type }: Operand, where: string, report: Report): boolean {
  const { by, needs, types, otherwise = OTHERWISE_HINT } = wanted;
  const possible = typesOf(type);
  if (possible && !types.some((one) => possible.has(one))) {
    const message = `${by} needs ${needs}, but ${where} is ${describeType(type)}`;
    report('FL1501', expression.range, message, wanted.hint ?? conversionHint(wanted, type));
    return false;
  }
  if (isKnownToBeNullable(type) && !types.includes('null')) {
    const path = pathOf(expression);
    const subject = path ? `\`${path}\`` : capital(where);
    report('FL1503', expression.range, `${subject} may be null, and ${by} fails on null`, otherwise);
  }
  return true;
}

/** The type of `left operator right`; reports operands that do not fit. */
export function binaryType(binary: Binary, left: Operand, right: Operand, report: Report): ValueType {
  switch (binary.operator) {
    case '==':
    case '!=':
      checkEquality(binary, left, right, report);
      return BOOLEAN;
    case 'in':
    case 'not in':
      checkMembership(binary, left, right, report);
      return BOOLEAN;
    case '+':
      return matching(binary, left, right, report) ? sumType(left.type, right.type) : ANY;
    case '<':
    case '<=':
    case '>':
    case '>=':
      matching(binary, left, right, report);
      return BOOLEAN;
    default:
      return arithmeticType(binary, left, right, report);
  }
}

/** False where the types show that it gives something whatever the values are. */
export function mayFail(operator: Binary['operator'], left: ValueType, right: ValueType): boolean {
  switch (operator) {
    case '==':
    case '!=':
      return false;
    case 'in':
    case 'not in':
      return !isOnly(right, ['array']);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ![NUMBERS, TEXTS].some((kind) => isOnly(left, kind) && isOnly(right, kind));
    default:
      // A result may be too large, a divisor zero.
      return true;
  }
}

function arithmeticType(binary: Binary, left: Operand, right: Operand, report: Report): ValueType {
  const { operator } = binary;
  const wanted: Demand = { by: `\`${operator}\``, needs: 'two numbers', types: NUMBERS };
  if (demand(wanted, left, 'the left side', report)) demand(wanted, right, 'the right side', report);
  if ((operator === '/' || operator === '%') && constantOf(right.expression) === 0)
    report('FL1501', right.expression.range, noDivisor(binary), 'Divide by another number');
  return operator === '/' ? NUMBER : numberType(left.type, right.type);
}

/** Two numbers, or two texts. */
function matching({ operator, range }: Binary, left: Operand, right: Operand, report: Report): boolean {
  const wanted: Demand = { by: `\`${operator}\``, needs: 'two numbers or two texts', types: [...NUMBERS, ...TEXTS] };
  const both = [NUMBERS, TEXTS].some((kind) => mayBe(left.type, kind) && mayBe(right.type, kind));
  // What can never be right is not also warned of.
  const errors: Report = (...problem) => {
    if (both || problem[0] !== 'FL1503') report(...problem);
  };
  if (!demand(wanted, left, 'the left side', errors) || !demand(wanted, right, 'the right side', errors)) return false;
  if (both) return true;
  const sides = `the left side is ${describeType(left.type)} and the right side ${describeType(right.type)}`;
  const message = `\`${operator}\` needs two numbers or two texts, but ${sides}`;
  report('FL1501', range, message, mismatchHint(operator, left, right));
  return false;
}

/** One side is a text, and the other a number. */
function mismatchHint(operator: Binary['operator'], left: Operand, right: Operand): string {
  const [text, number] = mayBe(left.type, TEXTS) ? [left, right] : [right, left];
  const side = (one: Operand) => (one === left ? 'left' : 'right');
  const written = text.expression.kind === 'literal' ? text.expression.value : undefined;
  if (typeof written === 'string' && /^-?\d+(\.\d+)?$/.test(written))
    return `Write the number without quotes: ${written}`;
  const path = pathOf(text.expression);
  const asNumber = path ? `\`float(${path})\`` : `\`float(…)\` around the ${side(text)} side`;
  if (operator !== '+') return `Write ${asNumber} to compare numbers`;
  return `Write ${asNumber} to add numbers, or \`string(…)\` around the ${side(number)} side to join texts`;
}

/** What a `+` that succeeds gives: one side of which the type is known tells that of the other. */
function sumType(left: ValueType, right: ValueType): ValueType {
  const numbers = mayBe(left, NUMBERS) && mayBe(right, NUMBERS);
  const texts = mayBe(left, TEXTS) && mayBe(right, TEXTS);
  if (numbers && texts) return union(numberType(left, right), STRING);
  return numbers ? numberType(left, right) : STRING;
}

/** A test for null is good manners even where the types say that it is not needed. */
function checkEquality({ operator, range }: Binary, left: Operand, right: Operand, report: Report): void {
  if (isNullLiteral(left.expression) || isNullLiteral(right.expression) || canEqual(left.type, right.type)) return;
  const always = operator === '==' ? 'never true' : 'always true';
  report('FL1502', range, `This comparison is ${always}: ${sidesOf(left.type, right.type)}`, equalityHint(left, right));
}

function sidesOf(left: ValueType, right: ValueType): string {
  const [first, second] = [describeType(left), describeType(right)];
  return first === second
    ? 'the two sides have no value in common'
    : `the left side is ${first}, the right side ${second}`;
}

function equalityHint(left: Operand, right: Operand): string {
  const quoted = [left, right].find(
    ({ expression }) => expression.kind === 'literal' && String(expression.value).includes('${'),
  );
  return quoted ? 'Nothing expands inside quotes; write the name without them' : COMPARE_HINT;
}

function checkMembership({ operator, range }: Binary, left: Operand, right: Operand, report: Report): void {
  const by = `\`${operator}\``;
  const wanted: Demand = { by, needs: 'a list, a text or an object on the right', types: COLLECTIONS };
  if (!demand(wanted, right, 'it', report)) return;
  const always = operator === 'in' ? 'never true' : 'always true';
  checkMember({ by, range, where: 'the left side', always }, left, right.type, report);
}

/** Who looks for a value in a collection, and how the value and the outcome are called. */
export interface Search {
  readonly by: string;
  readonly range: Range;
  readonly where: string;
  readonly always: string;
}

/** Reports a value that cannot be in the collection; false where asking for it fails. */
export function checkMember(
  { by, range, where, always }: Search,
  value: Operand,
  collection: ValueType,
  report: Report,
): boolean {
  if (!mayBe(collection, ['array'])) {
    const wanted: Demand = { by: `${by} in ${describeType(collection)}`, needs: 'a text', types: TEXTS };
    return demand(wanted, value, where, report);
  }
  const onlyList = [...(typesOf(collection) ?? ['object'])].every((one) => one === 'array' || one === 'null');
  if (!onlyList || isNullLiteral(value.expression) || canEqual(value.type, itemType(collection))) return true;
  const sides = sidesOf(value.type, itemType(collection))
    .replace('the left side', where)
    .replace('the right side', 'an item');
  report('FL1502', range, `This comparison is ${always}: ${sides}`, COMPARE_HINT);
  return true;
}

export function mayBe(type: ValueType, wanted: readonly JsonType[]): boolean {
  const types = typesOf(type);
  return !types || wanted.some((one) => types.has(one));
}

export function isOnly(type: ValueType, wanted: readonly JsonType[]): boolean {
  const types = typesOf(type);
  return types !== undefined && [...types].every((one) => wanted.includes(one));
}

function isNullLiteral(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.value === null;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
