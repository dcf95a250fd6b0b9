/** Each task by itself: npx vitest run tests/tasks.test.ts */
import { taskContext } from 'flowlang/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import tasks, { stored } from '../flow.ts';

beforeEach(() => stored.clear());

const read = async (attempt: number) =>
  tasks.ReadBatch.run({ station: 'south', offset: 0, size: 3 }, taskContext({ attempt }));

describe('PlanBatches', () => {
  it('cuts what there is into batches, the last of which is what is left', async () => {
    const { batches } = await tasks.PlanBatches.run({ station: 'south', batch_size: 200 }, taskContext());
    expect(batches).toEqual([
      { offset: 0, size: 200 },
      { offset: 200, size: 200 },
      { offset: 400, size: 20 },
    ]);
  });
});

describe('ReadBatch', () => {
  it('reads as many rows as it is told', async () => {
    const { rows } = await read(2);
    expect(rows.map(({ id }) => id)).toEqual([0, 1, 2]);
  });

  it('is turned away by a station that is busy', async () => {
    await expect(read(1)).rejects.toMatchObject({ name: 'StationBusyError' });
  });
});

describe('CleanBatch', () => {
  it('drops what was not measured, and what cannot be', async () => {
    const rows = [12, null, 999].map((temperature, id) => ({ id, temperature }));
    const clean = { rows: [{ id: 0, temperature: 12 }], dropped: 2 };
    expect(await tasks.CleanBatch.run({ rows }, taskContext())).toEqual(clean);
  });
});

describe('StoreBatch', () => {
  it('stores the same when it is tried again', async () => {
    const batch = { station: 'north' as const, offset: 0, rows: [{ id: 0, temperature: 12 }], dropped: 1 };
    const first = await tasks.StoreBatch.run(batch, taskContext());
    expect(await tasks.StoreBatch.run(batch, taskContext())).toEqual(first);
    expect(stored.size).toBe(1);
  });
});

describe('SumUp', () => {
  it('leaves out what failed', async () => {
    const batches = [{ stored: { stored: 2, dropped: 1, total: 30 } }, null];
    expect(await tasks.SumUp.run({ batches }, taskContext())).toEqual({ stored: 2, dropped: 1, mean: 15 });
  });

  it('has no mean of nothing', async () => {
    expect(await tasks.SumUp.run({ batches: [] }, taskContext())).toMatchObject({ mean: null });
  });
});
