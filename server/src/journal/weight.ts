/** About how much memory an execution takes whose events are kept there. To write them as JSON would tell, and take far longer. */

/** Bytes on a 64-bit machine: of an execution, of one of its events, and of what values are made of. */
const EXECUTION = 1000;
const EVENT = 300;
const OBJECT = 40;
const SLOT = 8;
const TEXT = 24;

/** Bytes. What has more is counted once: it is handed on from step to step, and there once. */
const HEAVY = 1000;

/** What may be large in an event or a fact. */
interface Kept {
  readonly kind?: string;
  readonly status?: string;
  readonly inputs?: unknown;
  readonly outputs?: unknown;
  readonly error?: unknown;
  readonly message?: unknown;
  readonly result?: unknown;
}

export class Weight {
  bytes = EXECUTION;
  private heavy: Set<unknown> | undefined;

  /** Answers how much more it is now. */
  add({ inputs, outputs, error, message, result }: Kept): number {
    let more = EVENT;
    // Written out: a loop over all that an event has takes three times as long.
    if (inputs !== undefined) more += this.of(inputs);
    if (outputs !== undefined) more += this.of(outputs);
    if (error !== undefined) more += this.of(error);
    if (message !== undefined) more += this.of(message);
    if (result !== undefined) more += this.of(result);
    this.bytes += more;
    return more;
  }

  private of(value: unknown): number {
    const isText = typeof value === 'string';
    if (!isText && (typeof value !== 'object' || value === null)) return 0;
    if (this.heavy?.has(value) === true) return 0;
    const bytes = isText ? TEXT + value.length : this.ofParts(value);
    if (bytes > HEAVY) {
      this.heavy ??= new Set();
      this.heavy.add(value);
    }
    return bytes;
  }

  private ofParts(value: object): number {
    let bytes = OBJECT;
    if (Array.isArray(value)) {
      for (const item of value) bytes += SLOT + this.of(item);
      return bytes;
    }
    const parts = value as Readonly<Record<string, unknown>>; // What JSON has is a list or this.
    for (const name in parts) bytes += SLOT + this.of(parts[name]);
    return bytes;
  }
}
