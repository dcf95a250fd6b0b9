/** The flow as a whole, with its own tasks or with mocks in their place. */
import 'flowlang/testing/vitest';
import { FlowTest, runFixtures } from 'flowlang/testing';
import { describe, expect, it } from 'vitest';
import tasks from '../flow.ts';

// Cases without code: what goes in, and what must come out.
await runFixtures('tests/fixtures/cases.yaml', { tasks });

describe('FlowName', () => {
  it('repeats the greeting, whatever it is', async () => {
    const flow = await FlowTest.load('flow.yaml', { tasks });
    flow.mock('Greet', { text: 'Moin!' });
    const result = await flow.run({ name: 'Ada', times: 2 });
    expect(result).toHaveSucceeded();
    expect(result).toHaveOutput('text', 'Moin! Moin!');
    expect(result).toHaveCalled('Repeat', { times: 1, with: { text: 'Moin!', times: 2 } });
  });

  it('fails with the error of its task', async () => {
    const flow = await FlowTest.load('flow.yaml', { tasks });
    flow.mock('Greet', new RangeError('nobody is there'));
    expect(await flow.run({ name: 'Ada' })).toHaveFailedWith({ type: 'RangeError', step_id: 'greeting' });
  });
});
