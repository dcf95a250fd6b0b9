import type { ExecutionError } from '@flowlang/openapi';

/** How an execution ends of which something cannot be made a text. */
export function unwritable(thrown: unknown): ExecutionError {
  if (thrown instanceof RangeError) {
    const message =
      'The execution cannot be kept: one of its events is longer than a text may be. Let its steps answer less.';
    return { type: 'LimitError', message };
  }
  const message = 'The execution cannot be kept; the log of the server has more under this execution_id.';
  return { type: 'JournalError', message };
}
