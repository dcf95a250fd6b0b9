/** What a journal in a file is put together from, in a process that has the file alone or as one of several. */
import type { Logger } from '../../engine/ports.ts';
import type { AskedThread } from './asking.ts';
import type { Housekeeping } from './housekeeping.ts';
import type { KeyBook } from './keys.ts';
import type { Unfinished } from './left-behind.ts';
import type { Pins } from './pins.ts';
import type { Questions, Succession } from './protocol.ts';
import type { BatchWriter } from './writer-client.ts';

export interface SqliteJournalParts {
  readonly file: string;
  readonly writer: BatchWriter;
  readonly reader: AskedThread<Questions>;
  readonly keys: KeyBook;
  /** What is to go on here. */
  readonly left: Unfinished;
  readonly succession: Succession;
  readonly pins: Pins;
  /** Ended executions in the file. */
  readonly ended: number;
  /** The last id that is in a bundle. */
  readonly lastBundled: string;
  readonly keepCount: number;
  readonly now: () => number;
  readonly logger: Logger;
  /** Where the process has the file alone. */
  readonly housekeeping?: Housekeeping;
  /** Where it has not. */
  readonly others?: Others;
}

/** Other processes that run executions of the same file. */
export interface Others {
  /** Calls `wake` whenever there may be more in the file of an execution of theirs; the answer ends that. */
  watch(executionId: string, wake: () => void): () => void;
  /** Resolves when an execution of theirs is in the file. @throws LostExecutionError if it is lost before */
  written(executionId: string): Promise<void>;
}
