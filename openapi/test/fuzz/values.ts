/** Arbitrary values, and types that they satisfy. */
import { type GeneratorValue, gen, nat } from 'fast-check';
import type { Json, ValueType } from '../../src/language/model.ts';
import { ANY, jsonTypeOf, literalType, nullable, union, withoutNull } from '../../src/language/value-type.ts';
import { NAMES } from './expressions.ts';

class Dice {
  readonly #draw: GeneratorValue;

  constructor(draw: GeneratorValue) {
    this.#draw = draw;
  }

  below(count: number): number {
    return this.#draw(nat, count - 1);
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
}

/** A value with a type that is at least as wide. */
export interface Typed {
  readonly value: Json;
  readonly type: ValueType;
}

export const typedValues = gen().map((draw) => {
  const dice = new Dice(draw);
  const typed = (depth: number): Typed => {
    const value = randomValue(dice, depth);
    return { value, type: randomType(dice, value) };
  };
  return { v: typed(3), w: typed(2) };
});

function randomValue(dice: Dice, depth: number): Json {
  const kind = dice.below(depth > 0 ? 9 : 6);
  if (kind === 0) return null;
  if (kind === 1) return dice.below(2) === 0;
  if (kind === 2) return dice.pick([0, 1, 2, -3]);
  if (kind === 3) return dice.pick([0.5, -2.5, 3.25]);
  if (kind <= 5) return dice.pick(['', 'a', 'b', 'ab', '2']);
  const size = dice.below(3);
  if (kind === 6) return Array.from({ length: size }, () => randomValue(dice, depth - 1));
  return Object.fromEntries(NAMES.slice(0, size + 1).map((name) => [name, randomValue(dice, depth - 1)]));
}

/** A schema that the value satisfies, written in one of many ways, and often wider than it need be. */
function randomType(dice: Dice, value: Json, depth = 3): ValueType {
  if (depth < 0) return plainType(dice, value, 0);
  const other = () => (depth > 0 ? randomType(dice, randomValue(dice, 1), depth - 1) : { type: 'string' as const });
  switch (dice.below(14)) {
    case 0:
      return ANY;
    case 1:
      return { anyOf: [other(), randomType(dice, value, depth - 1)] };
    case 2:
      return { anyOf: [randomType(dice, value, depth - 1), { type: 'null' }] };
    case 3:
      return { enum: [value, 'x', null] };
    case 4:
      return { const: value };
    case 5:
      return nullable(randomType(dice, value, depth - 1));
    case 6:
      return union(other(), randomType(dice, value, depth - 1));
    case 7:
      return { allOf: [randomType(dice, value, depth - 1), ...(dice.below(2) ? [randomType(dice, value, 0)] : [])] };
    case 8:
      // A `$ref` counts from the root, so that only a root may have one here.
      return depth === 3
        ? { $ref: '#/$defs/T', $defs: { T: plainType(dice, value, 2) } }
        : plainType(dice, value, depth);
    case 9:
      return literalType(value);
    case 10:
      return value === null ? { type: 'null' } : withoutNull(randomType(dice, value, depth - 1));
    default:
      return plainType(dice, value, depth);
  }
}

function plainType(dice: Dice, value: Json, depth: number): ValueType {
  const type = jsonTypeOf(value);
  if (type === 'integer' && dice.below(2)) return { type: 'number' };
  if (dice.below(4) === 0)
    return {
      type: [type, dice.pick(['null', 'string', 'array'] as const)].filter(
        (one, index, all) => all.indexOf(one) === index,
      ),
    };
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => randomType(dice, item, Math.max(depth - 1, 0)));
    return items.length === 0 ? { type: 'array' } : { type: 'array', items: { anyOf: items } };
  }
  if (typeof value === 'object' && value !== null) {
    const properties = Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, randomType(dice, inner, Math.max(depth - 1, 0))]),
    );
    const closed = dice.below(2) === 0;
    const required = Object.keys(value).filter(() => dice.below(3) > 0);
    return {
      ...(dice.below(5) ? { type: 'object' as const } : {}),
      properties,
      required,
      ...(closed ? { additionalProperties: false } : {}),
    };
  }
  return { type };
}
