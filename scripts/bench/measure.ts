/** One line of the table that `npm run bench` prints. */
export interface Row {
  readonly what: string;
  readonly ratio: string;
  readonly bound: string;
  /** Whether it is met, where the row says so. */
  readonly met?: boolean;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
 * Milliseconds of CPU of this thread: what a clock would show if nobody else used the machine. What the garbage collector
 * and the compilers do beside it in threads of their own is not in it.
 */
export async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
