/** The flow as a whole. Retry delays cost no time here. */
import 'flowlang/testing/vitest';
import { FlowTest, runFixtures } from 'flowlang/testing';
import { describe, expect, it } from 'vitest';
import tasks from '../flow.ts';

// Cases without code: what goes in, and what must come out.
await runFixtures('tests/fixtures/cases.yaml', { tasks });

describe('FlowName', () => {
  it('works at four batches at a time', async () => {
    const flow = await FlowTest.load('flow.yaml', { tasks });
    let running = 0;
    let most = 0;
    flow.useRealTime().mock('ReadBatch', async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return { rows: [] };
    });
    expect(await flow.run({ batch_size: 100 })).toHaveSucceeded();
    expect(most).toBe(4);
  });

  it('goes on when one batch fails', async () => {
    const flow = await FlowTest.load('flow.yaml', { tasks });
    flow.mock('CleanBatch', ({ rows }) => {
      if (rows[0]?.id === 100) throw new Error('a bad batch');
      return { rows, dropped: 0 };
    });
    expect(await flow.run({ batch_size: 100 })).toHaveOutputs({ batches: 10, failed: 1, stored: 900 });
  });

  it('fails when too many do', async () => {
    const flow = await FlowTest.load('flow.yaml', { tasks });
    flow.mock('StoreBatch', new Error('the disk is full'));
    expect(await flow.run({ batch_size: 500 })).toHaveFailedWith({ type: 'TooManyFailures' });
  });
});
