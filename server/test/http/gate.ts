/** Holds a task of flow `Held` until a test lets it go on. Each has a name of its own, so that no two tests meet. */
import { randomUUID } from 'node:crypto';

type Task = (signal: AbortSignal) => Promise<{ count: number }>;

/** Found by the tasks file, which is another module in the same process. */
const GATES = Symbol.for('flowlang.test.gates');
const holder = globalThis as unknown as Record<symbol, Map<string, Task>>; // A place that both of them know.
holder[GATES] ??= new Map();
const gates = holder[GATES];

export interface Gate {
  readonly name: string;
  /** Resolves when a task waits. */
  readonly reached: Promise<void>;
  /** How often a task came. */
  readonly count: number;
  open(): void;
}

export function createGate(): Gate {
  const name = randomUUID();
  const opened = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  let count = 0;
  gates.set(name, async (signal) => {
    count += 1;
    reached.resolve();
    const cancelled = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
    await Promise.race([opened.promise, cancelled]);
    return { count };
  });
  return {
    name,
    reached: reached.promise,
    get count() {
      return count;
    },
    open: opened.resolve,
  };
}
