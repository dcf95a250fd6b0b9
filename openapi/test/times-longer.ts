/** How many times longer one piece of work takes than another, at best; what takes less than a millisecond counts as one. */
export function timesLonger(work: () => void, other: () => void): number {
  return best(work) / Math.max(1, best(other));
}

function best(work: () => void): number {
  const times = [0, 1].map(() => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return Math.min(...times);
}
