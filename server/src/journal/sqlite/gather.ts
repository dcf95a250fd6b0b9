/** Makes a batch of what executions have to say. Each event becomes text here, and only here. */
import type { FlowEvent } from '@flowlang/openapi';
import type { Bundler } from './bundles.ts';
import type { Entry } from './entry.ts';
import { packEvents } from './packed.ts';
import type { Batch } from './protocol.ts';
import { createdRow, endOf } from './rows.ts';

/** Events in one piece at most: a reader that wants a hundred of a hundred thousand must not read all. */
const EVENTS_IN_PIECE = 100;

/** Characters in one batch: with more, whoever waits for it waits long. */
export const BATCH_SIZE = 4 * 2 ** 20;

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

/** Adds what the entry has that was not sent yet; answers about how many characters that is. */
export function gather(entry: Entry, batch: Batch, bundler: Bundler): number {
  // Whoever completed or was cancelled is not taken up again; what failed may be.
  const isDone = entry.last !== undefined && entry.last.status !== 'failed';
  const bundled = canBeBundled(entry, isDone) ? bundler.add(entry) : undefined;
  if (bundled !== undefined) {
    entry.row = 'ended';
    entry.sentSeq = entry.seq;
    entry.facts = [];
    return bundled;
  }
  gatherRow(entry, batch, isDone);
  if (entry.crashes !== undefined) batch.crashes.push(entry.crashes);
  entry.crashes = undefined;
  let size = gatherEvents(entry, batch);
  if (isDone) {
    if (entry.sealed || entry.factsSent > 0) batch.unsealed.push(entry.id);
    entry.facts = [];
  } else if (entry.facts.length > 0) {
    entry.factsSent += entry.facts.length;
    const data = JSON.stringify(entry.facts);
    entry.facts = [];
    batch.facts.push([entry.id, entry.factsSent, data]);
    size += data.length;
  }
  return size;
}

/** It is all here, from its beginning to its end, and nothing of it is to be sealed. */
function canBeBundled(entry: Entry, isDone: boolean): boolean {
  return (
    entry.row === 'none' &&
    entry.last !== undefined &&
    entry.events.length <= EVENTS_IN_PIECE &&
    (isDone || (entry.facts.length === 0 && entry.secretInputs === undefined))
  );
}

function gatherRow(entry: Entry, batch: Batch, isDone: boolean): void {
  const state = entry.last !== undefined ? 'ended' : entry.startedAt !== undefined ? 'started' : 'queued';
  if (state === entry.row) return;
  if (entry.row === 'none') {
    batch.created.push(createdRow(entry));
    if (entry.secretInputs !== undefined && !isDone) {
      batch.secretInputs.push([entry.id, JSON.stringify(entry.secretInputs)]);
      entry.sealed = true;
    }
  } else {
    batch.changed.push([entry.last?.status ?? null, entry.startedAt ?? null, endOf(entry), entry.id]);
  }
  entry.row = state;
}

function gatherEvents(entry: Entry, batch: Batch): number {
  let size = 0;
  while (entry.sentSeq < entry.seq) {
    const from = entry.sentSeq - entry.dropped;
    const events = pieceOf(entry.events, from);
    const data = packEvents(events);
    entry.sentSeq += events.length;
    batch.events.push([entry.id, entry.sentSeq, data]);
    size += data.length;
  }
  return size;
}

function pieceOf(events: readonly FlowEvent[], from: number): readonly FlowEvent[] {
  return from === 0 && events.length <= EVENTS_IN_PIECE ? events : events.slice(from, from + EVENTS_IN_PIECE);
}
