import '../../src/testing/vitest.ts';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { FlowTest } from '../../src/testing/index.ts';
import { createProject } from '../project-folder.ts';
import { SHOP, shopTasks } from './shop.ts';

const project = createProject({ 'flow.yaml': SHOP });
afterAll(() => project.remove());
const flow = await FlowTest.load(path.join(project.dir, 'flow.yaml'), { tasks: shopTasks });
const completed = await flow.run({ amount: 20 });
const failed = await flow.run({ amount: 200 });

/** The first paragraph of what a person is shown, or nothing. */
function saidBy(assertion: () => void): string {
  try {
    assertion();
    return '';
  } catch (thrown) {
    return stripVTControlCharacters(thrown instanceof Error ? thrown.message : String(thrown)).split('\n\n')[0] ?? '';
  }
}

test('toHaveSucceeded shows how the flow ran', () => {
  expect(completed).toHaveSucceeded();
  expect(failed).not.toHaveSucceeded();
  expect(saidBy(() => expect(completed).not.toHaveSucceeded())).toBe('The flow should not have succeeded.');
  expect(() => expect(failed).toHaveSucceeded()).toThrow(`The flow should have succeeded.

Shop has failed after 3600 s: TimeoutError: Step approval took longer than its timeout of 3600 s
    1 started   Shop {"amount":200,"card":"***"}
    2 started   approval {"event":"approved"}
    3 waiting   approval for 'approved'
    4 failed    approval: TimeoutError: Step approval took longer than its timeout of 3600 s
    5 failed    Shop: TimeoutError: Step approval took longer than its timeout of 3600 s`);
});

test('toHaveFailedWith compares what is given of the error', () => {
  expect(failed).toHaveFailedWith({ type: 'TimeoutError', message: '3600 s', step_id: 'approval' });
  expect(failed).not.toHaveFailedWith({ type: 'TypeError' });
  expect(completed).not.toHaveFailedWith({});
  expect(saidBy(() => expect(failed).toHaveFailedWith({ type: 'TypeError', step_id: 'charge' }))).toBe(
    'The type of the error should be "TypeError", but is "TimeoutError".\n' +
      'The step_id of the error should be "charge", but is "approval".',
  );
});

test('toHaveOutput and toHaveOutputs compare those that are named, also with asymmetric matchers', () => {
  expect(completed).toHaveOutput('total', 20);
  expect(completed).toHaveOutputs({ total: expect.any(Number) });
  expect(completed).not.toHaveOutput('total', 21);
  expect(completed).not.toHaveOutputs({ total: 20, by: 'Ann' });
  expect(saidBy(() => expect(completed).toHaveOutput('totel', 20))).toBe(
    'Shop has no output `totel`. Did you mean `total`?',
  );
  expect(saidBy(() => expect(completed).toHaveOutputs({ total: 1, by: 'Ann' }))).toBe(
    'The outputs total, by are not what is expected.',
  );
});

test('toHaveCalled counts the calls with these inputs, and shows those that there were', () => {
  expect(completed).toHaveCalled('ChargeCard');
  expect(completed).toHaveCalled('ChargeCard', { times: 1, with: { amount: 20 } });
  expect(completed).toHaveCalled('ChargeCard', { times: 0, with: { amount: 21 } });
  expect(failed).not.toHaveCalled('ChargeCard');
  expect(saidBy(() => expect(completed).toHaveCalled('ChargeCard', { times: 2, with: { amount: 21 } }))).toBe(
    'ChargeCard should have been called 2 times with {"amount":21}, but was called once.\n' +
      '  attempt 1: {"amount":20,"card":"4111-1111"}',
  );
  expect(saidBy(() => expect(completed).toHaveCalled('ChargCard'))).toBe(
    'Shop runs no task `ChargCard`. Did you mean `ChargeCard`?',
  );
});

test('what is claimed of a name that the flow does not have is never true', () => {
  expect(saidBy(() => expect(completed).not.toHaveCalled('ChargCard'))).toContain('Did you mean `ChargeCard`?');
  expect(saidBy(() => expect(completed).toHaveCalled('ChargCard', { times: 0 }))).toContain('Did you mean');
  expect(saidBy(() => expect(failed).not.toHaveOutput('totel', 20))).toContain('Did you mean `total`?');
  expect(saidBy(() => expect(completed).not.toHaveOutputs({ totel: 20 }))).toContain('Did you mean `total`?');
});

test('a matcher that is given no result says what it takes', () => {
  const given: unknown = Promise.resolve(completed);
  expect(saidBy(() => expect(given).toHaveSucceeded())).toMatch(/not a promise: await it/);
});
