/**
 * The inferred type must be at least as wide as the truth. Random values, random schemas that they satisfy and random
 * expressions: whatever an expression gives must fit what was inferred for it, and what was reported as certain to fail
 * must fail. The randomness has a fixed seed.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../src/language/expression/ast.ts';
import { compile } from '../../src/language/expression/evaluate.ts';
import { ExpressionError } from '../../src/language/expression/expression-error.ts';
import { FUNCTIONS } from '../../src/language/expression/functions.ts';
import { inferType } from '../../src/language/expression/infer-type.ts';
import { pathOf } from '../../src/language/expression/narrowing.ts';
import type { Json, ValueType } from '../../src/language/model.ts';
import { ANY, jsonTypeOf, literalType, nullable, union, withoutNull } from '../../src/language/value-type.ts';
import { parse, scopeOf } from './support.ts';

const ajv = new Ajv2020({ strict: false, logger: false });

function fits(type: ValueType, value: Json): boolean {
  const validate = ajv.compile(type);
  const result = validate(value);
  ajv.removeSchema(type);
  return result;
}

class Dice {
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  below(count: number): number {
    this.#seed = (Math.imul(this.#seed ^ (this.#seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    const mixed = Math.imul(this.#seed ^ (this.#seed >>> 12), 0x297a2d39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % count;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
}

const NAMES = ['a', 'b', 'c'];

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

function randomExpression(dice: Dice, depth: number): string {
  const sub = () => randomExpression(dice, depth - 1);
  if (depth <= 0) {
    return dice.pick([
      'v',
      'w',
      'v.a',
      'w.b',
      'v.a.b',
      'v.length',
      'v[0]',
      'w[-1]',
      "v['c']",
      '0',
      '1',
      '2.5',
      "'a'",
      "''",
      'null',
      'true',
      '[]',
      "['a', 1]",
    ]);
  }
  switch (dice.below(12)) {
    case 0:
      return `(${sub()}).${dice.pick([...NAMES, 'length'])}`;
    case 1:
      return `(${sub()})[${sub()}]`;
    case 2:
      return `(${dice.pick(['-', 'not ', '!'])}(${sub()}))`;
    case 3:
      return `(${sub()} ${dice.pick(['and', 'or', '??'])} ${sub()})`;
    case 4:
      return `(${sub()} ? ${sub()} : ${sub()})`;
    case 5:
      return `[${sub()}, ${sub()}]`;
    case 6: {
      const path = dice.pick(['v', 'v.a', 'w.b', 'v[0]']);
      return `(${path} ${dice.pick(['== null', '!= null', "!= 'a'", '== 1', '> 0'])} ${dice.pick(['and', 'or'])} ${path} ${dice.pick(['> 1', '+ 1', "+ 'a'"])})`;
    }
    case 7:
    case 8: {
      const name = dice.pick(FUNCTION_NAMES);
      const { minArguments, maxArguments } = FUNCTIONS[name];
      const count = Math.min(minArguments + dice.below(2), maxArguments);
      return `${name}(${Array.from({ length: count }, sub).join(', ')})`;
    }
    default:
      return `(${sub()} ${dice.pick(['+', '+', '-', '*', '/', '%', '<', '>=', '==', '!=', 'in', 'not in'])} ${sub()})`;
  }
}

describe('inference is sound', () => {
  it('for random values, types and expressions', { timeout: 60_000 }, () => {
    let succeeded = 0;
    let failed = 0;
    for (let seed = 1; seed <= 1_500; seed++) {
      const dice = new Dice(seed * 7919);
      const values = { v: randomValue(dice, 3), w: randomValue(dice, 2) };
      const types: Record<string, ValueType> = { v: randomType(dice, values.v), w: randomType(dice, values.w) };
      // What `union`, `nullable` and `withoutNull` made of the types is under test, too.
      expect(fits(types['v'] ?? ANY, values.v), JSON.stringify({ seed, values, types })).toBe(true);
      const text = randomExpression(dice, 1 + dice.below(3));
      const tree = parse(text);
      const codes: string[] = [];
      const inferred = inferType(
        tree,
        (name) => types[name] ?? ANY,
        (code) => codes.push(code),
      );
      const story = () => JSON.stringify({ seed, text, values, types, inferred, codes, path: pathOf(tree) });
      try {
        const result = compile(tree)(scopeOf(values));
        succeeded++;
        expect(fits(inferred, result), `${story()} gave ${JSON.stringify(result)}`).toBe(true);
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        failed++;
      }
    }
    expect(succeeded).toBeGreaterThan(400);
    expect(failed).toBeGreaterThan(100);
  });

  it('reports FL1501, FL1305 and FL1502 only where they are true', () => {
    for (let seed = 1; seed <= 15_000; seed++) {
      const dice = new Dice(seed * 104_729);
      const values = { v: randomValue(dice, 2), w: randomValue(dice, 2) };
      const types: Record<string, ValueType> = { v: randomType(dice, values.v), w: randomType(dice, values.w) };
      const tree = parse(randomExpression(dice, 1));
      const codes: string[] = [];
      inferType(
        tree,
        (name) => types[name] ?? ANY,
        (code) => codes.push(code),
      );
      const evaluate = () => compile(tree)(scopeOf(values));
      const story = JSON.stringify({ seed, tree, values, types, codes });
      if (tree.kind === 'property' && codes.includes('FL1305')) expect(evaluate(), story).toBe(null);
      if (tree.kind === 'binary' && codes.includes('FL1501')) expect(evaluate, story).toThrow(ExpressionError);
      if (tree.kind === 'binary' && codes.includes('FL1502') && !codes.includes('FL1501')) {
        let result: Json;
        try {
          result = evaluate();
        } catch {
          continue;
        }
        expect(result, story).toBe(tree.operator === '!=' || tree.operator === 'not in');
      }
    }
  });
});
