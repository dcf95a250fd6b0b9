import { array, constantFrom, oneof, string } from 'fast-check';
import { describe, expect } from 'vitest';
import type { Expression } from '../../src/language/expression/ast.ts';
import { formatExpression } from '../../src/language/expression/format-expression.ts';
import { parseExpression } from '../../src/language/expression/parse-expression.ts';
import { walkExpression } from '../../src/language/expression/references.ts';
import { splitTemplate } from '../../src/language/expression/template.ts';
import type { Range } from '../../src/language/model.ts';
import { type Mode, parse } from '../expression/support.ts';
import { bare, expressions } from './expressions.ts';
import { fuzz } from './fuzz.ts';
import { mistaken, PIECES } from './pieces.ts';

const MODES: readonly Mode[] = ['expression', 'condition'];

function isInside({ start, end }: Range, text: string): void {
  expect(start).toBeGreaterThanOrEqual(0);
  expect(end).toBeGreaterThanOrEqual(start);
  expect(end).toBeLessThanOrEqual(text.length);
}

function placesAreInside(tree: Expression, text: string): void {
  walkExpression(tree, (one) => {
    isInside(one.range, text);
    if (one.kind === 'property' || one.kind === 'call') isInside(one.nameRange, text);
  });
}

describe('expressions', () => {
  fuzz('are read as they were written', expressions, 2_000, (tree) => {
    const text = formatExpression(tree);
    for (const mode of MODES) expect(bare(parse(text, mode)), text).toBe(bare(tree));
  });

  fuzz('have one spelling', expressions, 500, (tree) => {
    const text = formatExpression(tree);
    expect(formatExpression(parse(text))).toBe(text);
  });
});

describe('texts that are no expressions', () => {
  const garbage = oneof(
    string({ unit: 'binary', maxLength: 40 }),
    array(constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join('')),
    mistaken(expressions.map(formatExpression)),
  );

  fuzz('are reported inside of the text, and never throw', garbage, 4_000, (text) => {
    for (const mode of MODES) {
      let isWrong = false;
      const tree = parseExpression(
        text,
        (index) => {
          expect(index).toBeGreaterThanOrEqual(0);
          expect(index).toBeLessThanOrEqual(text.length);
          return index;
        },
        (code, range) => {
          isWrong ||= code !== 'FL1205';
          isInside(range, text);
        },
        mode,
      );
      expect(tree === undefined).toBe(isWrong);
      if (tree === undefined) continue;
      placesAreInside(tree, text);
      expect(bare(parse(formatExpression(tree)))).toBe(bare(tree));
    }
  });

  fuzz('are cut into parts that stand in the text, one behind the other', garbage, 1_000, (text) => {
    let end = 0;
    for (const part of splitTemplate(text)) {
      if (part.kind === 'text') continue;
      expect(part.start).toBeGreaterThanOrEqual(end);
      end = part.kind === 'expression' ? part.end : part.start;
      expect(end).toBeGreaterThanOrEqual(part.start);
      expect(end).toBeLessThanOrEqual(text.length);
    }
  });
});
