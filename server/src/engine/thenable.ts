/** Whether somebody has to wait for the value. Promises of other libraries, and queries that begin when they are waited for, count. */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  // Asked first: nearly all are, and to look for a property by its name in what may be anything takes longer.
  if (value instanceof Promise) return true;
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
