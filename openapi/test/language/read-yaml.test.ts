import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/language/diagnostics.ts';
import type { Json } from '../../src/language/model.ts';
import { MAX_FILE_LENGTH, readYaml } from '../../src/language/read-yaml.ts';
import { child, isText, type YamlNode, type YamlText } from '../../src/language/yaml-node.ts';

function tree(text: string): { readonly root: YamlNode | undefined; readonly codes: readonly string[] } {
  const codes: string[] = [];
  const report: Report = (code) => codes.push(code);
  return { root: readYaml(text, report), codes };
}

function json(node: YamlNode | undefined): Json {
  if (node === undefined) return null;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(json);
  return Object.fromEntries(node.entries.map((entry) => [entry.key, json(entry.value)]));
}

function textAt(text: string, key: string): YamlText {
  const { root } = tree(text);
  const node = root?.kind === 'map' ? child(root, key) : undefined;
  if (!isText(node)) throw new Error(`${key} is no text`);
  return node;
}

describe('values are those of YAML 1.2, core schema', () => {
  test.each([
    ['a: 1\nb: -2.5\nc: 0x1F\nd: 0o17\ne: 1e3', { a: 1, b: -2.5, c: 31, d: 15, e: 1000 }],
    ['a: true\nb: yes\nc: null\nd: ~\ne:\nf: ""', { a: true, b: 'yes', c: null, d: null, e: null, f: '' }],
    ['a: 2024-01-01\nb: 12:30\nc: 1_000\nd: 010', { a: '2024-01-01', b: '12:30', c: '1_000', d: 10 }],
    ['a: &x {b: [1, two]}\nc: *x', { a: { b: [1, 'two'] }, c: { b: [1, 'two'] } }],
    ['1: a\ntrue: b\nnull: c', { '1': 'a', true: 'b', null: 'c' }],
    ['a: !!str 5\nb: !!int 5', { a: '5', b: 5 }],
    [
      '__proto__: 1\nconstructor: 2',
      Object.fromEntries([
        ['__proto__', 1],
        ['constructor', 2],
      ]),
    ],
    ['\ufeffa: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
  ])('%j', (text, value) => {
    const { root, codes } = tree(text);
    expect(codes).toEqual([]);
    expect(json(root)).toEqual(value);
  });
});

describe('a place in a decoded text is found in the file', () => {
  const cases: readonly (readonly [style: string, yaml: string])[] = [
    ['plain', 'k: some MARK text'],
    ['plain, folded', 'k: some\n  more\n\n  MARK text'],
    ['single quotes', "k: 'it''s a MARK'"],
    ['single quotes, folded', "k: 'it''s\n\n    a\n    MARK'"],
    ['double quotes', 'k: "a \\"MARK\\""'],
    ['double quotes with escapes', 'k: "\\x41\\u00e9\\U0001F600\\n\\t MARK"'],
    ['double quotes, folded', 'k: "a\n  b \\\n    c MARK"'],
    ['literal', 'k: |\n  one\n    two MARK\n'],
    ['literal, kept', 'k: |+\n\n  one\n\n  MARK\n\n'],
    ['literal with an indent of its own', 'k: |2\n    one\n  MARK\n'],
    ['folded', 'k: >\n  one\n  two\n\n  three\n    MARK\n'],
    ['folded, stripped', 'k: >-\n  one\n  MARK\n'],
    ['line ends of Windows', 'k: |\r\n  one\r\n  MARK\r\n'],
  ];

  test.each(cases)('%s', (_style, yaml) => {
    const node = textAt(yaml, 'k');
    const index = node.value.indexOf('MARK');
    expect(index).toBeGreaterThan(0);
    for (let offset = 0; offset < 4; offset += 1) {
      expect(node.at(index + offset)).toBe(yaml.indexOf('MARK') + offset);
    }
  });

  test.each(cases)('places never go back: %s', (_style, yaml) => {
    const node = textAt(yaml, 'k');
    const places = Array.from({ length: node.value.length + 1 }, (_, index) => node.at(index));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places.at(-1)).toBeLessThanOrEqual(yaml.length);
  });
});

describe('what cannot be read', () => {
  test('a file that is too long is not looked at', () => {
    expect(tree(`flow: ${'x'.repeat(MAX_FILE_LENGTH)}`)).toEqual({ root: undefined, codes: ['FL1009'] });
  });

  test('aliases share nodes, and are counted as if they did not', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `a${level + 1}: &a${level + 1} [${Array(9).fill(`*a${level}`).join(', ')}]`,
    );
    const { codes } = tree(['a0: &a0 [1, 2, 3]', ...levels].join('\n'));
    expect(codes).toEqual(['FL1005']);
  });

  test('a compact map spoils its own line and no other', () => {
    const { root, codes } = tree('a: b: c: d\ne: 1\nf: g: h\n');
    expect(codes).toEqual(['FL1001', 'FL1001']);
    expect(json(root)).toMatchObject({ e: 1 });
  });
});
