/**
 * Where every type is known, what the checker is silent about does not fail for its types: what is left are reasons that
 * only a value has, as a division by zero.
 */
import { type Arbitrary, constantFrom, record } from 'fast-check';
import { describe, expect } from 'vitest';
import type { Expression } from '../../src/language/expression/ast.ts';
import { compile } from '../../src/language/expression/evaluate.ts';
import { ExpressionError } from '../../src/language/expression/expression-error.ts';
import { formatExpression } from '../../src/language/expression/format-expression.ts';
import { inferType } from '../../src/language/expression/infer-type.ts';
import { walkExpression } from '../../src/language/expression/references.ts';
import type { Json, ValueType } from '../../src/language/model.ts';
import { ANY, itemType, listOf, shapeOf, typesOf } from '../../src/language/value-type.ts';
import { parse, scopeOf } from '../expression/support.ts';
import { expressions } from './expressions.ts';
import { fuzz } from './fuzz.ts';
import type { Typed } from './values.ts';

const OF_A_VALUE =
  /too large|by zero|that is not empty|digits from 0 to 15|that is a (whole )?number|nested too deep|gives more than/;

const scalars: readonly Typed[] = [
  ...[0, 2, -3].map((value) => ({ value, type: { type: 'integer' } as const })),
  ...[0.5, 2].map((value) => ({ value, type: { type: 'number' } as const })),
  ...['', 'a', '2'].map((value) => ({ value, type: { type: 'string' } as const })),
  { value: true, type: { type: 'boolean' } },
];
const objects: readonly Typed[] = scalars.map(({ value, type }) => ({
  value: { a: value, b: 1 },
  type: shapeOf([
    ['a', type],
    ['b', { type: 'integer' }],
  ]),
}));
const lists: readonly Typed[] = [...scalars, ...objects].map(({ value, type }) => ({
  value: [value, value],
  type: listOf(type),
}));
const some = constantFrom(...scalars, ...objects, ...lists);
const roots: Arbitrary<Typed> = record({ a: some, b: constantFrom(...lists), c: some }).map((parts) => ({
  value: Object.fromEntries(Object.entries(parts).map(([name, { value }]) => [name, value])),
  type: shapeOf(Object.entries(parts).map(([name, { type }]) => [name, type] as const)),
}));

/** One type, and not one of several; the same of the items of a list. */
function isExact(type: ValueType): boolean {
  const types = typesOf(type);
  if (types === undefined || new Set([...types].map((one) => (one === 'integer' ? 'number' : one))).size !== 1)
    return false;
  return !types.has('array') || type['maxItems'] === 0 || isExact(itemType(type));
}

/** A list that is written out may hold this and that: of each of its items the type is known. */
function isKnown(tree: Expression, typeOf: (name: string) => ValueType): boolean {
  let known = true;
  walkExpression(tree, (one) => {
    known &&= one.kind === 'list' || isExact(inferType(one, typeOf, () => undefined));
  });
  return known;
}

function failureOf(tree: Expression, values: Readonly<Record<string, Json>>): string | undefined {
  try {
    compile(tree)(scopeOf(values));
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}

describe('what the checker is silent about', () => {
  const counts = { all: 0, tested: 0, calls: 0 };

  fuzz(
    'does not fail for its types where they are known',
    record({ tree: expressions, v: roots, w: roots }),
    6_000,
    ({ tree: made, v, w }) => {
      const text = formatExpression(made);
      const tree = parse(text);
      const typeOf = (name: string) => ({ v: v.type, w: w.type })[name] ?? ANY;
      let isSilent = true;
      inferType(tree, typeOf, (code) => {
        if (code !== 'FL1502' && code !== 'FL1306') isSilent = false;
      });
      counts.all++;
      if (isSilent && isKnown(tree, typeOf)) {
        counts.tested++;
        if (tree.kind === 'call') counts.calls++;
        const failure = failureOf(tree, { v: v.value, w: w.value });
        if (failure !== undefined) expect(failure, text).toMatch(OF_A_VALUE);
      }
      // Else nothing much was tested.
      if (counts.all === 6_000) expect(Math.min(counts.tested / 10, counts.calls)).toBeGreaterThan(100);
    },
  );
});
