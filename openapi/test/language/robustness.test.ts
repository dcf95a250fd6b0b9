import { describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../../src/language/format-diagnostic.ts';
import { check } from './support.ts';

/** A generator of numbers that is the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const FLOW = `flow: F
inputs:
  - {name: items, type: list, items: {type: object, properties: {sku: {type: string}}}}
  - name: note
    type: string
    required: false
outputs:
  - name: total
    value: \${charge.total ?? 0}
steps:
  - task: Validate
    id: validate
    inputs: &shared {items: "\${inputs.items}", note: 'it''s \${inputs.note}'}
    retry: {max_attempts: 3, backoff: 2}
  - if: \${validate.ok} == true
    then:
      - task: Charge
        id: charge
        inputs: *shared
    else:
      - exit:
          reason: >-
            not
            ok
  - for_each: \${inputs.items}
    do:
      - {task: Reserve, inputs: {sku: "\${item.sku}"}, on_error: exit}
`;

function survives(text: string): void {
  const source = { file: 'flow.yaml', text };
  const result = check(text);
  if (!result.ok) expect(result.diagnostics.length).toBeGreaterThan(0);
  for (const diagnostic of result.diagnostics) {
    expect(diagnostic.range.start).toBeLessThanOrEqual(Math.max(text.length, 1));
    expect(diagnostic.range.end).toBeGreaterThanOrEqual(diagnostic.range.start);
    formatDiagnostic(diagnostic, source);
  }
}

describe('garbage gives diagnostics, never an exception', () => {
  test('random characters', () => {
    const next = random(1);
    for (let round = 0; round < 300; round += 1) {
      const length = Math.floor(next() * 200);
      survives(
        Array.from({ length }, () => String.fromCharCode(Math.floor(next() * (round % 2 ? 128 : 65536)))).join(''),
      );
    }
  });

  test('random pieces of the language', () => {
    const next = random(2);
    const pieces = [
      'flow: F\n',
      'steps:\n',
      '  - ',
      'task: A\n',
      '    ',
      'id: a\n',
      'inputs: ',
      '{',
      '}',
      '[',
      ']',
      '${',
      '}',
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
      '\t',
      'if: ',
      'then:\n',
      'exit',
      '#',
      '---\n',
      'for_each: ',
      'do: ',
    ];
    for (let round = 0; round < 1_000; round += 1) {
      survives(
        Array.from(
          { length: 3 + Math.floor(next() * 40) },
          () => pieces[Math.floor(next() * pieces.length)] ?? '',
        ).join(''),
      );
    }
  });

  test('a good flow with one change', () => {
    const next = random(3);
    for (let round = 0; round < 300; round += 1) {
      const at = Math.floor(next() * FLOW.length);
      const cut = Math.floor(next() * 4);
      const added =
        ['', ' ', '\n', '"', '${', '}', ':', '- ', '\t', '*', '&', '[', '0', '\u0000'][Math.floor(next() * 14)] ?? '';
      survives(FLOW.slice(0, at) + added + FLOW.slice(at + cut));
    }
  });

  test('every beginning of a good flow', () => {
    for (let length = 0; length <= FLOW.length; length += 3) survives(FLOW.slice(0, length));
  });

  test('a good flow is good', () => {
    expect(check(FLOW)).toMatchObject({ ok: true });
  });
});

describe('large files take bounded time', () => {
  const repeat = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join('');
  const head = 'flow: F\nsteps:\n';

  test.each([
    ['lists 10,000 deep', '['.repeat(10_000)],
    ['lists 10,000 deep, closed', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['maps 10,000 deep', '{a: '.repeat(10_000)],
    ['items 10,000 deep', `${'- '.repeat(10_000)}a`],
    ['complex keys 10,000 deep', '? '.repeat(10_000)],
    ['3,000 compact maps', 'a: b: c\n'.repeat(3_000)],
    ['20,000 keys twice', 'a: 1\n'.repeat(20_000)],
    ['5,000 unquoted expressions', `flow: F\nsteps: []\n${repeat(5_000, (n) => `k${n}: \${a ? b : c}\n`)}`],
    ['5,000 steps', head + repeat(5_000, (n) => `  - {task: T, id: s${n}}\n`)],
    [
      '3,000 steps that share an id',
      head + repeat(3_000, (n) => `  - {task: T, id: s, if: execution.attempt == ${n}}\n`),
    ],
    ['3,000 unknown references', head + repeat(3_000, (n) => `  - {task: T, id: s${n}, inputs: {a: "\${x${n}}"}}\n`)],
    [
      '50 branches deep',
      head + repeat(45, (n) => `${'    '.repeat(n)}  - if: execution.id\n${'    '.repeat(n)}    then:\n`),
    ],
    ['20,000 expressions in one text', `${head}  - exit: "${'${execution.id}'.repeat(20_000)}"\n`],
    ['100,000 openings of expressions', `flow: F\ndescription: "${'${'.repeat(100_000)}"\nsteps: []\n`],
    ['a condition 150 deep', `${head}  - {task: A, if: ${'{not: '.repeat(150)}true${'}'.repeat(150)}}\n`],
    [
      'an expression 5,000 deep',
      `${head}  - {task: A, inputs: {a: "\${${'('.repeat(5_000)}1${')'.repeat(5_000)}}"}}\n`,
    ],
    ['300,000 line breaks', '\n'.repeat(300_000)],
    ['2,000,000 characters', 'x'.repeat(2_000_000)],
  ])(
    '%s',
    (_name, text) => {
      const started = performance.now();
      const { diagnostics } = check(text);
      expect(performance.now() - started).toBeLessThan(10_000);
      expect(diagnostics.filter(({ code }) => code === 'FL1009').length).toBeLessThan(2);
    },
    20_000,
  );
});
