/** Short ways to make nodes of a tree, all at one place: ranges are compared elsewhere. */
import type {
  BinaryOperator,
  Choice,
  Expression,
  FunctionName,
  Literal,
  Logical,
} from '../../src/language/expression/ast.ts';
import type { Json } from '../../src/language/model.ts';

export const range = { start: 0, end: 0 };
export function literal(value: Json): Literal {
  return { kind: 'literal', value, range };
}

export function call(name: FunctionName, ...given: readonly Expression[]): Expression {
  return { kind: 'call', function: name, arguments: given, nameRange: range, range };
}

export function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator, left, right, range };
}

export function logical(operator: Logical['operator'], left: Expression, right: Expression): Expression {
  return { kind: 'logical', operator, left, right, range };
}

export function choice([condition, then, otherwise]: readonly [Expression, Expression, Expression]): Choice {
  return { kind: 'choice', condition, then, else: otherwise, range };
}

/** A literal text as index is a property, as it is for the parser. */
export function index([object, at]: readonly [Expression, Expression]): Expression {
  if (at.kind === 'literal' && typeof at.value === 'string') return property([object, at.value]);
  return { kind: 'index', object, index: at, range };
}

export function property([object, name]: readonly [Expression, string]): Expression {
  return { kind: 'property', object, name, nameRange: range, range };
}
