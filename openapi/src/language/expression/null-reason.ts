/** Why an expression may be null, as far as it can be told: for the person who reads a warning. */
import type { ValueType } from '../model.ts';
import { isKnownToBeNullable, propertyType, typesOf } from '../value-type.ts';
import type { Call, Choice, Expression, Property } from './ast.ts';
import { pathOf } from './narrowing.ts';

type TypeOf = (expression: Expression) => ValueType;

export interface NullReason {
  /** A part of a sentence. */
  readonly because: string;
  /** What to do where it comes from. */
  readonly remedy?: string;
}

/** Undefined where nothing is known but that it may be null. */
export function nullReason(expression: Expression, typeOf: TypeOf): NullReason | undefined {
  switch (expression.kind) {
    case 'property':
      return reasonOfProperty(expression, typeOf);
    case 'index':
      return typesOf(typeOf(expression.object))?.has('array') ? { because: 'the list may be shorter' } : undefined;
    case 'choice':
      return reasonOfChoice(expression, typeOf);
    case 'logical':
      return expression.operator === '??' ? nullReason(expression.right, typeOf) : undefined;
    case 'call':
      return reasonOfCall(expression, typeOf);
    default:
      return undefined;
  }
}

function reasonOfProperty({ object, name }: Property, typeOf: TypeOf): NullReason | undefined {
  const type = typeOf(object);
  if (isKnownToBeNullable(type)) {
    const path = pathOf(object);
    return path === undefined ? nullReason(object, typeOf) : { because: `\`${path}\` may be null` };
  }
  const isThere = propertyType(type, name)?.certain === true;
  const isInput = object.kind === 'reference' && object.name === 'inputs';
  if (isThere) return isInput ? { because: 'the input takes null' } : undefined;
  if (!isInput) return { because: `\`${name}\` may be absent` };
  return {
    because: 'the input is not required, and has no default',
    remedy: 'make the input required or give it a default',
  };
}

function reasonOfChoice({ then, else: otherwise }: Choice, typeOf: TypeOf): NullReason | undefined {
  const sides = [then, otherwise].filter((side) => isKnownToBeNullable(typeOf(side)));
  if (sides.some((side) => side.kind === 'literal')) return { because: 'it is null on one of its two ways' };
  const [first] = sides;
  return first && nullReason(first, typeOf);
}

function reasonOfCall({ function: name, arguments: given }: Call, typeOf: TypeOf): NullReason | undefined {
  if (name === 'default') return given[1] && nullReason(given[1], typeOf);
  const isOfList = given.length === 1 && ['first', 'last', 'min', 'max'].includes(name);
  return isOfList ? { because: `\`${name}\` gives null for an empty list` } : undefined;
}
