/**
 * The inferred type must be at least as wide as the truth: whatever an expression gives must fit what was inferred for
 * it, and what was reported as certain to fail must fail.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { integer, record, string, tuple } from 'fast-check';
import { describe, expect } from 'vitest';
import type { DiagnosticCode } from '../../src/language/diagnostics.ts';
import type { Expression } from '../../src/language/expression/ast.ts';
import { compile } from '../../src/language/expression/evaluate.ts';
import { ExpressionError } from '../../src/language/expression/expression-error.ts';
import { formatExpression } from '../../src/language/expression/format-expression.ts';
import { inferType } from '../../src/language/expression/infer-type.ts';
import { characterAt } from '../../src/language/expression/json-value.ts';
import type { Json, ValueType } from '../../src/language/model.ts';
import { ANY } from '../../src/language/value-type.ts';
import { parse, scopeOf } from '../expression/support.ts';
import { expressions } from './expressions.ts';
import { fuzz } from './fuzz.ts';
import { type Typed, typedValues } from './values.ts';

const ajv = new Ajv2020({ strict: false, logger: false });

function fits(type: ValueType, value: Json): boolean {
  const validate = ajv.compile(type);
  const result = validate(value);
  ajv.removeSchema(type);
  return result;
}

/** A write to what is frozen throws a `TypeError`. */
function frozen(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) frozen(inner as Json);
  return Object.freeze(value);
}

/** What an expression gives, or undefined where it fails as an expression may. */
function resultOf(tree: Expression, values: Readonly<Record<string, Json>>, length: number): Json | undefined {
  try {
    return compile(tree)(scopeOf(values));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    expect(error.range.start).toBeGreaterThanOrEqual(0);
    expect(error.range.end).toBeGreaterThan(error.range.start);
    expect(error.range.end).toBeLessThanOrEqual(length);
    return undefined;
  }
}

/** What the checker says of the whole tree, and nothing of what is inside. */
function checkWhole(
  tree: Expression,
  result: Json | undefined,
  codes: ReadonlySet<DiagnosticCode>,
  values: readonly Json[],
): void {
  if (tree.kind === 'property' && codes.has('FL1305')) expect(result ?? null).toBe(null);
  // What an item can never be does not matter to an empty list.
  const isEmpty = values.some((value) => Array.isArray(value) && value.length === 0);
  if (tree.kind === 'call' && codes.has('FL1501') && !isEmpty) expect(result).toBe(undefined);
  if (tree.kind !== 'binary') return;
  if (codes.has('FL1501')) expect(result).toBe(undefined);
  else if (codes.has('FL1502') && result !== undefined)
    expect(result).toBe(tree.operator === '!=' || tree.operator === 'not in');
}

/** Only of a tree of one level are all reports about the whole. */
function isFlat(tree: Expression): boolean {
  if (tree.kind === 'property') return isLeaf(tree.object);
  if (tree.kind === 'call') return tree.arguments.every(isLeaf);
  return tree.kind === 'binary' && isLeaf(tree.left) && isLeaf(tree.right);
}

function isLeaf({ kind }: Expression): boolean {
  return kind === 'reference' || kind === 'literal';
}

function check(tree: Expression, text: string, typed: Readonly<Record<string, Typed>>): boolean {
  const codes = new Set<DiagnosticCode>();
  const inferred = inferType(
    tree,
    (name) => typed[name]?.type ?? ANY,
    (code, range) => {
      codes.add(code);
      expect(range.start).toBeLessThanOrEqual(range.end);
      expect(range.end).toBeLessThanOrEqual(text.length);
    },
  );
  const values = Object.fromEntries(Object.entries(typed).map(([name, { value }]) => [name, frozen(value)]));
  const result = resultOf(tree, values, text.length);
  if (isFlat(tree)) checkWhole(tree, result, codes, Object.values(values));
  if (result === undefined) return false;
  expect(fits(inferred, result), `${JSON.stringify(inferred)} for ${text} which gave ${JSON.stringify(result)}`).toBe(
    true,
  );
  return true;
}

describe('evaluation', () => {
  const indices = tuple(string({ unit: 'binary', maxLength: 8 }), integer({ min: -10, max: 10 }));

  fuzz('finds the character that a list of them has at the index', indices, 500, ([text, index]) => {
    expect(characterAt(text, index)).toBe([...text].at(index));
  });
});

describe('inference is sound', () => {
  const outcomes = { given: 0, failed: 0 };

  fuzz('what is made of a type accepts what the type accepts', typedValues, 500, ({ v, w }) => {
    for (const { type, value } of [v, w]) expect(fits(type, value)).toBe(true);
  });

  fuzz(
    'an expression gives what was inferred of it, or fails with an ExpressionError, and leaves its scope alone',
    record({ tree: expressions, typed: typedValues }),
    2_000,
    ({ tree, typed }) => {
      const text = formatExpression(tree);
      outcomes[check(parse(text), text, typed) ? 'given' : 'failed']++;
      // Else nothing much was tested.
      if (outcomes.given + outcomes.failed === 1_000)
        for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(100);
    },
  );
});
