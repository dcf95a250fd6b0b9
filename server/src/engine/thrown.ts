/** What was thrown, as far as it can be read: a task may throw anything, also what throws itself when it is looked at. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly retryable: boolean | undefined;
  /** The name of its cause. */
  readonly cause: string | undefined;
}

/** Characters of an object as JSON, where it has no message. */
const LONGEST = 1000;

export function readThrown(thrown: unknown): Thrown {
  try {
    return thrown instanceof Error ? readError(thrown) : plain(textOf(thrown));
  } catch {
    return plain('What was thrown cannot be read');
  }
}

function readError(error: Error): Thrown {
  const { name, message, stack, cause } = error;
  return {
    name: String(name ?? '') || 'Error',
    message: String(message ?? ''),
    stack: typeof stack === 'string' ? stack : undefined,
    retryable: 'retryable' in error && typeof error.retryable === 'boolean' ? error.retryable : undefined,
    cause: cause instanceof Error ? String(cause.name) : undefined,
  };
}

function plain(message: string): Thrown {
  return { name: 'Error', message, stack: undefined, retryable: undefined, cause: undefined };
}

function textOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  // Some libraries throw what looks like an error and is none.
  if ('message' in thrown && typeof thrown.message === 'string') return thrown.message;
  const text = typeof thrown.toString === 'function' ? String(thrown) : '';
  if (text !== '' && !text.startsWith('[object ')) return text;
  return JSON.stringify(thrown).slice(0, LONGEST);
}
