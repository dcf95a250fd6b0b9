/** The side of a thread that answers questions, one after the other. */
import { parentPort } from 'node:worker_threads';
import { explain, isDamage } from './explain.ts';

export interface Question {
  readonly number: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

export type Answer =
  | { readonly number: number; readonly value: unknown }
  | { readonly number: number; readonly problem: string };

interface Answering {
  close(): void;
}

/** `open` is called with the first question, and again after one that failed: what was wrong may be over. */
export function answerQuestions<T extends Answering>(file: string, open: () => T): void {
  let answering: T | undefined;
  parentPort?.on('message', (question: Question | 'close') => {
    if (question === 'close') {
      answering?.close();
      parentPort?.close();
      return;
    }
    const { number } = question;
    try {
      answering ??= open();
      parentPort?.postMessage({ number, value: call(answering, question) } satisfies Answer);
    } catch (thrown) {
      parentPort?.postMessage({ number, problem: explain(thrown, file) } satisfies Answer);
      if (!isDamage(thrown)) return;
      // A connection may go on to believe in a page that has been mended.
      answering?.close();
      answering = undefined;
    }
  });
}

function call<T extends Answering>(answering: T, { name, args }: Question): unknown {
  const method = answering[name as keyof T]; // Only the journal asks, by the names of its own interfaces.
  if (typeof method !== 'function') throw new Error(`there is no question ${name}`);
  return method.apply(answering, args);
}
