import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/language/diagnostics.ts';
import { formatDiagnostic, locate } from '../../src/language/format-diagnostic.ts';

function at(text: string, marked: string, from = 0): Diagnostic {
  const start = text.indexOf(marked, from);
  return { code: 'FL1301', range: { start, end: start + marked.length }, message: 'There is no step `x`' };
}

function format(text: string, marked: string, hint?: string): readonly string[] {
  return formatDiagnostic({ ...at(text, marked), ...(hint && { hint }) }, { file: 'flow.yaml', text }).split('\n');
}

describe('a formatted diagnostic', () => {
  test('has the place, the line with a caret under each character, and the hint', () => {
    expect(format('flow: F\nsteps: ${onee.x}\n', 'onee', 'Did you mean `one`?')).toEqual([
      'flow.yaml:2:10 error FL1301: There is no step `x`',
      '  2 | steps: ${onee.x}',
      '    |          ^^^^',
      '  hint: Did you mean `one`?',
    ]);
  });

  test('lines up under wide characters, accents and tabs', () => {
    for (const before of ['日本: ', '👩‍👩‍👧: ', 'e\u0301: ', '\ta: ']) {
      const [, line = '', carets = ''] = format(`${before}MARK`, 'MARK');
      const width = { '日本: ': 6, '👩‍👩‍👧: ': 4, 'e\u0301: ': 3, '\ta: ': 5 }[before];
      expect(carets).toBe(`    | ${' '.repeat(width ?? 0)}^^^^`);
      expect(line).not.toContain('\t');
    }
  });

  test('marks the first line alone of what spans lines', () => {
    expect(format('a: one\n  two', 'one\n  two')).toEqual([
      'flow.yaml:1:4 error FL1301: There is no step `x`',
      '  1 | a: one',
      '    |    ^^^',
    ]);
  });

  test('shows a caret at the end of the file', () => {
    const text = 'a: 1\n';
    const found = formatDiagnostic({ ...at(text, ''), range: { start: 5, end: 6 } }, { file: 'f', text }).split('\n');
    expect(found).toEqual(['f:2:1 error FL1301: There is no step `x`', '  2 |', '    | ^']);
  });

  test('cuts long lines around the caret', () => {
    const [, line = '', carets = ''] = format(`${'a'.repeat(500)}MARK${'b'.repeat(500)}`, 'MARK');
    expect(line.length).toBeLessThan(180);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('MARK');
    expect(line).toMatch(/^ {2}1 \| …a+MARKb+…$/);
  });

  test('lets no control character reach a terminal', () => {
    const shown = format('a: \u001b[31m\u202eMARK\r\n', 'MARK').join('\n');
    for (const control of ['\u001b', '\u202e', '\r']) expect(shown).not.toContain(control);
  });

  test('has colors only where they are asked for', () => {
    const source = { file: 'f', text: 'abc' };
    expect(formatDiagnostic(at('abc', 'b'), source)).not.toContain('\u001b');
    expect(formatDiagnostic(at('abc', 'b'), source, { color: true })).toContain('\u001b[31merror FL1301\u001b[0m');
    expect(formatDiagnostic({ ...at('abc', 'b'), code: 'FL1304' }, source, { color: true })).toContain(
      '\u001b[33mwarning',
    );
  });
});

describe('a located diagnostic', () => {
  test('counts lines and columns from 1, columns in UTF-16 units', () => {
    const text = 'a: 1\r\n😀: MARK\n';
    expect(locate({ ...at(text, 'MARK'), hint: 'h' }, { file: 'f', text })).toEqual({
      file: 'f',
      line: 2,
      column: 5,
      code: 'FL1301',
      severity: 'error',
      message: 'There is no step `x`',
      hint: 'h',
    });
  });
});
