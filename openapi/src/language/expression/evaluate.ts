import type { Json } from '../model.ts';
import type { Call, Expression, Index, Logical, Property } from './ast.ts';
import { compileBinary, compileNegation } from './compile-operator.ts';
import { ExpressionError } from './expression-error.ts';
import { TOO_LARGE } from './function-bodies.ts';
import { FUNCTIONS, type FunctionDefinition } from './functions.ts';
import { characterAt, describeValue, isList, isObject, LARGEST, textLength, truthy } from './json-value.ts';
import { type Fail, KINDS } from './kinds.ts';

/** The values that an expression can refer to. */
export interface Scope {
  /** Undefined for what did not run, which reads as null. */
  lookup(name: string): Json | undefined;
}

export type Evaluate = (scope: Scope) => Json;

/**
 * Compiles to closures, once, when the flow is loaded. What they give is bounded in size and may share parts with the
 * scope's values. They read own properties only, call nothing but the functions of the language, and throw nothing but
 * `ExpressionError`.
 */
export function compile(expression: Expression): Evaluate {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'list': {
      const items = expression.items.map(compile);
      return (scope) => items.map((item) => item(scope));
    }
    case 'reference': {
      const { name } = expression;
      return (scope) => scope.lookup(name) ?? null;
    }
    case 'property':
      return compileProperty(expression);
    case 'index':
      return compileIndex(expression);
    case 'unary':
      return expression.operator === '-'
        ? compileNegation(expression, compile(expression.operand))
        : compileNot(expression.operand);
    case 'binary':
      return compileBinary(expression, compile(expression.left), compile(expression.right));
    case 'logical':
      return compileLogical(expression.operator, expression.left, expression.right);
    case 'choice': {
      const [condition, then, otherwise] = [expression.condition, expression.then, expression.else].map(compile);
      if (!condition || !then || !otherwise) throw new Error('a choice has three parts');
      return (scope) => (truthy(condition(scope)) ? then(scope) : otherwise(scope));
    }
    case 'call':
      return compileCall(expression);
  }
}

/**
 * What is not there is null, and so is every property of null. A path is the commonest of expressions: all its names are
 * read in one function, not each in one of its own.
 */
function compileProperty(property: Property): Evaluate {
  const names: string[] = [];
  let object: Expression = property;
  for (; object.kind === 'property'; object = object.object) names.unshift(object.name);
  if (object.kind !== 'reference') {
    const holder = compile(object);
    return (scope) => propertyAt(holder(scope), names);
  }
  const root = object.name;
  return (scope) => propertyAt(scope.lookup(root) ?? null, names);
}

function propertyAt(start: Json, names: readonly string[]): Json {
  let value = start;
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string; // It has `length` of them.
    if (typeof value === 'object' && value !== null && !isList(value)) {
      if (!Object.hasOwn(value, name)) return null;
      value = value[name] ?? null;
    } else if (name === 'length') value = lengthOf(value);
    else return null;
  }
  return value;
}

function ownProperty(value: Json, name: string): Json {
  return isObject(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}

/** Of what is no object. */
function lengthOf(value: Json): Json {
  if (typeof value === 'string') return textLength(value);
  return value !== null && typeof value === 'object' && isList(value) ? value.length : null;
}

/** Of a list or text by number, of an object by name; whatever does not fit is not there. */
function compileIndex({ object, index }: Index): Evaluate {
  const holder = compile(object);
  const position = compile(index);
  return (scope) => {
    const value = holder(scope);
    const at = position(scope);
    if (typeof at === 'string') return ownProperty(value, at);
    if (typeof at !== 'number' || !Number.isInteger(at)) return null;
    if (typeof value === 'string') return characterAt(value, at) ?? null;
    return value !== null && typeof value === 'object' && isList(value) ? (value.at(at) ?? null) : null;
  };
}

function compileNot(operand: Expression): Evaluate {
  const inner = compile(operand);
  return (scope) => !truthy(inner(scope));
}

function compileLogical(operator: Logical['operator'], left: Expression, right: Expression): Evaluate {
  const first = compile(left);
  const second = compile(right);
  if (operator === '??') return (scope) => first(scope) ?? second(scope);
  if (operator === 'and') return (scope) => truthy(first(scope)) && truthy(second(scope));
  return (scope) => truthy(first(scope)) || truthy(second(scope));
}

function compileCall(call: Call): Evaluate {
  const [first, second] = call.arguments;
  // Not as a function, since that would evaluate what is not asked for.
  if (call.function === 'default' && first && second) return compileLogical('??', first, second);
  const definition = FUNCTIONS[call.function];
  const values = call.arguments.map(compile);
  const fail: Fail = (message) => new ExpressionError(`\`${call.function}\` ${message}`, call.range);
  return (scope) => {
    const given: Json[] = [];
    for (const value of values) given.push(value(scope));
    checkArguments(call, given);
    const result = caught(definition, given, fail);
    if (typeof result === 'number' && !Number.isFinite(result)) throw fail('gives a number that is too large');
    if ((typeof result === 'string' || Array.isArray(result)) && result.length > LARGEST) throw fail(TOO_LARGE);
    return result;
  };
}

function checkArguments(call: Call, given: readonly Json[]): void {
  const { kinds, nullable } = FUNCTIONS[call.function];
  if (nullable) return;
  for (let index = 0; index < given.length; index++) {
    const value = given[index] ?? null;
    const kind = KINDS[kinds[Math.min(index, kinds.length - 1)] ?? 'any'];
    if (value !== null && kind.accepts(value)) continue;
    const which = given.length === 1 ? 'it' : `argument ${index + 1}`;
    const message = `\`${call.function}\` needs ${kind.description}, but ${which} is ${describeValue(value)}`;
    throw new ExpressionError(message, call.arguments[index]?.range ?? call.range);
  }
}

/** Writing JSON fails with a `RangeError` where a value is nested deeper, or gets longer, than JavaScript can. */
function caught(definition: FunctionDefinition, given: readonly Json[], fail: Fail): Json {
  try {
    return definition.run(given, fail);
  } catch (error) {
    if (error instanceof RangeError) throw fail('is given a value that is too large or nested too deep');
    throw error;
  }
}
