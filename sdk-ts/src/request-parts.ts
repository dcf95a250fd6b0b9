/** What a request says of a call: its path, its body, its key, and whether the execution shall end with its readers. */
import { FlowLangError } from './errors.ts';
import type { ExecuteOptions, StartOptions } from './options.ts';

/** Has the execution end with its readers, where the call's options say so. */
export const cancelHeader = ({ signal, onAbort }: ExecuteOptions): Record<string, string> =>
  signal && onAbort !== 'detach' ? { 'X-Cancel-On-Disconnect': 'true' } : {};

const KEY = /^[\w.:-]{1,128}$/;

export function keyHeader({ idempotencyKey = newKey() }: StartOptions = {}): Record<string, string> {
  if (KEY.test(idempotencyKey)) return { 'Idempotency-Key': idempotencyKey };
  throw new FlowLangError(`idempotencyKey must match ${KEY}`);
}

/**
 * A key of the client: it rises with time, so that new ones stand side by side in the server's index. A page that came over
 * plain http has no randomUUID.
 */
export const newKey = (): string =>
  `${Date.now()}-${crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join('-')}`;

export function toJson(value: unknown): string {
  let cause: unknown = typeof value; // nothing is left of a function or a symbol
  try {
    const text: string | undefined = JSON.stringify(value);
    if (text) return text;
  } catch (error) {
    cause = error;
  }
  throw new FlowLangError(`What is sent must be JSON: ${cause}`, { cause });
}

/** A name as a segment of a path. */
export function segment(name: string): string {
  // A URL cannot carry these as a segment: they would change the path, encoded or not.
  if (/^\.{0,2}$/.test(name)) throw new FlowLangError(`"${name}" is no name or id`);
  return encodeURIComponent(name);
}

/** What is undefined is left out. */
export function encodeQuery(query: Readonly<Record<string, string | number | undefined>>): string {
  const text = `${new URLSearchParams(JSON.parse(JSON.stringify(query)))}`;
  return text && `?${text}`;
}
