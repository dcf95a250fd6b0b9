import type { ExecuteOptions } from '../options.ts';
import { newKey } from '../request-parts.ts';

/** With a key for all that asks for the execution: the client makes one for each call, and here a call may be made anew. */
export function keyed(options: ExecuteOptions = {}): ExecuteOptions & { readonly idempotencyKey: string } {
  return { ...options, idempotencyKey: options.idempotencyKey ?? newKey() };
}
