/**
 * How often the fuzz runs. In an ordinary test run it is short and always the same, so that nobody's change fails for a
 * reason of its own; `npm run fuzz` is long and always another. What fails says its seed, and FUZZ_SEED repeats it.
 */
import { type Arbitrary, assert, property } from 'fast-check';
import { expect, it } from 'vitest';

const SEED = 20_261_125;

/** Of a case that makes no progress; the machine may be busy. */
const SECONDS_PER_CASE = 5;

const settings = readSettings();

function readSettings(): { readonly runs: number | undefined; readonly seed: number | undefined } {
  const { FUZZ_RUNS: runs, FUZZ_SEED: seed } = process.env;
  return {
    runs: runs === undefined ? undefined : Number(runs),
    seed: seed === undefined ? (runs === undefined ? SEED : undefined) : Number(seed),
  };
}

/** A test that `holds` throws for no value. It runs `usual` times, or as often as is asked for. */
export function fuzz<T>(sentence: string, values: Arbitrary<T>, usual: number, holds: (value: T) => void): void {
  const runs = settings.runs ?? usual;
  it(sentence, { timeout: 60_000 + runs * 100 }, () => {
    assert(
      property(values, (value) => {
        const before = process.cpuUsage();
        holds(value);
        const { user } = process.cpuUsage(before);
        expect(user / 1_000_000, 'seconds of one case').toBeLessThan(SECONDS_PER_CASE);
      }),
      { numRuns: runs, ...(settings.seed !== undefined && { seed: settings.seed }) },
    );
  });
}
