import { describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../../src/language/format-diagnostic.ts';
import { check } from './support.ts';

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
      - {task: Reserve, id: "r_\${item.sku}", inputs: {sku: "\${item.sku}"}, on_error: exit}
  - parallel:
      - {subflow: Notify, id: told, inputs: {to: "\${inputs.note}"}}
      - {pg_query: {connection: db, depends_on: told, params: ["\${told.at}"]}}
  - while: paid == null or not paid.ok
    do: [{wait: 5}, {task: Ask, id: paid, inputs: {n: "\${loop.index}"}}]
  - {wait_for: go, id: go, schema: {type: object}, timeout: 5, on_error: {fail: "\${error.message}"}}
connections: {db: {type: postgres, url: "\${env.URL}"}}
triggers: [{type: schedule, cron: "* * * * *"}]
on_error: [{task: Alert, inputs: {what: "\${error.type}"}}]
on_cancel: {task: Undo}
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
    [
      '4,000 branches that wait for each other in a circle',
      `${head}  - parallel:\n${repeat(4_000, (n) => `      - {task: A, id: a${n}, depends_on: a${(n + 1) % 4_000}}\n`)}`,
    ],
    [
      '3,000 branches in a chain',
      `${head}  - parallel:\n      - {task: A, id: a0}\n${repeat(3_000, (n) => `      - {task: A, id: a${n + 1}, depends_on: a${n}, inputs: {x: "\${a${n}}"}}\n`)}`,
    ],
    [
      '3,000 guards that end the flow',
      head + repeat(3_000, (n) => `  - {task: A, id: a${n}, if: execution.id}\n  - {exit: no, if: a${n} == null}\n`),
    ],
    [
      '45 loops deep',
      head + repeat(45, (n) => `${'    '.repeat(n)}  - while: loop.index < 2\n${'    '.repeat(n)}    do:\n`),
    ],
    [
      '45 handlers deep',
      head +
        repeat(
          45,
          (n) => `${'    '.repeat(n)}  - task: A\n${'    '.repeat(n)}    id: a${n}\n${'    '.repeat(n)}    on_error:\n`,
        ),
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
