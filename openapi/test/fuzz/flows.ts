/** Texts of flows: those of the examples and of the cases of the tests, with mistakes in them; and garbage. */
import { globSync, readFileSync } from 'node:fs';
import { type Arbitrary, array, constantFrom, nat, oneof, string, tuple } from 'fast-check';
import { CASES, TASK_CASES } from '../language/cases.ts';
import { expected } from '../language/support.ts';
import { PIECES } from './pieces.ts';

const ROOT = new URL('../../../', import.meta.url);
const FILES = globSync('{examples,contract-tests/flows}/*/flow.yaml', { cwd: ROOT.pathname }).sort();

const FLOWS: readonly string[] = FILES.map((file) => readFileSync(new URL(file, ROOT), 'utf8'));
const SMALL_FLOWS: readonly string[] = [...CASES, ...TASK_CASES].map((marked) => expected(marked).text);

const YAML_PIECES: readonly string[] = [
  ...[
    'flow: F\n',
    'steps:\n',
    '  - ',
    'task: A\n',
    '    ',
    'id: a\n',
    'inputs: ',
    'if: ',
    'then:\n',
    'exit',
    'for_each: ',
    'do: ',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    ': ',
    ',',
    '|\n',
    '>-\n',
    '&a ',
    '*a',
    '!x ',
    '- ',
    '\n',
    '\r\n',
    '\t',
    '#',
    '---\n',
    '...\n',
  ],
  ...['<<: *a\n', '? ', '%YAML 1.1\n', '\ufeff', '\u0000', '.inf', '0x10', '~', 'null', '${a.b}', '${', '"${', '$${'],
];

type Change = (text: string, one: number, other: number, piece: string) => string;

/** `one` and `other` are large numbers, of which places are made. */
const CHANGES: readonly Change[] = [
  (text, one, other, piece) => {
    const at = one % (text.length + 1);
    return text.slice(0, at) + piece + text.slice(at + (other % 4));
  },
  (text, one, other) => {
    const at = one % (text.length + 1);
    return text.slice(0, at) + text.slice(at + (other % 40));
  },
  (text, one, other) => {
    const at = one % (text.length + 1);
    return text.slice(0, at + (other % 40)) + text.slice(at);
  },
  (text, one) => {
    const at = one % Math.max(1, text.length - 1);
    return (
      text.slice(0, at) +
      text
        .slice(at, at + 2)
        .split('')
        .reverse()
        .join('') +
      text.slice(at + 2)
    );
  },
  (text, one, other) => onLines(text, (lines) => lines.toSpliced(one % lines.length, (other % 3) + 1)),
  (text, one, other) =>
    onLines(text, (lines) => lines.toSpliced(other % lines.length, 0, ...lines.slice(one % lines.length).slice(0, 3))),
  (text, one, other) =>
    onLines(text, (lines) => {
      const [first, second] = [one % lines.length, other % lines.length];
      return lines.with(first, lines[second] ?? '').with(second, lines[first] ?? '');
    }),
  (text, one, other) =>
    onLines(text, (lines) => lines.with(one % lines.length, `${' '.repeat(other % 5)}${lines[one % lines.length]}`)),
  (text, one) =>
    onLines(text, (lines) => lines.with(one % lines.length, (lines[one % lines.length] ?? '').replace(/^ {1,2}/, ''))),
  (text, one, other, piece) => text.replace(nthWord(text, one), other % 2 === 0 ? piece : nthWord(text, other)),
];

function onLines(text: string, change: (lines: readonly string[]) => readonly string[]): string {
  return change(text.split('\n')).join('\n');
}

function nthWord(text: string, count: number): string {
  const words = text.match(/\w+/g) ?? [''];
  return words[count % words.length] ?? '';
}

const changes = array(
  tuple(
    constantFrom(...CHANGES),
    nat(),
    nat(),
    oneof(constantFrom(...YAML_PIECES), constantFrom(...PIECES), string({ maxLength: 3 })),
  ),
  { maxLength: 4 },
);

export const flowTexts: Arbitrary<string> = oneof(
  { arbitrary: string({ unit: 'binary', maxLength: 200 }), weight: 1 },
  { arbitrary: array(constantFrom(...YAML_PIECES), { maxLength: 40 }).map((pieces) => pieces.join('')), weight: 3 },
  {
    arbitrary: tuple(
      oneof({ arbitrary: constantFrom(...SMALL_FLOWS), weight: 5 }, { arbitrary: constantFrom(...FLOWS), weight: 1 }),
      changes,
    ).map(([flow, some]) => some.reduce((text, [change, one, other, piece]) => change(text, one, other, piece), flow)),
    weight: 12,
  },
);
