/** What an expression takes for granted of the values that it reads. */
import type { Binary, Call, Expression } from '../expression/ast.ts';
import { FUNCTIONS } from '../expression/functions.ts';
import { inferType } from '../expression/infer-type.ts';
import { KINDS } from '../expression/kinds.ts';
import type { Condition, Value, ValueType } from '../model.ts';
import { ANY, BOOLEAN, NUMBER, STRING, typesOf, withoutNull } from '../value-type.ts';
import type { Use } from './use.ts';

/** What names stand for at one place of a flow. */
export interface Names {
  /** The results that a name may stand for: of steps that share an id, all of them. */
  uses(name: string): readonly Use[];
  /** The step inside of a loop or a `parallel` that `outer.inner`, or an item of `outer.results`, means. */
  within(outer: string, inner: string, isItem: boolean): readonly Use[];
  /** Of what is no result: the inputs of the flow. */
  typeOf(name: string): ValueType;
}

/** @param want what the place where the expression stands takes */
function readExpression(expression: Expression, names: Names, want: ValueType = ANY): void {
  switch (expression.kind) {
    case 'literal':
      return;
    case 'list':
      for (const item of expression.items) readExpression(item, names);
      return;
    case 'reference':
    case 'property':
      for (const use of usesOf(expression, names)) use.want(want);
      return;
    case 'index':
      for (const use of usesOf(expression, names)) use.want(want);
      readExpression(expression.index, names);
      return;
    case 'unary':
      if (expression.operator === 'not') readTest(expression.operand, names);
      else readExpression(expression.operand, names, NUMBER);
      return;
    case 'binary':
      readBinary(expression, names);
      return;
    case 'logical':
      if (expression.operator === '??') {
        readOtherwise(expression.left, expression.right, names, want);
        return;
      }
      readTest(expression.left, names);
      readTest(expression.right, names);
      return;
    case 'choice':
      readTest(expression.condition, names);
      readExpression(expression.then, names, want);
      readExpression(expression.else, names, want);
      return;
    case 'call':
      readCall(expression, names, want);
      return;
  }
}

function readTest(expression: Expression, names: Names): void {
  readExpression(expression, names);
  for (const use of usesOf(expression, names)) use.test();
}

export function readCondition(condition: Condition, names: Names): void {
  if (condition.kind === 'test') readTest(condition.expression, names);
  else if (condition.kind === 'not') readCondition(condition.condition, names);
  else for (const each of condition.conditions) readCondition(each, names);
}

export function readValue(value: Value, names: Names, want: ValueType = ANY): void {
  switch (value.kind) {
    case 'literal':
      return;
    case 'expression':
      readExpression(value.expression, names, want);
      return;
    case 'text':
      for (const part of value.parts) if (typeof part !== 'string') readExpression(part, names);
      return;
    case 'list':
      for (const item of value.items) readValue(item, names, want.items);
      return;
    case 'map':
      for (const { key, value: inner } of value.entries) readValue(inner, names, propertyOf(want, key));
  }
}

function propertyOf({ properties = {} }: ValueType, name: string): ValueType | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** Of the value at a path into a result; nothing for all else. */
export function usesOf(expression: Expression, names: Names): readonly Use[] {
  switch (expression.kind) {
    case 'reference':
      return names.uses(expression.name);
    case 'property': {
      const inner = innerStep(expression.object, expression.name, names);
      return inner.length > 0 ? inner : usesOf(expression.object, names).map((use) => use.property(expression.name));
    }
    case 'index':
      return expression.index.kind === 'literal' && typeof expression.index.value === 'number'
        ? usesOf(expression.object, names).map((use) => use.item())
        : [];
    case 'call': {
      const [list] = expression.arguments;
      const isItem = list !== undefined && (expression.function === 'first' || expression.function === 'last');
      return isItem ? usesOf(list, names).map((use) => use.item()) : [];
    }
    default:
      return [];
  }
}

function innerStep(object: Expression, name: string, names: Names): readonly Use[] {
  if (object.kind === 'reference') return names.within(object.name, name, false);
  const list = object.kind === 'index' ? object.object : object.kind === 'call' ? object.arguments[0] : undefined;
  if (list?.kind !== 'property' || list.name !== 'results' || list.object.kind !== 'reference') return [];
  return names.within(list.object.name, name, true);
}

function readBinary({ operator, left, right }: Binary, names: Names): void {
  const [ofLeft, ofRight] = [knownType(left, names), knownType(right, names)];
  switch (operator) {
    case '==':
    case '!=':
      for (const [side, other, type] of [[left, right, ofRight] as const, [right, left, ofLeft] as const]) {
        readExpression(side, names, type);
        if (isNull(other)) for (const use of usesOf(side, names)) use.compareToNull();
      }
      return;
    case 'in':
    case 'not in':
      readExpression(left, names, plainType(ofRight.items ?? ANY));
      readExpression(right, names);
      return;
    case '+':
    case '<':
    case '<=':
    case '>':
    case '>=':
      readExpression(left, names, ofRight);
      readExpression(right, names, ofLeft);
      return;
    default:
      readExpression(left, names, NUMBER);
      readExpression(right, names, NUMBER);
      return;
  }
}

function readOtherwise(left: Expression, right: Expression, names: Names, want: ValueType): void {
  const type = typesOf(want) === undefined ? knownType(right, names) : want;
  readExpression(left, names, type);
  for (const use of usesOf(left, names)) use.compareToNull();
  readExpression(right, names, want);
}

function readCall(call: Call, names: Names, want: ValueType): void {
  const [first, second] = call.arguments;
  if (call.function === 'default' && first && second) {
    readOtherwise(first, second, names, want);
    return;
  }
  for (const use of usesOf(call, names)) use.want(want);
  const { kinds, nullable } = FUNCTIONS[call.function];
  for (const [index, argument] of call.arguments.entries()) {
    const { types } = KINDS[kinds[Math.min(index, kinds.length - 1)] ?? 'any'];
    const isPlain = types.length === 1 || types.every((type) => type === 'integer' || type === 'number');
    readExpression(argument, names, !nullable && isPlain ? { type: types.at(-1) ?? 'string' } : ANY);
    if (types.length > 1 || types[0] !== 'array') continue;
    for (const use of usesOf(argument, names)) {
      if (call.function === 'sum') use.item().want(NUMBER);
      else use.item();
    }
  }
}

/** A text or a number, as far as that does not depend on results; which text it is says nothing of the other side. */
function knownType(expression: Expression, names: Names): ValueType {
  const type = inferType(
    expression,
    (name) => names.typeOf(name),
    () => undefined,
  );
  if (isNull(expression)) return ANY;
  const own = withoutNull(type);
  return typesOf(own)?.has('array') ? own : plainType(own);
}

function plainType(type: ValueType): ValueType {
  const kinds = typesOf(type);
  if (kinds === undefined) return ANY;
  if (kinds.size === 1 && kinds.has('string')) return STRING;
  if (kinds.size === 1 && kinds.has('boolean')) return BOOLEAN;
  return [...kinds].every((kind) => kind === 'number' || kind === 'integer') ? NUMBER : ANY;
}

function isNull(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.value === null;
}
