/** The side that asks: a thread answers each question, one after the other. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { JournalUnavailableError } from '../../errors.ts';
import type { Answer } from './answering.ts';
import type { TroubleLog } from './trouble-log.ts';

type Callable = (...args: never[]) => unknown;
type Askable<Q> = { readonly [K in keyof Q]: Q[K] extends Callable ? Q[K] : never };

interface Asked {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export type ThreadName = 'writer' | 'reader' | 'keeper' | 'copier';

/** Begins a thread of the journal. */
export function beginThread(name: ThreadName, workerData: object): Worker {
  const url = new URL(`./${name}-thread${path.extname(import.meta.url)}`, import.meta.url);
  // Node says of each thread that its SQLite is experimental.
  return new Worker(url, {
    workerData,
    name: `journal ${name}`,
    // What a thread is given lives for one batch: without a bound each takes tens of megabytes for it.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
}

export class AskedThread<Q> {
  private readonly worker: Worker;
  private readonly asked = new Map<number, Asked>();
  private readonly ended: Promise<void>;
  private count = 0;
  private dead: Error | undefined;
  private isClosing = false;
  private readonly trouble: TroubleLog | undefined;

  /** @param trouble told of what cannot be answered, where whoever asks tells nobody */
  constructor(name: ThreadName, file: string, trouble?: TroubleLog) {
    this.trouble = trouble;
    this.worker = beginThread(name, { file });
    this.worker.on('message', (answer: Answer) => this.take(answer));
    this.ended = new Promise((resolve) => {
      this.worker.on('error', (error) => this.die(error.message));
      this.worker.on('exit', () => {
        this.die('it is closed');
        resolve();
      });
    });
  }

  /** @throws JournalUnavailableError if it cannot be answered */
  ask<K extends keyof Q & string>(
    name: K,
    ...args: Parameters<Askable<Q>[K]>
  ): Promise<Awaited<ReturnType<Askable<Q>[K]>>> {
    return new Promise((resolve, reject) => {
      if (this.dead !== undefined) {
        reject(this.dead);
        return;
      }
      this.count += 1;
      // The thread's object has the same interface.
      this.asked.set(this.count, { resolve: resolve as (value: unknown) => void, reject });
      this.worker.postMessage({ number: this.count, name, args });
    });
  }

  /** What was asked before is still answered. */
  close(): Promise<void> {
    this.isClosing = true;
    this.worker.postMessage('close');
    return this.ended;
  }

  private take(answer: Answer): void {
    const asked = this.asked.get(answer.number);
    this.asked.delete(answer.number);
    if (!('problem' in answer)) {
      asked?.resolve(answer.value);
      return;
    }
    this.trouble?.tell(answer.problem);
    asked?.reject(new JournalUnavailableError(answer.problem));
  }

  private die(reason: string): void {
    this.dead ??= new JournalUnavailableError(`The journal cannot be read: ${reason}`);
    if (!this.isClosing) this.trouble?.tell(this.dead.message);
    for (const { reject } of this.asked.values()) reject(this.dead);
    this.asked.clear();
  }
}
