import { describe, expect, test } from 'vitest';
import { plain, read, step } from './support.ts';

const literal = (value: unknown) => ({ kind: 'literal', value });
const expression = (name: string) => ({ kind: 'expression', expression: { kind: 'reference', name } });

describe('a task step', () => {
  test('has inputs, outputs and all that every step has', () => {
    const yaml = `task: Charge
id: charge
if: execution.id
description: Charges
timeout: 2.5
inputs: {a: 1, b: "\${execution}", c: "x \${execution}", d: [1, "\${execution}"], e: {f: g}}
outputs: [receipt]`;
    expect(plain(step(yaml))).toMatchObject({
      kind: 'task',
      task: 'Charge',
      id: 'charge',
      guard: { kind: 'test', expression: { kind: 'property', name: 'id' } },
      description: 'Charges',
      timeout: 2.5,
      inputs: {
        kind: 'map',
        entries: [
          { key: 'a', value: literal(1) },
          { key: 'b', value: expression('execution') },
          { key: 'c', value: { kind: 'text', parts: ['x ', { kind: 'reference', name: 'execution' }] } },
          { key: 'd', value: { kind: 'list', items: [literal(1), expression('execution')] } },
          { key: 'e', value: literal({ f: 'g' }) },
        ],
      },
      outputs: [{ name: 'receipt' }],
    });
  });

  test('needs nothing but its task', () => {
    expect(plain(step('task: A'))).toEqual({
      kind: 'task',
      task: 'A',
      inputs: { kind: 'map', entries: [] },
      outputs: [],
      dependsOn: [],
    });
  });

  test('a value is one expression where only line breaks follow it', () => {
    const yaml = `task: A
inputs:
  a: |
    \${execution}
  b: |
    \${execution}!
  c: "$\${execution}"`;
    expect(plain(step(yaml))).toMatchObject({
      inputs: {
        entries: [{ value: expression('execution') }, { value: { kind: 'text' } }, { value: literal(`\${execution}`) }],
      },
    });
  });
});

describe('retry', () => {
  const DEFAULTS = { maxAttempts: 3, delay: 1, backoff: 'exponential', multiplier: 2, jitter: 0.2, doNotRetryOn: [] };

  test.each([
    ['5', { maxAttempts: 5 }],
    ['{}', {}],
    ['{max_attempts: 2, delay: 3, backoff: fixed}', { maxAttempts: 2, delay: 3, backoff: 'fixed' }],
    ['{delay_seconds: 0.5, backoff: linear, max_delay: 9}', { delay: 0.5, backoff: 'linear', maxDelay: 9 }],
    ['{backoff_multiplier: 3}', { multiplier: 3 }],
    ['{delay: 2, backoff: 3}', { delay: 2, multiplier: 3 }],
    ['{delay_seconds: 2, backoff: 1.5}', { delay: 2, multiplier: 1.5 }],
    ['{backoff: 4}', { delay: 4 }],
    ['{jitter: none}', { jitter: 0 }],
    ['{jitter: full}', { jitter: 'full' }],
    ['{jitter: 0.5}', { jitter: 0.5 }],
    ['{retry_on: [A, B], do_not_retry_on: [C]}', { retryOn: ['A', 'B'], doNotRetryOn: ['C'] }],
  ])('%s', (yaml, wanted) => {
    expect(plain(step(`task: A\nretry: ${yaml}`))).toMatchObject({ retry: { ...DEFAULTS, ...wanted } });
  });

  test('is absent where it is not written', () => {
    expect(step('task: A')).not.toHaveProperty('retry');
  });
});

describe('steps that hold steps', () => {
  test('if', () => {
    expect(plain(step('if: execution.id\nthen: [exit]'))).toMatchObject({
      kind: 'if',
      // biome-ignore lint/suspicious/noThenProperty: it is the model's word
      then: [{ kind: 'exit' }],
      else: [],
    });
    expect(step('if: execution.id\nthen: []')).not.toHaveProperty('guard');
  });

  test.each([
    'cases: [{when: a, do: [exit]}]\ndefault: [{task: A}]',
    'cases: [{default: [{task: A}]}, {when: [a], do: [exit]}]',
  ])('switch: %s', (yaml) => {
    expect(plain(step(`switch: \${execution.id}\n${yaml}`))).toMatchObject({
      kind: 'switch',
      cases: [{ when: [literal('a')], do: [{ kind: 'exit' }] }],
      default: [{ kind: 'task' }],
    });
  });

  test('switch without a default', () => {
    expect(step('switch: ${execution.id}\ncases: [{when: [a, "${execution.flow}"], do: []}]')).not.toHaveProperty(
      'default',
    );
  });

  test('parallel: a branch is a step or a list of steps', () => {
    const found = plain(step('parallel:\n  - task: A\n  - - task: B\n    - task: C\n  - exit\nmax_concurrency: 2'));
    expect(found).toMatchObject({
      branches: [[{ task: 'A' }], [{ task: 'B' }, { task: 'C' }], [{ kind: 'exit' }]],
      maxConcurrency: 2,
    });
  });

  test('for_each', () => {
    expect(plain(step('for_each: [1, 2]\ndo: []'))).toMatchObject({
      list: literal([1, 2]),
      as: 'item',
      maxConcurrency: 1,
      onItemError: 'fail',
    });
    expect(
      plain(step('for_each: ${[1]}\nas: n\nmax_concurrency: 4\non_item_error: continue\ndo: [{task: A}]')),
    ).toMatchObject({
      list: { kind: 'expression' },
      as: 'n',
      maxConcurrency: 4,
      onItemError: 'continue',
      do: [{ task: 'A' }],
    });
  });

  test.each(['[{task: B}, exit]', '{steps: [{task: B}, exit]}'])('on_error: %s', (yaml) => {
    expect(plain(step(`task: A\non_error: ${yaml}`))).toMatchObject({ onError: [{ task: 'B' }, { kind: 'exit' }] });
  });

  test.each([
    ['{task: B}', 'task'],
    ['exit', 'exit'],
  ])('on_error of one step: %s', (yaml, kind) => {
    expect(plain(step(`task: A\non_error: ${yaml}`))).toMatchObject({ onError: [{ kind }] });
  });
});

describe('exit', () => {
  test.each([
    ['exit', {}],
    ['exit:', {}],
    ['exit: done', { reason: literal('done') }],
    ['exit: "for ${execution.id}"', { reason: { kind: 'text' } }],
    [
      'exit: {reason: done, outputs: {a: 1}}',
      { reason: literal('done'), outputs: { kind: 'map', entries: [{ key: 'a' }] } },
    ],
    ['exit: {outputs: {}}', { outputs: { kind: 'map', entries: [] } }],
  ])('%s', (yaml, wanted) => {
    const found = plain(step(yaml));
    expect(found).toMatchObject({ kind: 'exit', ...wanted });
    if (!('reason' in wanted)) expect(found).not.toHaveProperty('reason');
    if (!('outputs' in wanted)) expect(found).not.toHaveProperty('outputs');
  });
});

describe('conditions', () => {
  test.each([
    ['true', { kind: 'test', expression: { kind: 'literal', value: true } }],
    ['"execution.attempt > 1"', { kind: 'test', expression: { kind: 'binary', operator: '>' } }],
    ['"${execution.attempt} > 1"', { kind: 'test', expression: { kind: 'binary', operator: '>' } }],
    ['"${execution.attempt > 1}"', { kind: 'test', expression: { kind: 'binary', operator: '>' } }],
    ['{any: []}', { kind: 'any', conditions: [] }],
    [
      '{all: [{none: [execution.id]}, {not: true}]}',
      { kind: 'all', conditions: [{ kind: 'none' }, { kind: 'not', condition: { kind: 'test' } }] },
    ],
  ])('%s', (yaml, wanted) => {
    expect(plain(step(`task: A\nif: ${yaml}`))).toMatchObject({ guard: wanted });
  });
});

test('the root', () => {
  const { flow } = read('flow: F\nversion: "1.0"\ndescription: costs $${x}\ntags: [a, b]\nx-mine: {}\nsteps: []\n');
  expect(plain(flow)).toEqual({
    name: 'F',
    version: '1.0',
    description: `costs \${x}`,
    tags: ['a', 'b'],
    inputs: [],
    outputs: [],
    connections: [],
    triggers: [],
    steps: [],
    silent: false,
    events: 'full',
  });
});

test('every node has its place', () => {
  const text = 'flow: F\nsteps:\n  - task: A\n    id: a\n    inputs: {x: "${execution.id}"}\n';
  const { flow } = read(text);
  const cut = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
  const [only] = flow.steps;
  if (only?.kind !== 'task' || only.idRange === undefined) throw new Error('no task');
  expect(cut(flow.nameRange)).toBe('F');
  expect(cut(only.range)).toBe('task: A\n    id: a\n    inputs: {x: "${execution.id}"}');
  expect(cut(only.idRange)).toBe('a');
  expect(cut(only.taskRange)).toBe('A');
  expect(only.inputs.entries.map((entry) => [cut(entry.keyRange), cut(entry.value.range)])).toEqual([
    ['x', '"${execution.id}"'],
  ]);
});
