/**
 * `npm run fuzz`: the property tests of the language, each with many more cases than in `npm test`, and with other ones
 * every time. `npm run fuzz -- 5000` says how many. FUZZ_SEED repeats what a failure has printed.
 */
import { ENV, runs } from './workspace.ts';

const CASES = '200000';

const env = { ...ENV, FUZZ_RUNS: process.argv[2] ?? CASES };
process.exitCode = runs('vitest', ['run', 'openapi/test/fuzz'], { env }) ? 0 : 1;
