/** What the processes of `--workers` say to each other. The hub has the journal's file, the workers have the executions. */
import type { Json } from '@flowlang/openapi';
import type { Cancelled, Elsewhere, LiveExecution, LiveQuery, LiveStatus, NotHere } from '../engine/control.ts';
import type { Delivery } from '../engine/live.ts';
import type { Claim, Claimed } from '../journal/sqlite/keys.ts';
import type { Batch, Succession } from '../journal/sqlite/protocol.ts';
import type { WriterReport } from '../journal/sqlite/writer-client.ts';

/** What a worker is given to begin with. */
export interface Welcome {
  readonly file: string;
  readonly ended: number;
  readonly lastBundled: string;
  readonly keepCount: number;
  readonly succession: Succession;
  /** Executions that it is to go on with. */
  readonly left: readonly string[];
}

/** What workers ask and tell the hub. */
export interface HubWords extends Elsewhere {
  hello(): Promise<Welcome>;
  write(batch: Batch): void;
  claim(claim: Claim): Promise<Claimed>;
  /** Answers when it is in the file. */
  written(executionId: string): Promise<void>;
  watch(executionId: string): void;
  unwatch(executionId: string): void;
  /** All that are read there, of those that have ended. */
  pin(executionIds: readonly string[]): void;
  follow(executionId: string): void;
  unfollow(executionId: string): void;
  arm(flow: string, executionId: string): void;
  listens(): void;
  /** It cannot begin; `message` is for people. */
  cannot(message: string): void;
}

/** What the hub asks and tells workers. */
export interface WorkerWords {
  report(report: WriterReport): void;
  /** There may be more in the file of what it watches. */
  wake(executionId: string): void;
  goOn(executionIds: readonly string[]): void;
  /** Answers those of these plans that it does not use, and will send again when it does. */
  giveUpPlans(fingerprints: readonly string[]): Promise<readonly string[]>;
  cancel(flow: string, executionId: string, reason: string): Promise<Cancelled | NotHere>;
  deliver(flow: string, executionId: string, event: string, payload: Json): Promise<Delivery | NotHere>;
  statuses(executionIds: readonly string[]): Promise<readonly (LiveStatus | undefined)[]>;
  list(query: LiveQuery, status: LiveStatus): Promise<readonly LiveExecution[]>;
  /** Another worker has a reader, or a reader less, of an execution that runs there. */
  readerCame(executionId: string): void;
  readerLeft(executionId: string): void;
  arm(flow: string, executionId: string): void;
  /** All listen: one tells so. */
  announce(processes: readonly number[]): void;
  /** Take no new work, finish within these milliseconds, and end. */
  drain(grace: number): void;
}
