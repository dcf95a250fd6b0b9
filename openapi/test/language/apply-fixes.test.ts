import { describe, expect, test } from 'vitest';
import { applyFixes } from '../../src/language/apply-fixes.ts';
import type { Diagnostic, Edit } from '../../src/language/diagnostics.ts';
import { check } from './support.ts';

function withFix(...edits: readonly (readonly [start: number, end: number, text: string])[]): Diagnostic {
  const fix: readonly Edit[] = edits.map(([start, end, text]) => ({ range: { start, end }, text }));
  return { code: 'FL1001', message: '', range: { start: 0, end: 1 }, fix };
}

describe('applying fixes', () => {
  test('replaces the ranges, in whatever order they come', () => {
    const { text, applied } = applyFixes('one two three', [withFix([8, 13, '3']), withFix([0, 3, '1'])]);
    expect({ text, count: applied.length }).toEqual({ text: '1 two 3', count: 2 });
  });

  test('lets the first of two that overlap win, and leaves the other for the next round', () => {
    const [first, second] = [withFix([0, 5, 'A']), withFix([4, 7, 'B'])];
    expect(applyFixes('abcdefgh', [first, second])).toEqual({ text: 'Afgh', applied: [first] });
  });

  test('counts neighbours as overlapping: the order of two insertions at one place would be chance', () => {
    const [first, second] = [withFix([2, 2, 'A']), withFix([2, 2, 'B'])];
    expect(applyFixes('abcd', [first, second])).toEqual({ text: 'abAcd', applied: [first] });
  });

  test('applies all edits of a fix or none', () => {
    const [first, second] = [withFix([4, 5, 'X']), withFix([0, 1, '('], [4, 5, ')'])];
    expect(applyFixes('abcdef', [first, second])).toEqual({ text: 'abcdXf', applied: [first] });
  });

  test('gives the same text where there is nothing to fix', () => {
    const text = 'a\r\nb';
    const { fix: _none, ...diagnostic } = withFix();
    expect(applyFixes(text, [diagnostic, withFix(), withFix([2, 9, 'outside'])])).toEqual({ text, applied: [] });
  });
});

describe('a fix of one value that two diagnostics are about', () => {
  test('is applied once', () => {
    const text =
      'flow: F\nsteps:\n  - task: A\n    inputs:\n      a: ${execution.id ? 1 : 2} to ${execution.id ? 3 : 4}\n';
    const { diagnostics } = check(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(['FL1008', 'FL1008']);
    const { text: mended, applied } = applyFixes(text, diagnostics);
    expect(applied).toHaveLength(1);
    expect(mended).toContain('a: "${execution.id ? 1 : 2} to ${execution.id ? 3 : 4}"\n');
    expect(check(mended).diagnostics).toEqual([]);
  });

  test('stands in an anchor: it is applied once, however often it is used', () => {
    const text = 'flow: F\nsteps:\n  - &a {task: A, inpust: {}}\n  - *a\n';
    expect(applyFixes(text, check(text).diagnostics).text).toBe(text.replace('inpust', 'inputs'));
  });
});
