/** What has to be done from time to time: checkpoints, and forgetting what is old. */
import { AskedThread } from './asking.ts';
import type { Batch, Chores } from './protocol.ts';
import type { TroubleLog } from './trouble-log.ts';
import type { WriterThread } from './writer-client.ts';

/** Bytes of the write-ahead log: with more of it, reading gets slower. */
const LARGE_WAL = 4 * 2 ** 20;

/** Milliseconds. */
const BETWEEN_PRUNINGS = 60_000;

/** Prunings between two looks for plans that nobody uses. */
const UNTIL_PLANS = 10;

export interface HousekeepingOptions {
  readonly file: string;
  readonly writer: WriterThread;
  readonly now: () => number;
  readonly trouble: TroubleLog;
  /** What somebody reads; undefined: as before. On a server that writes nothing no batch tells. */
  readonly pinned: () => Batch['pinned'];
  readonly forgetPlans: (ask: () => Promise<readonly string[]>) => Promise<void>;
}

export class Housekeeping {
  private readonly options: HousekeepingOptions;
  private readonly timer: NodeJS.Timeout;
  private readonly keeper: AskedThread<Chores>;
  private checkpointing = false;
  private prunings = 0;

  constructor(options: HousekeepingOptions) {
    this.options = options;
    this.keeper = new AskedThread<Chores>('keeper', options.file, options.trouble);
    this.timer = setInterval(() => this.prune(), BETWEEN_PRUNINGS);
    this.timer.unref();
    this.prune();
  }

  /** @param wal bytes of the write-ahead log */
  look(wal: number): void {
    if (wal < LARGE_WAL || this.checkpointing) return;
    this.checkpointing = true;
    void this.checkpoint();
  }

  /** Also what has ended behind the place that was reached. */
  prune(): void {
    const { writer, now, pinned } = this.options;
    writer.send({ kind: 'prune', now: now(), pinned: pinned() });
    this.prunings += 1;
    if (this.prunings % UNTIL_PLANS === 0) this.forgetPlans().catch(this.doLater);
  }

  keyHashes(): Promise<Uint32Array> {
    return this.keeper.ask('keyHashes');
  }

  forgetPlans(): Promise<void> {
    return this.options.forgetPlans(() => this.keeper.ask('unusedPlans'));
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.keeper.close();
  }

  private async checkpoint(): Promise<void> {
    try {
      await this.keeper.ask('checkpoint');
      this.options.writer.send({ kind: 'checkpoint' });
    } catch (thrown) {
      this.doLater(thrown);
    } finally {
      this.checkpointing = false;
    }
  }

  /** What fails now is done another time; what fails for ever must be heard of. */
  private readonly doLater = (thrown: unknown): void => {
    this.options.trouble.tell(thrown instanceof Error ? thrown.message : String(thrown));
  };
}
