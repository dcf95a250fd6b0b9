/** The tasks of flow.yaml. A formula stands in for the stations, and a map for the database. */
import { defineTask, defineTasks, printStatus } from 'flowlang';
import { z } from 'zod';

const STATIONS = { north: { rows: 1000, warmth: 8 }, south: { rows: 420, warmth: 14 } };

/** By station and offset: a batch that is stored again replaces itself. */
export const stored = new Map<string, readonly Row[]>();

const Station = z.enum(['north', 'south']);
const Row = z.object({ id: z.int(), temperature: z.number().nullable() });
type Row = z.infer<typeof Row>;
const Batch = z.object({ offset: z.int(), size: z.int() });
const Stored = z.object({ stored: z.int(), dropped: z.int(), total: z.number() });

/** The flow tries again: see its `retry`. */
class StationBusyError extends Error {
  override name = 'StationBusyError';
}

export default defineTasks({
  PlanBatches: defineTask({
    description: 'Asks a station how much there is, and cuts it into batches',
    input: z.object({ station: Station, batch_size: z.int() }),
    output: z.object({ batches: z.array(Batch) }),
    run: ({ station, batch_size }) => {
      const { rows } = STATIONS[station];
      const starts = Array.from({ length: Math.ceil(rows / batch_size) }, (_, index) => index * batch_size);
      return { batches: starts.map((offset) => ({ offset, size: Math.min(batch_size, rows - offset) })) };
    },
  }),

  ReadBatch: defineTask({
    description: 'Reads one batch of a station',
    input: Batch.extend({ station: Station }),
    output: z.object({ rows: z.array(Row) }),
    run: ({ station, offset, size }, { attempt }) => {
      // The station in the south turns the first reader away, so that there is something to retry.
      if (station === 'south' && offset === 0 && attempt === 1) throw new StationBusyError('The station is busy.');
      return { rows: Array.from({ length: size }, (_, index) => measured(station, offset + index)) };
    },
  }),

  CleanBatch: defineTask({
    description: 'Drops what was not measured, and what cannot be',
    input: z.object({ rows: z.array(Row) }),
    output: z.object({ rows: z.array(Row), dropped: z.int() }),
    run: ({ rows }) => {
      const good = rows.filter(({ temperature }) => temperature !== null && Math.abs(temperature) < 60);
      return { rows: good, dropped: rows.length - good.length };
    },
  }),

  StoreBatch: defineTask({
    description: 'Stores the rows of one batch; a second time it stores the same',
    input: z.object({ station: Station, offset: z.int(), rows: z.array(Row), dropped: z.int() }),
    output: Stored,
    run: ({ station, offset, rows, dropped }) => {
      stored.set(`${station} ${offset}`, rows);
      return { stored: rows.length, dropped, total: sum(rows.map(({ temperature }) => temperature ?? 0)) };
    },
  }),

  SumUp: defineTask({
    description: 'Sums up the batches that went well; one that failed is null',
    input: z.object({ batches: z.array(z.object({ stored: Stored }).nullable()) }),
    output: z.object({ stored: z.int(), dropped: z.int(), mean: z.number().nullable() }),
    run: ({ batches }) => {
      const done = batches.flatMap((batch) => batch?.stored ?? []);
      const rows = sum(done.map((batch) => batch.stored));
      const mean = rows === 0 ? null : Math.round((sum(done.map((batch) => batch.total)) / rows) * 100) / 100;
      return { stored: rows, dropped: sum(done.map((batch) => batch.dropped)), mean };
    },
  }),
});

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** A day's ups and downs; every fiftieth sensor is silent, and every seventieth is broken. */
function measured(station: z.infer<typeof Station>, id: number): Row {
  if (id % 50 === 49) return { id, temperature: null };
  if (id % 70 === 69) return { id, temperature: 999 };
  return { id, temperature: Math.round((STATIONS[station].warmth + 6 * Math.sin(id / 4)) * 10) / 10 };
}

// `node flow.ts` shows which tasks are written.
printStatus(import.meta);
