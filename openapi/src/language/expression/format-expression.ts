/** Writes a tree as text: one spelling for each meaning, and no parentheses that the reader does not need. */
import type { Json } from '../model.ts';
import type { Binary, Call, Expression, Logical, Unary } from './ast.ts';
import { INFIX_POWER, POWER } from './operators.ts';

/** Of what needs no parentheses anywhere. */
const TIGHTEST = 100;
const LOOSEST = 0;

/**
 * Parses to the same tree again (ranges aside), as long as that is within the parser's bounds of length and depth. Every
 * tree of the parser can be written; a literal object, which the language has no spelling for, cannot.
 */
export function formatExpression(expression: Expression): string {
  return written(expression, LOOSEST);
}

/** `power`: how tightly what stands around binds. What binds less tightly itself goes into parentheses. */
function written(expression: Expression, power: number): string {
  switch (expression.kind) {
    case 'literal':
      return literal(expression.value, power);
    case 'list':
      return `[${list(expression.items)}]`;
    case 'reference':
      return expression.name;
    case 'property':
      return `${written(expression.object, TIGHTEST)}${key(expression.name)}`;
    case 'index':
      return `${written(expression.object, TIGHTEST)}[${formatExpression(expression.index)}]`;
    case 'unary':
      return unary(expression, power);
    case 'binary':
    case 'logical':
      return infix(expression, power);
    case 'choice': {
      const { condition, then, else: otherwise } = expression;
      const parts = [written(condition, POWER.or), formatExpression(then), formatExpression(otherwise)];
      return enclosed(`${parts[0]} ? ${parts[1]} : ${parts[2]}`, LOOSEST, power);
    }
    case 'call':
      return call(expression, power);
  }
}

function enclosed(text: string, own: number, power: number): string {
  return own < power ? `(${text})` : text;
}

function list(items: readonly Expression[]): string {
  return items.map(formatExpression).join(', ');
}

function key(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${name}` : `[${quoted(name)}]`;
}

/** `!` where `not` would need parentheses. */
function unary({ operator, operand }: Unary, power: number): string {
  if (operator === 'not' && power <= POWER.not) return `not ${written(operand, POWER.not)}`;
  if (operator === 'not' && power === TIGHTEST) return `(not ${written(operand, POWER.not)})`;
  const inner = written(operand, POWER.unary);
  return enclosed(operator === 'not' ? `!${inner}` : `-${inner}`, POWER.unary, power);
}

/** Operators go from left to right, and comparisons do not chain. */
function infix({ operator, left, right }: Binary | Logical, power: number): string {
  const own = INFIX_POWER[operator];
  const before = own === POWER.comparison ? own + 1 : own;
  return enclosed(`${written(left, before)} ${operator} ${written(right, own + 1)}`, own, power);
}

/** A call of a call as a pipe: pipes do not nest, and there may be more of them than the parser takes levels. */
function call({ function: name, arguments: given }: Call, power: number): string {
  const [first, ...rest] = given;
  if (first?.kind !== 'call' || power > POWER.pipe) return `${name}(${list(given)})`;
  return `${written(first, POWER.pipe)} | ${name}${rest.length > 0 ? `(${list(rest)})` : ''}`;
}

function literal(value: Json, power: number): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return enclosed(number(value), value < 0 ? POWER.unary : TIGHTEST, power);
  if (Array.isArray(value)) return `[${value.map((item: Json) => literal(item, LOOSEST)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) throw new TypeError('an expression has no spelling for an object');
  return String(value);
}

/** The parser takes a long row of digits for one that a double cannot hold. */
function number(value: number): string {
  const isLongRow = Number.isInteger(value) && !Number.isSafeInteger(value);
  return isLongRow ? value.toExponential() : String(value);
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/** In the quotes that need no escape. `${` is escaped, since a condition that holds it is read the old way. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = text
    .replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\\]/gu, (character) => SHORT[character] ?? unicode(character))
    .replaceAll('${', '$\\u007b')
    .replaceAll(quote, `\\${quote}`);
  return `${quote}${inside}${quote}`;
}

function unicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
