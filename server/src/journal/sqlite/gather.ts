/** Makes a batch of what executions have to say. Each event becomes text here, and only here. */
import type { Bundler } from './bundles.ts';
import type { Entry } from './entry.ts';
import { EVENTS_IN_PIECE, packEvents } from './packed.ts';
import type { Batch } from './protocol.ts';
import { createdRow, endOf } from './rows.ts';

/** Characters in one batch, about: with more, whoever waits for it waits long, and the event loop with them. */
export const BATCH_SIZE = 4 * 2 ** 20;

/** Characters of facts in one row, about. */
const FACTS_SIZE = 2 ** 20;

export function emptyBatch(number: number, now: number, pinned: readonly string[] | undefined): Batch {
  return {
    kind: 'batch',
    number,
    now,
    plans: [],
    forgottenPlans: [],
    bundles: [],
    bundledKeys: [],
    created: [],
    changed: [],
    secretInputs: [],
    events: [],
    facts: [],
    crashes: [],
    unsealed: [],
    pinned,
  };
}

/**
 * Adds what the entry has that was not sent yet, or as much of it as goes into one batch; answers about how many characters
 * that is.
 *
 * @throws RangeError if one event is longer than any text may be; those before it are added
 */
export function gather(entry: Entry, batch: Batch, bundler: Bundler): number {
  const bundled = canBeBundled(entry) ? bundler.add(entry) : undefined;
  if (bundled !== undefined) {
    entry.row = 'ended';
    entry.sentSeq = entry.seq;
    entry.facts = [];
    return bundled;
  }
  let size = gatherEvents(entry, batch);
  // It has ended for the file when the file has its end.
  const isWhole = entry.sentSeq === entry.seq;
  gatherRow(entry, batch, isWhole);
  if (entry.crashes !== undefined) batch.crashes.push(entry.crashes);
  entry.crashes = undefined;
  if (isWhole && isDone(entry)) {
    if (entry.sealed || entry.factsSent > 0) batch.unsealed.push(entry.id);
    entry.facts = [];
  } else size += gatherFacts(entry, batch);
  entry.sent(size);
  return size;
}

/** Whoever completed or was cancelled is not taken up again; what failed may be. */
function isDone({ last }: Entry): boolean {
  return last !== undefined && last.status !== 'failed';
}

/** It is all here, from its beginning to its end, and nothing of it is to be sealed. */
function canBeBundled(entry: Entry): boolean {
  return (
    entry.row === 'none' &&
    entry.sentSeq === 0 &&
    entry.last !== undefined &&
    entry.events.length <= EVENTS_IN_PIECE &&
    (isDone(entry) || (entry.facts.length === 0 && entry.secretInputs === undefined))
  );
}

function gatherRow(entry: Entry, batch: Batch, isWhole: boolean): void {
  const last = isWhole ? entry.last : undefined;
  const state = last !== undefined ? 'ended' : entry.startedAt !== undefined ? 'started' : 'queued';
  if (state === entry.row) return;
  if (entry.row === 'none') {
    batch.created.push(createdRow(entry, last));
    if (entry.secretInputs !== undefined && (last === undefined || !isDone(entry))) {
      batch.secretInputs.push([entry.id, JSON.stringify(entry.secretInputs)]);
      entry.sealed = true;
    }
  } else {
    batch.changed.push([last?.status ?? null, entry.startedAt ?? null, endOf(last), entry.id]);
  }
  entry.row = state;
}

function gatherEvents(entry: Entry, batch: Batch): number {
  let size = 0;
  while (entry.sentSeq < entry.seq && size < BATCH_SIZE) {
    const { text, count } = packEvents(entry.events, entry.sentSeq - entry.dropped);
    entry.sentSeq += count;
    batch.events.push([entry.id, entry.sentSeq, text]);
    size += text.length;
  }
  return size;
}

/** Those that were noted after what is sent wait with it: what is in the file is how it once was. */
function gatherFacts(entry: Entry, batch: Batch): number {
  let size = 0;
  let texts: string[] = [];
  let length = 0;
  const push = (): void => {
    entry.factsSent += texts.length;
    batch.facts.push([entry.id, entry.factsSent, `[${texts.join(',')}]`]);
    size += length;
    [texts, length] = [[], 0];
  };
  const due = entry.facts.filter(({ after }) => after <= entry.sentSeq);
  for (const { fact } of due) {
    const text = JSON.stringify(fact);
    texts.push(text);
    length += text.length;
    if (length > FACTS_SIZE) push();
  }
  if (texts.length > 0) push();
  entry.facts = entry.facts.slice(due.length);
  return size;
}
