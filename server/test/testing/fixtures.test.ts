import path from 'node:path';
import { expect, test } from 'vitest';
import { loadFixtures, runCases } from '../../src/testing/index.ts';
import { tempProject } from '../project/temp-project.ts';
import { SHOP, shopTasks } from './shop.ts';

const fileWith = (cases: string): string =>
  path.join(tempProject({ 'flow.yaml': SHOP, 'tests/fixtures/cases.yaml': cases }), 'tests/fixtures/cases.yaml');

async function problemsOf(cases: string): Promise<string> {
  const file = fileWith(cases);
  const loaded = loadFixtures(file).then(
    () => 'none',
    (error: Error) => error.message,
  );
  return (await loaded).replaceAll(path.relative(process.cwd(), file), 'cases.yaml');
}

/** What became of the cases, by their names: nothing, or what does not hold. */
async function outcomesOf(cases: string): Promise<Record<string, readonly string[]>> {
  const outcomes = await runCases(await loadFixtures(fileWith(cases)), { tasks: shopTasks });
  expect(outcomes.every(({ passed, problems }) => passed === (problems.length === 0))).toBe(true);
  return Object.fromEntries(outcomes.map(({ case: { name }, problems }) => [name, problems]));
}

test('cases pass where the flow does what they expect, each with mocks and events of its own', async () => {
  const outcomes = await outcomesOf(`
- name: as it is
  inputs: { amount: 20 }
  expected_outputs: { total: 20, by: null }
- name: a value
  inputs: { amount: 20 }
  mock_tasks: { ChargeCard: { total: 7 } }
  expected_outputs: { total: 7 }
- name: one for each call, one of them late
  inputs: { amount: 20 }
  mock_tasks:
    ChargeCard: [{ throws: busy }, { takes: 29s, returns: { total: 8 } }]
  expected_outputs: { total: 8 }
- name: sent
  inputs: { amount: 200 }
  send: { approved: [{ by: Ann }] }
  expected_outputs: { by: Ann }
- name: failed somehow
  inputs: { amount: 200 }
  expect_success: false
- name: an error by its type
  inputs: { amount: 200 }
  expected_error: TimeoutError
- name: an error by a part of its message
  inputs: {}
  expected_error: /amount is required
- name: an error by all of it
  inputs: { amount: 20 }
  mock_tasks:
    ChargeCard: { throws: { type: CardRefused, message: no money, retryable: false } }
  expected_error: { type: CardRefused, message: money, step_id: charge }
`);
  expect(outcomes).toEqual(Object.fromEntries(Object.keys(outcomes).map((name) => [name, []])));
  expect(Object.keys(outcomes)).toHaveLength(8);
});

test('cases that do not hold say what is, and what should be', async () => {
  expect(
    await outcomesOf(`
- name: outputs
  inputs: { amount: 20 }
  expected_outputs: { total: 21, cost: 1 }
- name: success
  inputs: {}
- name: failure
  inputs: { amount: 20 }
  expected_error: TypeError
- name: another error
  inputs: { amount: 200 }
  expected_error: { type: TypeError, message: broken, step_id: approval }
- name: a wrong task
  inputs: { amount: 20 }
  mock_tasks: { Chargecard: { total: 20 } }
- name: a wrong event
  inputs: { amount: 200 }
  send: { aproved: { by: Ann } }
`),
  ).toEqual({
    outputs: ['The output total should be 21, but is 20.', 'The output cost should be 1, but there is none.'],
    success: [
      'It should have succeeded, but it has failed with InvalidInputsError: "The inputs do not fit Shop: /amount is required".',
    ],
    failure: ['It should have failed with TypeError, but it has completed.'],
    'another error': [
      'The type of the error should be "TypeError", but is "TimeoutError".',
      'The message of the error should contain "broken", but is "Step approval took longer than its timeout of 3600 s".',
    ],
    'a wrong task': ['Shop runs no task `Chargecard`. Did you mean `ChargeCard`?'],
    'a wrong event': ['No step of Shop waits for the event `aproved`. Did you mean `approved`?'],
  });
});

test('mistakes in the file are shown where they are, all at once', async () => {
  const problems = await problemsOf(`- name: one
  input: {}
  expect_success: "yes"
- name: one
  inputs: [1]
  mock_tasks:
    A: { throws: { typ: X }, return: 1 }
- expected_error: { step: x }
- name: both
  expected_outputs: { a: 1 }
  expected_error: X
- name: {}
`);
  const heads = problems.split('\n').filter((line) => /^\S+:\d+:\d+ error/.test(line) || line.includes('hint:'));
  expect(heads).toEqual([
    'cases.yaml:2:3 error FL1101: A case has no key `input`',
    '  hint: Did you mean `inputs`?',
    'cases.yaml:3:19 error FL1103: `expect_success` must be true or false, not a text',
    '  hint: Write `true`, without quotes: YAML 1.2 has no other words for it',
    'cases.yaml:4:9 error FL1106: Another case is called `one`, too',
    '  hint: Give each case a name of its own',
    'cases.yaml:5:11 error FL1103: `inputs` must be a map, not a list',
    '  hint: Write a map',
    'cases.yaml:7:20 error FL1101: What a mock throws has no key `typ`',
    '  hint: Did you mean `type`?',
    'cases.yaml:7:30 error FL1101: A mock has no key `return`',
    '  hint: Did you mean `returns`?',
    'cases.yaml:8:3 error FL1102: A case needs the key `name`',
    '  hint: Add `name: …`',
    'cases.yaml:8:21 error FL1101: An expected error has no key `step`',
    '  hint: Did you mean `step_id`?',
    'cases.yaml:11:3 error FL1108: A case has either `expected_error` or `expected_outputs`',
    '  hint: Keep one of them',
    'cases.yaml:12:9 error FL1103: `name` must be a text, not a map',
    '  hint: Write a text',
  ]);
});

test('a file that holds no list of cases says how one begins', async () => {
  expect(await problemsOf('cases: []\n')).toMatch(
    /^cases\.yaml:1:1 error FL1103: The file must be a list, not a map\n/,
  );
  expect(await problemsOf('')).toContain('hint: Start with `- name: …`');
});
