/** What `flowlang serve` is told. */
import type { JournalChoice } from '../../open-journal.ts';
import type { LogLevel } from '../logger.ts';

export interface ServeOptions {
  readonly project?: string;
  readonly multi?: string;
  readonly host: string;
  readonly port: number;
  readonly journal: JournalChoice;
  readonly durability: 'full' | 'normal';
  /** Milliseconds, as all times. */
  readonly keep: number;
  readonly keepCount: number;
  readonly maxConcurrency: number;
  readonly maxUnfinished: number;
  readonly maxTime: number;
  readonly maxSteps: number;
  readonly maxEvents: number;
  readonly maxOutput: number;
  readonly maxAllOutput: number;
  readonly maxBody: number;
  readonly maxStreams: number;
  readonly disconnectGrace: number;
  readonly drainTimeout: number;
  readonly workers: number;
  readonly logLevel: LogLevel;
  readonly trustProxy?: string | number;
  readonly listExecutions?: boolean;
  readonly cors?: readonly string[];
  /** Neither `--reload` nor `--no-reload` was given where it is undefined. */
  readonly reload?: boolean;
}
