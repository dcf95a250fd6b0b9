/**
 * The functions of the language: for each what it takes, what it does, and the type of what it gives, in one place.
 * They are pure: no clock, no random, no I/O, so that an execution can be replayed.
 */

import type { Json, ValueType } from '../model.ts';
import {
  ARRAY,
  BOOLEAN,
  INTEGER,
  itemType,
  listOf,
  NUMBER,
  nullable,
  STRING,
  typesOf,
  union,
  unionOf,
  withoutNull,
} from '../value-type.ts';
import type { FunctionName } from './ast.ts';
import {
  containedIn,
  extreme,
  float,
  integer,
  join,
  replace,
  round,
  size,
  sorted,
  split,
  total,
  unique,
} from './function-bodies.ts';
import { textOf, truthy } from './json-value.ts';
import type { Fail, Items, Kind, KindValues } from './kinds.ts';

export interface FunctionDefinition {
  readonly minArguments: number;
  readonly maxArguments: number;
  /** What each argument must be; the last stands for all that follow. */
  readonly kinds: readonly Kind[];
  /** What the items of the list must be; of several arguments where any number is taken, the arguments themselves. */
  readonly items: Items | undefined;
  /** Null is an argument like any other; elsewhere it fails the step. */
  readonly nullable: boolean;
  /** The arguments have been checked against `kinds`. */
  readonly run: (values: readonly Json[], fail: Fail) => Json;
  readonly type: (types: readonly ValueType[]) => ValueType;
}

type Values<Kinds extends readonly Kind[]> = { [Position in keyof Kinds]: KindValues[Kinds[Position]] };

interface Settings {
  readonly optional?: number;
  readonly variadic?: boolean;
  readonly nullable?: boolean;
  readonly items?: Items;
}

function define<const Kinds extends readonly Kind[]>(
  kinds: Kinds,
  type: ValueType | ((...types: readonly ValueType[]) => ValueType),
  run: (values: Values<Kinds>, fail: Fail) => Json,
  { optional = 0, variadic = false, nullable = false, items }: Settings = {},
): FunctionDefinition {
  return {
    minArguments: kinds.length - optional,
    maxArguments: variadic ? Number.POSITIVE_INFINITY : kinds.length,
    kinds,
    items,
    nullable,
    // The evaluator has checked the arguments against `kinds`; TypeScript cannot see that.
    run: run as unknown as FunctionDefinition['run'],
    type: (types) => (typeof type === 'function' ? type(...types) : type),
  };
}

const first = (types: readonly ValueType[]): ValueType => types[0] ?? {};
const itemOrNull = (...types: readonly ValueType[]) => nullable(itemType(first(types)));
const sameItems = (...types: readonly ValueType[]) => listOf(itemType(first(types)));
const sumType = (...types: readonly ValueType[]) => numberType(itemType(first(types)));
const absType = (...types: readonly ValueType[]) => numberType(first(types));
const roundType = (...types: readonly ValueType[]) => (types.length === 1 ? INTEGER : NUMBER);
const extremeType = (...types: readonly ValueType[]) =>
  types.length === 1 ? itemOrNull(...types) : unionOf(types.map(withoutNull));

export const FUNCTIONS: Readonly<Record<FunctionName, FunctionDefinition>> = {
  /** Characters of a text (as JSON Schema counts them), items of a list, properties of an object. */
  length: define(['sized'], INTEGER, ([value]) => size(value)),
  upper: define(['text'], STRING, ([text]) => text.toUpperCase()),
  lower: define(['text'], STRING, ([text]) => text.toLowerCase()),
  /** Without the blanks and line breaks at both ends. */
  trim: define(['text'], STRING, ([text]) => text.trim()),
  /** Every occurrence, from left to right. `old` is a text and no pattern, and not empty. */
  replace: define(['text', 'text', 'text'], STRING, ([text, old, by], fail) => replace(text, old, by, fail)),
  /** At every occurrence of a separator that is not empty; `'a,,b'` has three parts. */
  split: define(['text', 'text'], listOf(STRING), ([text, separator], fail) => split(text, separator, fail)),
  /** Items go in as into a text: texts as they are, all else as JSON; null fails. Without a separator they touch. */
  join: define(['list', 'text'], STRING, ([list, separator], fail) => join(list, separator ?? '', fail), {
    ...{ optional: 1, items: 'present' },
  }),
  /** A part of a text, an item of a list (by `==`), or a property's name of an object: what `in` asks, turned round. */
  contains: define(['sized', 'any'], BOOLEAN, ([collection, value], fail) => containedIn(value, collection, fail)),
  starts_with: define(['text', 'text'], BOOLEAN, ([text, start]) => text.startsWith(start)),
  ends_with: define(['text', 'text'], BOOLEAN, ([text, end]) => text.endsWith(end)),
  keys: define(['object'], listOf(STRING), ([object]) => Object.keys(object)),
  values: define(['object'], ARRAY, ([object]) => Object.values(object)),
  /** Null of an empty list. */
  first: define(['list'], itemOrNull, ([list]) => list[0] ?? null),
  last: define(['list'], itemOrNull, ([list]) => list.at(-1) ?? null),
  /** Of one list, or of two and more arguments; numbers only or texts only. Null of an empty list. */
  min: define(['any'], extremeType, (values, fail) => extreme(values, -1, fail), {
    ...{ variadic: true, items: 'comparable' },
  }),
  max: define(['any'], extremeType, (values, fail) => extreme(values, 1, fail), {
    ...{ variadic: true, items: 'comparable' },
  }),
  /** Of a list of numbers; 0 of an empty one. */
  sum: define(['list'], sumType, ([list], fail) => total(list, fail), { items: 'numbers' }),
  /** Half away from zero (2.5 is 3, -2.5 is -3), in the decimal digits that are shown: `round(1.005, 2)` is 1.01. */
  round: define(['number', 'number'], roundType, ([number, digits], fail) => round(number, digits ?? 0, fail), {
    optional: 1,
  }),
  floor: define(['number'], INTEGER, ([number]) => Math.floor(number)),
  ceil: define(['number'], INTEGER, ([number]) => Math.ceil(number) + 0),
  abs: define(['number'], absType, ([number]) => Math.abs(number)),
  /** Cuts a number's fraction off; reads a text of nothing but digits and a sign; true is 1. */
  int: define(['scalar'], INTEGER, ([value], fail) => integer(value, fail)),
  /** Reads a text that is nothing but a number (`-1.5e3`); true is 1. */
  float: define(['scalar'], NUMBER, ([value], fail) => float(value, fail)),
  /** A text as it is, all else as JSON: what `${…}` inside a text gives. */
  string: define(['any'], STRING, ([value]) => textOf(value), { nullable: true }),
  /** Truth as of a condition: 'false' is a text that is not empty, and so true. */
  bool: define(['any'], BOOLEAN, ([value]) => truthy(value), { nullable: true }),
  /** As JSON: a text gets its quotes. */
  json: define(['any'], STRING, ([value]) => JSON.stringify(value), { nullable: true }),
  /** Ascending; numbers only or texts only. Texts are compared by their UTF-16 units, the same in every country. */
  sort: define(['list'], sameItems, ([list], fail) => sorted(list, fail), { items: 'comparable' }),
  /** Of items that are equal (by `==`) the first. */
  unique: define(['list'], sameItems, ([list]) => unique(list)),
  /** The same as `??`: the second argument is evaluated only if the first is null. */
  default: define(
    ['any', 'any'],
    (value = {}, other = {}) => otherwiseType(value, other),
    ([value, other]) => value ?? other,
    {
      nullable: true,
    },
  ),
};

/** Of `left ?? right`. */
export function otherwiseType(left: ValueType, right: ValueType): ValueType {
  const types = typesOf(left);
  if (types && !types.has('null')) return left;
  return types?.size === 1 ? right : union(withoutNull(left), right);
}

/** Of a number that is made of others. */
export function numberType(...operands: readonly ValueType[]): ValueType {
  const whole = operands.every((one) => {
    const types = typesOf(one);
    return types && [...types].every((type) => type === 'integer' || type === 'null');
  });
  return whole ? INTEGER : NUMBER;
}
