/** What the threads of the journal say to each other. Rows are flat lists of plain values: these are copied fastest. */
import type { Crashes, ExecutionRow } from '../../engine/journal.ts';

export type Durability = 'full' | 'normal';

/** What the writer must know to begin. */
export interface WriterSettings {
  readonly file: string;
  readonly durability: Durability;
  readonly keepMilliseconds: number;
  readonly keepCount: number;
  readonly engineVersion: string;
  /** Counts what was sent to the writer, which sleeps on it. */
  readonly signal: Int32Array<SharedArrayBuffer>;
}

/** In the order of the columns of `executions`. */
export type CreatedRow = readonly [
  execution_id: string,
  flow: string,
  status: string | null,
  created_at: number,
  started_at: number | null,
  ended_at: number | null,
  plan: string,
  inputs: string | null,
  idempotency_key: string | null,
  key_fingerprint: string | null,
  principal: string,
  origin: string,
  parent_id: string | null,
  root_id: string | null,
  attempt: number,
  traceparent: string | null,
  /** The column `tags`: nothing fills it, and rows in bundles have its place. */
  unused: null,
  cancel_on_disconnect: number | null,
];

/** In the order of the columns of `bundles`. */
export type BundleRow = readonly [
  last_id: string,
  first_id: string,
  count: number,
  keyed: number,
  created_at: number,
  ended_at: number,
  flows: string,
  statuses: string,
  plans: string,
  data: string,
];

/** In the order of the columns of `bundled_keys`. */
export type BundledKey = readonly [idempotency_key: string, flow: string, principal: string, execution_id: string];

export type ChangedRow = readonly [
  status: string | null,
  started_at: number | null,
  ended_at: number | null,
  execution_id: string,
];

/** `is_run` is 0 while it is held back. */
export type CrashRow = readonly [execution_id: string, count: number, progress: number, is_run: 0 | 1];

/** `number` is that of the last one in `data`. */
export type Piece = readonly [execution_id: string, number: number, data: string];

/** What is written in one transaction. To write it twice is to write it once. */
export interface Batch {
  readonly kind: 'batch';
  readonly number: number;
  readonly now: number;
  readonly plans: (readonly [fingerprint: string, source: string])[];
  readonly forgottenPlans: string[];
  bundles: readonly BundleRow[];
  bundledKeys: readonly BundledKey[];
  readonly created: CreatedRow[];
  readonly changed: ChangedRow[];
  readonly secretInputs: (readonly [execution_id: string, text: string])[];
  readonly events: Piece[];
  readonly facts: Piece[];
  readonly crashes: CrashRow[];
  /** Executions that will not be taken up any more: what is sealed of them goes. */
  readonly unsealed: string[];
  /** Executions that somebody reads: they stay. Undefined: as before. */
  readonly pinned: readonly string[] | undefined;
}

export type ToWriter =
  | Batch
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'prune'; readonly now: number; readonly pinned: Batch['pinned'] }
  /** For tests: a limit that makes writing fail. */
  | { readonly kind: 'pragma'; readonly text: string }
  | { readonly kind: 'close' };

/** Who has the file, and who had it before. */
export interface Succession {
  /** What a process before this one has left has a lower one. */
  readonly fence: number;
  /** That one ended without closing the file. */
  readonly wasLeft: boolean;
}

export type FromWriter =
  /** `lastBundled` is the last id that is in a bundle. */
  | ({ readonly kind: 'opened'; readonly ended: number; readonly lastBundled: string } & Succession)
  /** It cannot be used as it is. */
  | { readonly kind: 'refused'; readonly problem: string }
  /** `wal` is the size of the write-ahead log in bytes, `ended` how many ended executions are kept. */
  | { readonly kind: 'kept'; readonly number: number; readonly wal: number; readonly ended: number }
  /** Pruning, or a checkpoint, has failed; it is done another time. */
  | { readonly kind: 'neglected'; readonly problem: string }
  /** It is tried again, unless `forGood`. */
  | { readonly kind: 'failed'; readonly problem: string; readonly forGood: boolean };

export interface KnownKey {
  readonly execution_id: string;
  readonly fingerprint: string;
}

/** A row of `executions` as the reader answers it; what is JSON is still text. */
export interface StoredHead {
  readonly execution_id: string;
  readonly flow: string;
  readonly status: string | null;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly plan: string;
  readonly inputs: string | null;
  readonly principal: string;
  readonly origin: string;
  readonly parent_id: string | null;
  readonly root_id: string | null;
  readonly attempt: number;
  readonly traceparent: string | null;
  readonly cancel_on_disconnect: number | null;
}

export interface StoredRecord {
  readonly head: StoredHead;
  /** The first and the last piece of the events that are asked for. */
  readonly first: string | undefined;
  readonly last: string | undefined;
}

export interface StoredExecution {
  readonly head: StoredHead;
  readonly key: string | null;
  readonly keyFingerprint: string | null;
  readonly events: readonly string[];
  /** Undefined: none. */
  readonly secretInputs: string | undefined;
  readonly facts: readonly string[];
  readonly lastFact: number;
  /** Something is sealed that could not be opened. */
  readonly sealedInputs: boolean;
  readonly sealedFacts: boolean;
  readonly crashes: Crashes | undefined;
  /** The fence of the process that ran it last; 0 if it has ended. */
  readonly ranUnder: number;
}

/** What the reader can be asked, by name. */
export interface Questions {
  key(flow: string, principal: string, key: string): KnownKey | undefined;
  events(executionId: string, after: number, limit: number): readonly string[];
  record(executionId: string): StoredRecord | undefined;
  list(flow: string, status: string | null, before: string | null, limit: number): readonly ExecutionRow[];
  load(executionId: string): StoredExecution | undefined;
  /** Those that a process before the one with this fence left. */
  unfinished(fence: number, after: string, limit: number): readonly StoredExecution[];
  unfinishedIds(fence: number): readonly string[];
  /** Those of these that have not ended, in this order; the rest is to be asked for again where they are large. */
  loadUnfinished(executionIds: readonly string[]): readonly StoredExecution[];
  plan(fingerprint: string): string | undefined;
}

/** What the keeper can be asked. */
export interface Chores {
  /** Moves what is in the write-ahead log into the database. */
  checkpoint(): void;
  /** A hash of each idempotency key, as `hashOf` and `scopeOf` make them. */
  keyHashes(): Uint32Array;
  /** Fingerprints of plans that no execution refers to. */
  unusedPlans(): readonly string[];
}
