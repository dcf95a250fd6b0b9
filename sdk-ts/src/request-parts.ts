/** What a request says of a call: its path, its body, its key, and whether the execution shall end with its readers. */
import { FlowLangError } from './errors.ts';
import type { ExecuteOptions, StartOptions } from './options.ts';

/** Has the execution end with its readers, where the call's options say so. */
export function cancelHeader({ signal, onAbort }: ExecuteOptions): Record<string, string> {
  return signal && onAbort !== 'detach' ? { 'X-Cancel-On-Disconnect': 'true' } : {};
}

export function keyHeader({ idempotencyKey = randomKey() }: StartOptions): Record<string, string> {
  if (/^[\w.:-]{1,128}$/.test(idempotencyKey)) return { 'Idempotency-Key': idempotencyKey };
  throw new FlowLangError('idempotencyKey must have 1 to 128 letters, digits, or any of _ . : -');
}

/** @param what What it is called in messages. */
export function toJson(what: string, value: unknown): string {
  try {
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) throw new TypeError(`it is a ${typeof value}`); // nothing is left of a function or a symbol
    return text;
  } catch (cause) {
    throw new FlowLangError(`The ${what} cannot be sent as JSON: ${cause}`, { cause });
  }
}

/** Rises with time, so that new ones stand side by side in the server's index. */
function randomKey(): string {
  // A page that came over plain http has no randomUUID.
  const random = crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join('-');
  return `${Date.now().toString(36)}-${random}`;
}

/** A path of segments, each encoded. */
export function encodePath(segments: readonly string[]): string {
  return segments.map(encodeSegment).join('');
}

export function encodeQuery(query: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, `${value}`]]));
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}

function encodeSegment(segment: string): string {
  // A URL cannot carry these as a segment: they would change the path, encoded or not.
  if (/^\.{0,2}$/.test(segment)) throw new FlowLangError(`"${segment}" is no name of a flow, an execution or an event`);
  return `/${encodeURIComponent(segment)}`;
}
