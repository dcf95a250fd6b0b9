import { describe, expect, test } from 'vitest';
import { applyFixes } from '../../src/language/apply-fixes.ts';
import { check } from './support.ts';

/** The lines of a task step, after one round of fixes; the lines above and below are as they were. */
function mend(...lines: readonly string[]): string {
  const [head, tail] = ['# ”\nflow: F\nsteps:\n  - task: A\n', '  - task: B\n    inputs: {a: 1}\n'];
  const text = `${head}${lines.map((line) => `    ${line}\n`).join('')}${tail}`;
  const { text: mended } = applyFixes(text, check(text).diagnostics);
  expect(mended.startsWith(head) && mended.endsWith(tail)).toBe(true);
  return mended
    .slice(head.length, -tail.length)
    .split('\n')
    .slice(0, -1)
    .map((line) => line.slice(4))
    .join('\n');
}

describe('operators of other languages', () => {
  test.each([
    ['execution.id === "a"', 'execution.id == "a"'],
    ['execution.id !== "a"', 'execution.id != "a"'],
    ['execution.id <> "a"', 'execution.id != "a"'],
    ['execution.attempt => 2', 'execution.attempt >= 2'],
    ['execution.attempt =< 2', 'execution.attempt <= 2'],
    ['execution.id = "a"', 'execution.id == "a"'],
    ['execution.id == "a" & true', 'execution.id == "a" and true'],
    ['execution.id == "a"&true', 'execution.id == "a"&&true'],
    ['execution.id == “a”', "execution.id == 'a'"],
    ['execution.id == ‘a b’', "execution.id == 'a b'"],
    ['execution.id == `a`', "execution.id == 'a'"],
    ['execution.id == "a" AND true', 'execution.id == "a" and true'],
    ['execution.id Or true', 'execution.id or true'],
    ['len(execution.id) > 1', 'length(execution.id) > 1'],
    ['execution.id | lenght', 'execution.id | length'],
    ['execution.0', 'execution.0'],
    ['${execution.id} == active', "${execution.id} == 'active'"],
    ['${execution.id.0} == "a"', '${execution.id[0]} == "a"'],
  ])('%s is made %s', (written, meant) => {
    expect(mend(`if: ${written}`)).toBe(`if: ${meant}`);
  });

  test.each([
    "execution.id == “it's”",
    'execution.id == “a',
    'execution.id ~ "a"',
    'execution.id =~ "a"',
    'execution.id // 2',
    'execution.id == `a ${b}`',
    'mix(1, 2)',
    'includes(execution.id)',
  ])('%s is left to its author', (written) => {
    expect(mend(`if: ${written}`)).toBe(`if: ${written}`);
  });
});

describe('a fix inside of a text that YAML has in quotes is written as those quotes need it', () => {
  test.each([
    [`if: 'execution.id == “a”'`, `if: 'execution.id == ''a'''`],
    [`if: "execution.id == “a”"`, `if: "execution.id == 'a'"`],
    [`if: "execution.id == \\u201ca\\u201d"`, `if: "execution.id == 'a'"`],
    [`if: '\${execution.id} == active'`, `if: '\${execution.id} == ''active'''`],
    [`inputs: {a: "x \${execution.id === \\"b\\"}"}`, `inputs: {a: "x \${execution.id == \\"b\\"}"}`],
  ])('%s', (written, meant) => {
    expect(mend(written)).toBe(meant);
  });

  test('and over the lines of a block', () => {
    expect(mend('if: |', '  execution.id ===', '    “a”')).toBe('if: |\n  execution.id ==\n    “a”');
    expect(mend('inputs:', '  a: >-', '    ${execution.attmept}')).toBe('inputs:\n  a: >-\n    ${execution.attempt}');
  });

  test('but never where YAML would read it as something else', () => {
    expect(mend('if: “a” == execution.id')).toBe('if: “a” == execution.id');
    expect(mend('inputs: {a: b}', 'if: execution.0 == 1')).toBe('inputs: {a: b}\nif: execution.0 == 1');
  });
});

describe('a value that YAML cannot read is put in quotes whole', () => {
  test.each([
    ['a: ${execution.id ? 1 : 2}', 'a: "${execution.id ? 1 : 2}"'],
    ['a: ${execution.id ? "b" : 2}', `a: '\${execution.id ? "b" : 2}'`],
    [`a: \${execution.id ? "b" : 'c'}`, `a: '\${execution.id ? "b" : ''c''}'`],
    ['a: ${execution.id ? 1 : 2} # why', 'a: "${execution.id ? 1 : 2}" # why'],
    ['a: is ${execution.id ? 1 : 2}, or not', 'a: "is ${execution.id ? 1 : 2}, or not"'],
    ['a: {b: ${execution.id}, c: 1}', 'a: {b: "${execution.id}", c: 1}'],
    [
      'a: {b: the ${execution.id} one, c: [x, ${execution.id}]}',
      'a: {b: "the ${execution.id} one", c: [x, "${execution.id}"]}',
    ],
    ['a: {b: "}", c: ${execution.id}}', 'a: {b: "}", c: "${execution.id}"}'],
    ['a: [${max([1, 2])}, 3]', 'a: ["${max([1, 2])}", 3]'],
    ['"a": @home', '"a": "@home"'],
    ['a: "b" == "c"', `a: '"b" == "c"'`],
  ])('%s', (written, meant) => {
    const mended = mend('inputs:', `  ${written}`);
    expect(mended).toBe(`inputs:\n  ${meant}`);
  });

  test.each([
    [['a: ${execution.id ? 1 : 2}', '  and more']],
    [['a: {', '  b: ${execution.id},', '}']],
    [['a: ${execution.id ? {x: 1 : 2}']],
    [['a: b: ${execution.id ? 1 : 2}']],
    [['a: "b\\n" == "c"']],
  ])('%j is left to its author: where the value ends is not certain', (lines) => {
    const written = ['inputs:', ...lines.map((line) => `  ${line}`)];
    expect(mend(...written)).toBe(written.join('\n'));
  });

  test('in a condition a `!` at the beginning', () => {
    expect(mend('if: !execution.id')).toBe('if: "!execution.id"');
    expect(mend('inputs:', '  a: !execution.id')).toBe('inputs:\n  a: !execution.id');
  });
});

describe('words', () => {
  test.each([
    ['inptus: {}', 'inputs: {}'],
    ['"inptus": {}', '"inputs": {}'],
    ["'on_eror': exit", "'on_error': exit"],
    ['onError: exit', 'on_error: exit'],
    ['silent: yes', 'silent: true'],
    ['silent: "False"', 'silent: false'],
    ['timeout: "2.5"', 'timeout: 2.5'],
    ['description: 1.0', 'description: "1.0"'],
    ['description: true', 'description: "true"'],
    ['retry: {backoff: Fixed}', 'retry: {backoff: fixed}'],
    ['retry: {retry_on: TimeoutError}', 'retry: {retry_on: [TimeoutError]}'],
    ['if: {and: [execution.id]}', 'if: {all: [execution.id]}'],
    ['inputs: {a: "${execution.attmept}"}', 'inputs: {a: "${execution.attempt}"}'],
    [`inputs: {a: "\${execution['attmept']}"}`, `inputs: {a: "\${execution['attempt']}"}`],
  ])('%s is made %s', (written, meant) => {
    expect(mend(written)).toBe(meant);
  });

  test.each([
    ['"inp\\x74us": {}'],
    ['timeout: 5m'],
    ['timeout: "05"'],
    ['id: my-step'],
    ['frobnicate: 1'],
    [`inputs: {a: "\${execution['i\\x64d']}"}`],
  ])('%s is left to its author', (written) => {
    expect(mend(written)).toBe(written);
  });

  test('a misspelt key does not become one that is there already, nor two the same', () => {
    expect(mend('inputs: {}', 'inptus: {}')).toBe('inputs: {}\ninptus: {}');
    expect(mend('inpust: {}', 'inptus: {}')).toBe('inputs: {}\ninptus: {}');
  });
});

describe('tabs', () => {
  const mended = (text: string) => applyFixes(text, check(text).diagnostics).text;

  test('become two spaces each, in a file that is indented with tabs throughout', () => {
    expect(mended('flow: F\nsteps:\n\t- task: A\n\t  inputs:\n\t\t\ta: "\tb"\n')).toBe(
      'flow: F\nsteps:\n  - task: A\n    inputs:\n      a: "\tb"\n',
    );
  });

  test('stay where other lines have spaces: how deep they were meant is not certain', () => {
    const text = 'flow: F\nsteps:\n    - task: A\n\t- task: B\n';
    expect(mended(text)).toBe(text);
  });
});
