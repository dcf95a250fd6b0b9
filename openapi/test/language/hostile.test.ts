/**
 * What a hostile author writes: ways out of the language, and files of the largest size that is read, made to be slow.
 * Time is that of the processor, since machines that run tests are busy.
 */
import { describe, expect, test } from 'vitest';
import { check, diagnose } from './support.ts';

const HEAD = 'flow: F\nsteps:\n';
const MOST_SECONDS = 10;
/** By the clock, on a machine that does many other things. */
const TIMEOUT = { timeout: 120_000 };

/** A flow with one step that reads the expression; `inputs.text` and `inputs.open` are there. */
function flowWith(expression: string): string {
  const quoted = JSON.stringify(`\${${expression}}`);
  return `flow: F
inputs:
  - {name: text, type: string}
  - {name: open, type: object}
steps:
  - task: A
    inputs: {a: ${quoted}}
`;
}

function codesOf(text: string): readonly string[] {
  return [...new Set(check(text).diagnostics.map(({ code }) => code))];
}

/** What is reported, within the time that anyone would wait. */
function codesInTime(text: string): readonly string[] {
  expect(text.length).toBeLessThanOrEqual(1_000_000);
  const before = process.cpuUsage();
  const codes = codesOf(text);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000_000).toBeLessThan(MOST_SECONDS);
  return codes;
}

function repeat(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

describe('no expression reaches what is not the language', () => {
  test.each([
    [`"".constructor.constructor("return process")()`, 'FL1201'],
    [`''['constructor']`, 'FL1305'],
    ['__proto__', 'FL1301'],
    ['constructor', 'FL1301'],
    ['process.env', 'FL1301'],
    ['globalThis', 'FL1301'],
    ['this', 'FL1301'],
    ['inputs.__proto__', 'FL1305'],
    ['inputs.constructor', 'FL1305'],
    ['inputs.text.__class__', 'FL1305'],
    ['inputs.text.toString()', 'FL1201'],
    ['execution.__proto__.polluted', 'FL1305'],
    ['[].constructor', 'FL1305'],
    ['(1).toFixed', 'FL1305'],
    ['constructor(1)', 'FL1202'],
    ['toString()', 'FL1202'],
    ['__proto__(1)', 'FL1202'],
    ['eval("1")', 'FL1202'],
    ['require("fs")', 'FL1202'],
    ['import("fs")', 'FL1202'],
    ['inputs | constructor', 'FL1202'],
    ['new Date()', 'FL1201'],
    ['() => 1', 'FL1201'],
    ['inputs.text = 1', 'FL1201'],
    ['`${inputs.text}`', 'FL1201'],
    ['{}.a', 'FL1201'],
    ['a; b', 'FL1201'],
    ['{{ inputs.text }}', 'FL1201'],
  ])('${%s} is an error', (expression, code) => {
    expect(codesOf(flowWith(expression))).toEqual([code]);
  });

  test('a name that objects inherit is a name like any other', () => {
    const text = `${HEAD}${['constructor', 'toString', 'hasOwnProperty', 'valueOf']
      .map((name) => `  - {task: A, id: ${name}}\n  - {task: B, inputs: {${name}: "\${${name}.a}"}}\n`)
      .join('')}`;
    expect(diagnose(text)).toEqual([]);
  });
});

describe('what is too much is said to be', () => {
  test.each([
    ['a text of 990,000 characters', `'${'x'.repeat(990_000)}'`, ['FL1206']],
    ['990,000 characters of operators', `${'a+'.repeat(495_000)}1`, ['FL1206']],
    ['a name of 990,000 letters', 'x'.repeat(990_000), ['FL1206']],
    ['10,000 brackets', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, ['FL1206']],
    ['4,900 brackets', `${'['.repeat(4_900)}${']'.repeat(4_900)}`, ['FL1206']],
    ['10,000 parentheses that are never closed', '('.repeat(9_999), ['FL1206']],
    ['9,900 minus signs', `${'-'.repeat(9_900)}1`, ['FL1206']],
    ['2,400 times `not`', `${'not '.repeat(2_400)}1`, ['FL1206']],
    ['2,400 choices', `${'1?2:'.repeat(2_400)}3`, ['FL1206']],
    ['2,400 pipes', `1${'|abs'.repeat(2_400)}`, ['FL1206']],
    ['4,900 indices', `inputs.open${'[1]'.repeat(3_200)}`, ['FL1206']],
    ['a list of 3,000 items', `[${'1,'.repeat(3_000)}1]`, []],
  ])('%s', TIMEOUT, (_what, expression, codes) => {
    expect(codesInTime(flowWith(expression))).toEqual(codes);
  });

  test.each([
    ['1,000 times `any` in `any`', `${HEAD}- {task: A, if: ${'{any: ['.repeat(1_000)}a${']}'.repeat(1_000)}}\n`],
    ['inputs 5,000 deep', `{"flow":"F","steps":[{"task":"A","inputs":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}]}`],
    ['more than a million characters', `${HEAD}${'- task: A\n'.repeat(100_001)}`],
  ])('%s', TIMEOUT, (_what, text) => {
    expect(diagnose(text).map((line) => line.slice(0, 6))).toEqual(['FL1009']);
  });

  test.each([
    [
      'nine lists of nine',
      `flow: F\nx-a: &a0 [x]\n${repeat(9, (n) => `x-b${n}: &a${n + 1} [${Array(9).fill(`*a${n}`).join()}]\n`)}steps: []\n`,
    ],
    ['12,000 uses of one map', `flow: F\nx-a: &a {k: 1}\nsteps:\n${'- {task: A, inputs: *a}\n'.repeat(12_000)}`],
    ['an alias inside of its own anchor', 'flow: F\nx-a: &a {b: [*a, *a]}\nsteps: []\n'],
  ])('a bomb of aliases: %s', TIMEOUT, (_what, text) => {
    expect(codesInTime(text)).toEqual(['FL1005']);
  });
});

const LOOPS_IN_LOOPS = (id: number) =>
  `${repeat(
    30,
    (n) =>
      `${'    '.repeat(n)}- id: l${id}_${n}\n${'    '.repeat(n)}  for_each: "\${[[1]]}"\n${'    '.repeat(n)}  as: v${n}\n${'    '.repeat(n)}  do:\n`,
  )}${'    '.repeat(30)}- {task: A, id: z${id}}\n`;
const CHAIN = Array.from({ length: 480 }, (_, n) => `a.b${n}`).join(' and ');
const INPUTS = (count: number) =>
  `flow: F\ninputs:\n${repeat(count, (n) => `- {name: i${n}, type: string}\n`)}steps:\n`;
const SWITCH = `${HEAD}- switch: "\${execution.id}"\n  cases:\n`;

describe('the largest files take bounded time', () => {
  test.each<[string, string, readonly string[]]>([
    ['50,000 steps', `${HEAD}${'- task: A\n'.repeat(50_000)}`, []],
    ['40,000 steps with ids', `${HEAD}${repeat(40_000, (n) => `- {task: A, id: s${n}}\n`)}`, []],
    [
      '19,000 steps that read the one before',
      `${HEAD}- {task: A, id: s0}\n${repeat(18_999, (n) => `- {task: A, id: s${n + 1}, inputs: {a: "\${s${n}.b}"}}\n`)}`,
      [],
    ],
    [
      '20,000 names that no task of as many has',
      `${HEAD}${repeat(20_000, (n) => `- {task: A${n}, inputs: {a: "\${x${n}}"}}\n`)}`,
      ['FL1301'],
    ],
    [
      '12,000 properties that 12,000 inputs lack',
      `${INPUTS(12_000)}${repeat(12_000, (n) => `- {task: A, inputs: {a: "\${inputs.j${n}}"}}\n`)}`,
      ['FL1305'],
    ],
    [
      '5,000 loops that read 5,000 inputs',
      `${INPUTS(5_000)}${repeat(5_000, (n) => `- {for_each: "\${[1]}", do: [{task: A, inputs: {a: "\${inputs.i${n}}"}}]}\n`)}`,
      [],
    ],
    [
      '15,000 cases with an id each',
      `${SWITCH}${repeat(15_000, (n) => `  - {when: k${n}, do: [{task: A, id: s${n}}]}\n`)}`,
      [],
    ],
    [
      '50,000 values of an enum that are compared 5,000 times',
      `flow: F\ninputs:\n- {name: a, type: string, enum: [${repeat(50_000, (n) => `k${n}, `)} z]}\nsteps:\n${repeat(5_000, (n) => `- {task: A, if: "inputs.a == 'k${n}'"}\n`)}`,
      [],
    ],
    ['100 conditions of 480 parts', `${HEAD}- {task: A, id: a}\n${`- {task: A, if: "${CHAIN}"}\n`.repeat(100)}`, []],
    [
      'a condition with 10,000 `any`',
      `${HEAD}- task: A\n  if:\n    any:\n${repeat(10_000, (n) => `    - execution.attempt == ${n}\n`)}`,
      [],
    ],
    [
      'a condition with 40,000 tests for null',
      `${HEAD}- {task: A, id: a}\n- task: B\n  if:\n    all:\n${repeat(40_000, (n) => `    - a.b${n} != null\n`)}`,
      [],
    ],
    [
      'a condition with 450,000 parts',
      `${HEAD}- {task: A, id: a}\n- {task: B, if: {all: [${'a,'.repeat(450_000)}a]}}\n`,
      [],
    ],
    ['60 times 30 loops in loops', `${HEAD}${repeat(60, LOOPS_IN_LOOPS)}`, []],
    [
      'a default of 100,000 lists that must differ',
      `flow: F\ninputs:\n- {name: a, type: array, uniqueItems: true, default: [${repeat(100_000, (n) => `[${n}],`)} 1]}\nsteps: []\n`,
      [],
    ],
    [
      '30,000 literals beside an expression against one schema',
      `flow: F\noutputs:\n- name: o\n  value:\n    - "\${execution.id}"\n${repeat(30_000, (n) => `    - ${n}\n`)}  schema: {type: array, items: {anyOf: [{type: number}, {type: string}]}}\nsteps: []\n`,
      [],
    ],
  ])('%s', TIMEOUT, (_what, text, codes) => {
    expect(codesInTime(text)).toEqual(codes);
  });

  test('and no message repeats all that there is', () => {
    const text = `flow: F
outputs:
- name: o
  value:
    e: "\${execution.id}"
    bad: 1
    enum: [1, "\${execution.id}"]
  schema:
    type: object
    additionalProperties: false
    properties:
      enum: {type: array, items: {enum: [${repeat(1_000, (n) => `k${n}, `)} z]}}
${repeat(1_000, (n) => `      property${n}: {type: string}\n`)}steps: []
`;
    const { diagnostics } = check(text);
    expect(diagnostics.length).toBeGreaterThanOrEqual(3);
    for (const { message, hint } of diagnostics) expect(`${message} ${hint ?? ''}`.length).toBeLessThan(400);
  });
});
