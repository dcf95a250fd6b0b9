/** Lets everything finish, and holds all that is kept against all that was written and told. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Soak } from '../callers.ts';
import type { Line } from '../flows/record.ts';
import type { Told } from '../ledger.ts';
import { SECRET_PREFIX } from '../load.ts';
import { approve, ended } from '../meddlers.ts';
import { Random } from '../random.ts';
import { Violation } from '../violation.ts';
import { auditEvents } from './events.ts';
import { History } from './history.ts';
import { eventsOf, listOf } from './kept.ts';
import type { Numbers } from './numbers.ts';
import { auditResults } from './results.ts';
import { auditRuns, KEPT_WITHIN } from './runs.ts';
import { auditTold } from './told.ts';

export interface Audited {
  /** Where the tasks, the journal and the server write. */
  readonly folder: string;
  /** Asked for when all has ended. */
  readonly lines: () => readonly Line[];
  readonly flows: readonly string[];
  /** Executions that another audit has looked at. */
  readonly done: Set<string>;
}

export async function audit(soak: Soak, audited: Audited, numbers: Numbers): Promise<void> {
  const told = await all(soak, audited);
  for (const one of told) await finish(soak, one);
  for (const one of told) await ended(soak, one);
  const lines = Map.groupBy(audited.lines(), (line) => line.execution);
  const histories: History[] = [];
  for (const one of told) {
    const { status } = await ended(soak, one);
    const kept = { id: one.id, flow: one.flow, status, events: await eventsOf(soak, one) };
    histories.push(new History(kept, soak.ledger.executions.get(one.id), lines.get(one.id) ?? [], soak.server.lives));
  }
  for (const history of histories) {
    auditEvents(history, numbers);
    auditRuns(history, numbers);
    if (history.told !== undefined) auditTold(history, history.told);
    audited.done.add(history.kept.id);
  }
  for (const line of Map.groupBy(histories, (history) => history.root).values()) auditResults(line);
  for (const [id, ofOne] of lines) if (!audited.done.has(id)) auditLost(soak, id, ofOne, numbers);
  auditSecrets(audited.folder);
}

/** Those that callers were told of, and those that only the server knows of, the oldest first. */
async function all(soak: Soak, { flows, done }: Audited): Promise<Told[]> {
  const found = new Map(soak.ledger.executions);
  for (const flow of flows) {
    for (const id of await listOf(soak, flow, done)) {
      if (!found.has(id)) found.set(id, nobodyWasTold(id, flow));
    }
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function nobodyWasTold(id: string, flow: string): Told {
  const nothing = {
    endedIn: undefined,
    result: undefined,
    delivered: undefined,
    secret: undefined,
  };
  return { id, flow, keys: new Set(), events: new Map(), perhapsDelivered: new Set(), cancelled: false, ...nothing };
}

async function finish(soak: Soak, told: Told): Promise<void> {
  if (told.flow === 'Approval' && told.delivered === undefined) await approve(soak, told, new Random(1));
}

/** What a kill has taken away whole: it may have begun a moment before, and nobody was told of it. */
function auditLost({ server }: Soak, id: string, lines: readonly Line[], numbers: Numbers): void {
  const [first] = lines;
  const life = server.lives[(first?.life ?? 0) - 1];
  const ended = life?.killed.get(first?.process ?? 0) ?? life?.ended;
  const age = (ended ?? Number.POSITIVE_INFINITY) - (first?.at ?? 0);
  if (age > KEPT_WITHIN || lines.some(({ life }) => life !== first?.life)) {
    throw new Violation(`Tasks ran for ${id}, which is not kept`, { lines, lives: server.lives });
  }
  numbers.count('executions that nobody was told of, begun and lost at a kill');
  numbers.highest('ms from their first task to the kill at most', age);
}

/** Neither the journal nor the log holds what is sensitive. What the tasks wrote themselves is none of the server's. */
function auditSecrets(folder: string): void {
  const files = readdirSync(folder).filter((name) => name !== 'lines.jsonl' && !name.startsWith('violation'));
  for (const name of files) {
    const file = path.join(folder, name);
    if (statSync(file).isFile() && readFileSync(file).includes(SECRET_PREFIX)) {
      throw new Violation(`A secret stands in ${name}`, { file });
    }
  }
}
