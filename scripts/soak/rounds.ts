/**
 * Kills the server again and again, at random moments and under load, and audits what is left. All goes through the front
 * door: the command line, HTTP, `kill -9`.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { audit } from './audit/audit.ts';
import { Numbers } from './audit/numbers.ts';
import type { Soak } from './callers.ts';
import type { Line } from './flows/record.ts';
import { Client } from './http.ts';
import { Ledger } from './ledger.ts';
import { FLOWS, Load } from './load.ts';
import { Random } from './random.ts';
import { SoakServer } from './server.ts';

export interface RoundsOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Empty, or made. */
  readonly folder: string;
  readonly callers: number;
  /** Everything finishes and is audited after so many rounds; a long run then needs no more memory than a short one. */
  readonly auditEvery: number;
  /** More arguments of `serve`. */
  readonly args: readonly string[];
  readonly say: (text: string) => void;
}

/** Milliseconds of a life. */
const [SHORTEST, LONGEST] = [50, 1500];
/** Of all kills, so many come without waiting until the server is ready. */
const EARLY = 0.2;
/** Of all rounds, so many end by a stop in good order, with more to do than there is time for. */
const STOPPED = 0.1;

/** @throws Violation */
export async function killRounds(options: RoundsOptions): Promise<Numbers> {
  const random = new Random(options.seed);
  const folder = path.resolve(options.folder);
  mkdirSync(folder, { recursive: true });
  const server = await SoakServer.create({
    folder,
    flows: path.join(import.meta.dirname, 'flows'),
    args: options.args,
  });
  const soak: Soak = { server, client: new Client(server.port), ledger: new Ledger() };
  const load = new Load(soak, random.fork(), `${options.seed}`);
  const numbers = new Numbers();
  const done = new Set<string>();
  try {
    await server.start();
    for (let round = 0; round < options.rounds; round += options.auditEvery) {
      const upTo = Math.min(round + options.auditEvery, options.rounds);
      await Promise.race([server.broken, batch(soak, load, random, { ...options, round, upTo }, numbers)]);
      const audited = {
        folder,
        flows: FLOWS,
        done,
        lines: () => linesIn(folder).filter((line) => !done.has(line.execution)),
      };
      await Promise.race([server.broken, audit(soak, audited, numbers)]);
      soak.ledger.clear();
      options.say(`${upTo} rounds, ${done.size} executions audited`);
    }
    await server.end('stopped');
  } finally {
    soak.client.close();
    await server.end('killed');
  }
  for (const [what, count] of soak.ledger.counts) numbers.count(what, count);
  return numbers;
}

interface Batch extends RoundsOptions {
  readonly round: number;
  readonly upTo: number;
}

async function batch(soak: Soak, load: Load, random: Random, batch: Batch, numbers: Numbers): Promise<void> {
  const { server } = soak;
  const broken = load.start(batch.callers);
  for (let round = batch.round; round < batch.upTo; round++) {
    await Promise.race([broken, sleep(random.whole(SHORTEST, LONGEST))]);
    if (server.killWorker(random)) {
      numbers.count('kills of one worker');
      await Promise.race([broken, sleep(random.whole(SHORTEST, LONGEST))]);
    }
    const how = random.chance(STOPPED) ? 'stopped' : 'killed';
    await server.end(how);
    numbers.count(how === 'stopped' ? 'stops in good order' : 'kills');
    const started = server.start();
    if (random.chance(EARLY)) numbers.count('of them, while it started', Number(await isCutShort(started, random)));
    else await Promise.race([broken, started]);
  }
  await load.stop();
}

/** Lets a start have so little time that the next kill may come before it is done. */
async function isCutShort(started: Promise<void>, random: Random): Promise<boolean> {
  return Promise.race([started.then(() => false), sleep(random.whole(SHORTEST, LONGEST / 2)).then(() => true)]);
}

function linesIn(folder: string): Line[] {
  const text = readFileSync(path.join(folder, 'lines.jsonl'), 'utf8');
  // Written by `record` alone.
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
}
