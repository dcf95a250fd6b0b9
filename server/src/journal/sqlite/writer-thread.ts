/**
 * The thread that writes. It has no event loop of its own: it takes what was sent, and sleeps when there is nothing. While
 * writing fails it tries again and again, and what comes meanwhile waits for it.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { explain } from './explain.ts';
import { type OpenFile, openFile, WAL_LIMIT } from './open-file.ts';
import type { Batch, FromWriter, ToWriter, WriterSettings } from './protocol.ts';
import { FencedError, GoneError, Writer } from './writer.ts';

/** Milliseconds from a try that failed to the next; they double. */
const FIRST_DELAY = 100;
const LONGEST_DELAY = 1000;

class WriterLoop {
  private readonly writer: Writer;
  private readonly settings: WriterSettings;
  private failing: { readonly batch: Batch; readonly tryAt: number; readonly delay: number } | undefined;
  private pruneAt: number | undefined;

  constructor(writer: Writer, settings: WriterSettings) {
    this.writer = writer;
    this.settings = settings;
  }

  run(): void {
    const { signal } = this.settings;
    for (;;) {
      // Read before the post box is looked into: what is sent in between ends the sleep before it begins.
      const seen = Atomics.load(signal, 0);
      const message = receive();
      if (message?.kind === 'close') return;
      if (message !== undefined) this.handle(message);
      else if (!this.workOn()) Atomics.wait(signal, 0, seen, this.untilNextTry());
    }
  }

  private handle(message: Exclude<ToWriter, { kind: 'close' }>): void {
    // Once for each message: a batch that is tried again knows less than what came after it.
    if ('pinned' in message && message.pinned !== undefined) this.writer.pruner.pinned = new Set(message.pinned);
    switch (message.kind) {
      case 'batch':
        this.write(message, FIRST_DELAY);
        return;
      case 'checkpoint':
        this.attempt(() => this.writer.finishCheckpoint());
        return;
      case 'prune':
        this.writer.pruner.startOver();
        this.pruneAt = message.now;
        return;
      case 'pragma':
        this.writer.pragma(message.text);
        return;
    }
  }

  /** What nobody has sent; answers whether there was something to do. */
  private workOn(): boolean {
    if (this.failing !== undefined) {
      const { batch, delay, tryAt } = this.failing;
      if (performance.now() < tryAt) return false;
      this.write(batch, Math.min(2 * delay, LONGEST_DELAY));
      return true;
    }
    if (this.pruneAt === undefined) return false;
    const now = this.pruneAt;
    this.pruneAt = undefined;
    this.attempt(() => {
      if (this.writer.prune(now)) this.pruneAt = now;
    });
    return true;
  }

  private write(batch: Batch, delay: number): void {
    let wal: number;
    try {
      this.writer.write(batch);
      wal = this.writer.walSize();
    } catch (thrown) {
      const forGood = thrown instanceof FencedError || thrown instanceof GoneError;
      const problem = forGood
        ? thrown.message
        : `${explain(thrown, this.settings.file)} Nothing is lost, and it goes on by itself.`;
      this.failing = { batch, delay, tryAt: forGood ? Number.POSITIVE_INFINITY : performance.now() + delay };
      send({ kind: 'failed', problem, forGood });
      return;
    }
    this.failing = undefined;
    send({ kind: 'kept', number: batch.number, wal, ended: this.writer.pruner.ended });
    // The keeper does not keep up: to wait is better than a log without bound.
    if (wal > WAL_LIMIT) this.attempt(() => this.writer.finishCheckpoint());
  }

  /** Housekeeping that fails is done another time. */
  private attempt(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      send({ kind: 'neglected', problem: explain(thrown, this.settings.file) });
    }
  }

  private untilNextTry(): number {
    return this.failing === undefined ? Number.POSITIVE_INFINITY : Math.max(1, this.failing.tryAt - performance.now());
  }
}

function receive(): ToWriter | undefined {
  // Only the journal sends to this thread.
  return parentPort === null ? undefined : (receiveMessageOnPort(parentPort)?.message as ToWriter | undefined);
}

function send(message: FromWriter): void {
  parentPort?.postMessage(message);
}

function main(settings: WriterSettings): void {
  let opened: OpenFile | undefined;
  let writer: Writer;
  try {
    opened = openFile(settings);
    writer = new Writer(opened, settings);
  } catch (thrown) {
    opened?.close();
    send({ kind: 'refused', problem: explain(thrown, settings.file) });
    return;
  }
  const { fence, wasLeft } = opened;
  send({ kind: 'opened', ended: writer.pruner.ended, fence, wasLeft, lastBundled: writer.lastBundled });
  new WriterLoop(writer, settings).run();
  writer.close();
}

main(workerData);
