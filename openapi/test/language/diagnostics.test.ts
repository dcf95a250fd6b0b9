import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { API_ERRORS } from '../../src/contract/errors.ts';
import { DIAGNOSTICS } from '../../src/language/diagnostics.ts';
import { CASES, ELSEWHERE, TASK_CASES } from './cases.ts';
import { FLOW_CASES } from './flow-cases.ts';
import { KNOWN_TASKS } from './known-tasks.ts';
import { PROJECT_CASES } from './project-cases.ts';
import { check, diagnose, diagnoseAll, expected } from './support.ts';

describe('each mistake is one diagnostic, under the exact characters', () => {
  test.each([...CASES, ...FLOW_CASES])('%j', (marked) => {
    const { text, found } = expected(marked);
    expect(diagnose(text)).toEqual(found);
  });

  test.each(TASK_CASES)('with known tasks: %j', (marked) => {
    const { text, found } = expected(marked);
    expect(diagnose(text, KNOWN_TASKS)).toEqual(found);
  });

  test.each(PROJECT_CASES)('across files: %j', (files) => {
    const marked = Object.entries(files).map(([file, each]) => [file, expected(each)] as const);
    const texts = Object.fromEntries(marked.map(([file, { text }]) => [file, text]));
    const found = marked.filter(([file]) => !file.startsWith('lib/')).map(([file, each]) => [file, each.found]);
    expect(diagnoseAll(texts)).toEqual(Object.fromEntries(found));
  });
});

describe('the closed lists', () => {
  const errors = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');

  test('every code has a case, and every case a code', () => {
    const files = PROJECT_CASES.flatMap((files) => Object.values(files));
    const marked = [...CASES, ...FLOW_CASES, ...TASK_CASES, ...files].flatMap(
      (text) => text.match(/(?<=⟦)FL\d{4}/g) ?? [],
    );
    expect([...new Set([...marked, ...ELSEWHERE])].sort()).toEqual(Object.keys(DIAGNOSTICS).sort());
  });

  test('docs/errors.md describes every diagnostic, with its title and severity', () => {
    const rows = [...errors.matchAll(/^### (FL\d{4}) — (.+) \((error|warning)\)$/gm)].map(
      ([, code, title, severity]) => [code, { severity, title }],
    );
    expect(rows).toEqual(Object.entries(DIAGNOSTICS));
  });

  test('docs/errors.md describes every problem of the API, with its status and whether to retry', () => {
    const rows = [...errors.matchAll(/^\| `([a-z_]+)` \| (\d+) \| (yes|no) \| (.+?) \|/gm)].map(
      ([, code, status, retryable, title]) => [code, { status: Number(status), title, retryable: retryable === 'yes' }],
    );
    expect(rows).toEqual(Object.entries(API_ERRORS));
  });
});

describe('a check', () => {
  test('reports ten mistakes as ten diagnostics, in the order of the text', () => {
    const { text, found } = expected(`flow: ⟦FL1104 my flow⟧
⟦FL1101 desciption⟧: x
inputs:
  - {name: a, type: ⟦FL1109 strin⟧}
  - {name: b, type: int, default: ⟦FL1504 x⟧}
outputs:
  - {name: c, value: "\${⟦FL1301 nothing⟧}"}
steps:
  - ⟦FL1107 taks⟧: A
    id: first
  - task: B
    inputs: {a: "\${first.x}", b: ⟦FL1008 \${x}⟧, c: "\${inputs.a + 1}"}
  - task: C
    if: ⟦FL1006 !first⟧
    retry: ⟦FL1109 0⟧
  - task: D
    ⟦FL1101 on_errors⟧: []
`);
    expect(found).toHaveLength(10);
    expect(diagnose(text)).toEqual(found);
  });

  test('names the flow even where it has errors', () => {
    expect(check('flow: Broken\nsteps: 5\n')).toMatchObject({ ok: false, name: 'Broken' });
    expect(check('flow: "Broken" # a comment\n\tsteps: []\n')).toMatchObject({ ok: false, name: 'Broken' });
    expect(check('- a\n')).toMatchObject({ ok: false, name: undefined });
  });

  test('is ok with warnings, and gives them', () => {
    expect(check('flow: F\nsteps:\n  - task: A\n    if: true\n')).toMatchObject({
      ok: true,
      diagnostics: [{ code: 'FL1402' }],
    });
  });

  test('reports what stands in an anchor once, however often it is used', () => {
    const { text, found } = expected('flow: F\nsteps:\n  - &a {task: A, ⟦FL1101 inpust⟧: 1}\n  - *a\n  - *a\n');
    expect(diagnose(text)).toEqual(found);
  });

  test('asks for tasks only where they are required', () => {
    expect(diagnose('flow: F\nsteps:\n  - task: Unknown\n', { tasks: KNOWN_TASKS.tasks })).toEqual([]);
  });
});
