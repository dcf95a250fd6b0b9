/**
 * `npm run soak`: kills a server 500 times under load, and holds what it kept against what its tasks wrote and its callers
 * were told. `npm run soak -- --rounds 50 --seed 7 --workers 2`. It ends with 1 and the evidence when a promise was broken.
 *
 * With names it stresses a server instead: `npm run soak -- one-key resume streams slow-reader full-disk million`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { killRounds } from './rounds.ts';
import { stress } from './stress/run.ts';
import { Violation } from './violation.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    callers: { type: 'string', default: '12' },
    'audit-every': { type: 'string', default: '50' },
    folder: { type: 'string' },
    journal: { type: 'string' },
    /** More than one: single workers are killed, too. */
    workers: { type: 'string', default: '1' },
    /** Of `million`: how many executions. */
    count: { type: 'string' },
  },
});

if (positionals.length > 0) {
  const count = values.count === undefined ? undefined : Number(values.count);
  process.exit((await stress(positionals, count)) ? 0 : 1);
}

const folder = values.folder ?? mkdtempSync(path.join(tmpdir(), 'flowlang-soak-'));
const seed = Number(values.seed);
const journal = values.journal ?? `sqlite:${path.join(path.resolve(folder), 'executions.db')}`;
const began = Date.now();
console.log(`soak: seed ${seed}, in ${folder}`);
try {
  const numbers = await killRounds({
    rounds: Number(values.rounds),
    seed,
    folder,
    callers: Number(values.callers),
    auditEvery: Number(values['audit-every']),
    args: ['--journal', journal, '--drain-timeout', '300ms', '--workers', values.workers],
    say: (text) => console.log(`${((Date.now() - began) / 1000).toFixed(0).padStart(6)} s  ${text}`),
  });
  console.log(`\n${numbers.lines().join('\n')}\n\nsoak: all promises kept`);
  if (values.folder === undefined) rmSync(folder, { recursive: true });
} catch (thrown) {
  if (!(thrown instanceof Violation)) throw thrown;
  const file = path.join(folder, 'violation.json');
  writeFileSync(file, JSON.stringify(thrown.evidence, asJson, 2));
  console.error(JSON.stringify(thrown.evidence, asJson, 2).slice(0, 6000));
  console.error(`\nsoak: ${thrown.message}\nseed ${seed}; the evidence stands in ${file}, the server's log beside it`);
  process.exitCode = 1;
}
// Callers that still wait would keep the process alive.
process.exit();

function asJson(_name: string, value: unknown): unknown {
  return value instanceof Map || value instanceof Set ? [...value] : value;
}
