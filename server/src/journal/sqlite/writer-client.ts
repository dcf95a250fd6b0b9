/** The thread that writes, as the event loop sees it. */
import type { Worker } from 'node:worker_threads';
import { JournalError } from '../../errors.ts';
import { beginThread } from './asking.ts';
import type { Batch, FromWriter, Succession, ToWriter, WriterSettings } from './protocol.ts';
import type { TroubleLog } from './trouble-log.ts';

export type WriterReport = Extract<FromWriter, { kind: 'kept' | 'failed' }>;

export interface OpenWriter extends Succession {
  readonly thread: WriterThread;
  /** Ended executions in the file. */
  readonly ended: number;
  /** The last id that is in a bundle. */
  readonly lastBundled: string;
}

/** Whoever brings batches into the file, and tells when they are there. */
export interface BatchWriter {
  send(batch: Batch): void;
  listen(report: (message: WriterReport) => void): void;
  close(): Promise<void>;
}

export class WriterThread implements BatchWriter {
  private readonly worker: Worker;
  private readonly signal: Int32Array<SharedArrayBuffer>;
  private readonly ended: Promise<void>;
  private readonly trouble: TroubleLog;
  private problem: string | undefined;
  private report: (message: WriterReport) => void = () => {};

  private constructor(settings: Omit<WriterSettings, 'signal'>, trouble: TroubleLog) {
    this.trouble = trouble;
    this.signal = new Int32Array(new SharedArrayBuffer(4));
    this.worker = beginThread('writer', { ...settings, signal: this.signal });
    this.ended = new Promise((resolve) => {
      this.worker.on('error', (error) => {
        this.problem = error.message;
      });
      this.worker.on('exit', () => {
        // Nobody would answer any more.
        this.report({ kind: 'failed', problem: `The journal cannot be written: ${this.problem}`, forGood: true });
        resolve();
      });
    });
  }

  /** @throws JournalError if the file cannot be used */
  static async open(settings: Omit<WriterSettings, 'signal'>, trouble: TroubleLog): Promise<OpenWriter> {
    const thread = new WriterThread(settings, trouble);
    const first = await thread.firstWord();
    if (first.kind === 'opened') return { ...first, thread };
    await thread.ended;
    throw new JournalError(
      first.kind === 'refused' ? first.problem : `The journal cannot be opened: ${thread.problem}`,
    );
  }

  listen(report: (message: WriterReport) => void): void {
    this.report = report;
  }

  send(message: ToWriter): void {
    this.worker.postMessage(message);
    // The thread has no event loop that would wake it.
    Atomics.add(this.signal, 0, 1);
    Atomics.notify(this.signal, 0);
  }

  async close(): Promise<void> {
    this.report = () => {};
    this.send({ kind: 'close' });
    await this.ended;
  }

  private firstWord(): Promise<FromWriter> {
    return new Promise((resolve) => {
      this.report = resolve;
      this.worker.on('message', (message: FromWriter) => {
        if (message.kind === 'opened' || message.kind === 'refused') resolve(message);
        else if (message.kind === 'neglected') this.trouble.tell(message.problem);
        else this.report(message);
      });
    });
  }
}
