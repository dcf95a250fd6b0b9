/**
 * The syntax tree of what stands inside `${…}`. Ranges are offsets into the flow file, not into the expression, so that
 * a caret can be drawn under the right character without further arithmetic.
 */
import type { Json, Node } from '../node.ts';

export type Expression =
  | Literal
  | ListExpression
  | Reference
  | Property
  | Index
  | Unary
  | Binary
  | Logical
  | Choice
  | Call;

export interface Literal extends Node {
  readonly kind: 'literal';
  readonly value: Json;
}

export interface ListExpression extends Node {
  readonly kind: 'list';
  readonly items: readonly Expression[];
}

/** A root: `inputs`, a step's id, a loop variable, `loop`, `execution`, `error`, … */
export interface Reference extends Node {
  readonly kind: 'reference';
  readonly name: string;
}

/** `a.b`; `a['k']` with a literal key is one too. `length` of a text or list is its length. */
export interface Property extends Node {
  readonly kind: 'property';
  readonly object: Expression;
  readonly name: string;
  /** Of the name alone, where a misspelt property is shown. */
  readonly nameRange: Node['range'];
}

/** `a[i]`: a negative index counts from the end; an index that is out of range yields null. */
export interface Index extends Node {
  readonly kind: 'index';
  readonly object: Expression;
  readonly index: Expression;
}

export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: 'not' | '-';
  readonly operand: Expression;
}

export type BinaryOperator = '*' | '/' | '%' | '+' | '-' | '<' | '<=' | '>' | '>=' | '==' | '!=' | 'in' | 'not in';

export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** Short-circuits. `and` and `or` give booleans; `??` gives its left side unless that is null. */
export interface Logical extends Node {
  readonly kind: 'logical';
  readonly operator: 'and' | 'or' | '??';
  readonly left: Expression;
  readonly right: Expression;
}

/** `c ? a : b` and `a if c else b`. */
export interface Choice extends Node {
  readonly kind: 'choice';
  readonly condition: Expression;
  readonly then: Expression;
  readonly else: Expression;
}

/** `f(x, y)`, and `x | f(y)`, which means the same. */
export interface Call extends Node {
  readonly kind: 'call';
  readonly function: FunctionName;
  readonly nameRange: Node['range'];
  readonly arguments: readonly Expression[];
}

/** The closed list of functions; there is no other way to call anything. */
export const FUNCTION_NAMES = [
  'length',
  'upper',
  'lower',
  'trim',
  'replace',
  'split',
  'join',
  'contains',
  'starts_with',
  'ends_with',
  'keys',
  'values',
  'first',
  'last',
  'min',
  'max',
  'sum',
  'round',
  'floor',
  'ceil',
  'abs',
  'int',
  'float',
  'string',
  'bool',
  'json',
  'sort',
  'unique',
  'default',
] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];
