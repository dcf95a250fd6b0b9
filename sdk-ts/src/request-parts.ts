/** What a request says of a call: its body, its key, and whether the execution shall end with its readers. */
import { FlowLangError } from './errors.ts';
import type { ExecuteOptions, StartOptions } from './options.ts';

export function cancels({ signal, onAbort = 'cancel' }: ExecuteOptions): boolean {
  return signal !== undefined && onAbort === 'cancel';
}

export function keyOf({ idempotencyKey }: StartOptions): { readonly idempotencyKey: string } {
  return { idempotencyKey: checkKey(idempotencyKey ?? randomKey()) };
}

export function toJson(value: unknown, what: string): string {
  const refused = (why: string, options?: ErrorOptions) =>
    new FlowLangError(`${what} cannot be sent as JSON: ${why}`, options);
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw refused(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  // Of a function or a symbol nothing is left.
  if (text === undefined) throw refused(`it is a ${typeof value}`);
  return text;
}

function checkKey(key: string): string {
  if (/^[A-Za-z0-9_.:-]{1,128}$/.test(key)) return key;
  throw new FlowLangError('idempotencyKey must have 1 to 128 letters, digits, or any of _ . : -');
}

function randomKey(): string {
  // A page that came over plain http has no randomUUID.
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
